// Errors of the program's own code on their way through the core: it carries their numbers.

const failures = new Map<number, unknown>();
const MOST = 256;
let last = 0;

/** @internal Keeps what was thrown until somebody is told of it; the last ones of those that nobody asks for. */
export function keep(failure: unknown): number {
  failures.set((last += 1), failure);
  for (const oldest of failures.keys()) {
    if (failures.size <= MOST) break;
    failures.delete(oldest);
  }
  return last;
}

/** @internal What an error of the core stands for. */
export function causeOf(context: Record<string, string>): { cause: unknown } | undefined {
  const number = Number(context["failure"]);
  delete context["failure"];
  if (!failures.has(number)) return undefined;
  const cause = failures.get(number);
  failures.delete(number);
  return { cause };
}
