// The one place where calls of the native addon become values, errors and cancellations.
import { errorClass, SpectrumError, UnsupportedError, ValidationError } from "./errors.js";
import { type Begun, type Failure, native, type NativeCalls, type NativeCancel, type Outcome } from "./native.js";

/** What every call accepts besides its own options. */
export interface CallOptions {
  /** Aborts the call: the service sees it cancelled, and it rejects with the signal's reason. */
  signal?: AbortSignal | undefined;
}

/** What every send accepts. */
export interface SendOptions extends CallOptions {
  /** An idempotency key: the same key twice delivers once, also after a restart of the program. */
  clientMessageId?: string | undefined;
}

function isFailure(outcome: unknown): outcome is Failure {
  return typeof outcome === "object" && outcome !== null && (outcome as Failure).failed === true;
}

function toError(failure: Failure): SpectrumError {
  const { code, retryable, context, grpcCode, status, message } = failure;
  const options = { code, retryable, context, grpcCode, status };
  if (failure.unsupported) return new UnsupportedError(failure.unsupported, { ...options, message });
  return new (errorClass(failure.className))(message, options);
}

/** Names of Node-API's own errors for arguments of the wrong type. */
const BAD_ARGUMENT = /^(InvalidArg|\w+Expected)$/;

const TYPES: Record<string, string> = { String: "a string", f64: "a number", i64: "a number", bool: "true or false" };

/**
 * An argument of the wrong type is an input that cannot be accepted, like any other. Node-API's text shows the value,
 * which may be a secret or the text of a message: only the type and the name of the field are taken from it.
 */
function argumentError(error: unknown): unknown {
  const { code, message = "" } = (error ?? {}) as { code?: unknown; message?: string };
  if (error instanceof SpectrumError || typeof code !== "string" || !BAD_ARGUMENT.test(code)) return error;
  const type = TYPES[/ into rust type `(\w+)`/.exec(message)?.[1] ?? ""];
  const path = [...message.matchAll(/ on \w+\.(\w+)(?= on |$)/g)].map((match) => match[1]);
  const name = path.reverse().join(".") || "an argument";
  return new ValidationError(type ? `${name} must be ${type}` : `${name} has the wrong type`);
}

/** @internal A call that does not wait. */
export function sync<T>(work: () => Outcome<T>): T {
  let outcome: Outcome<T>;
  try {
    outcome = work();
  } catch (error) {
    throw argumentError(error);
  }
  if (isFailure(outcome)) throw toError(outcome);
  return outcome;
}

type Settle = (outcome: unknown) => void;

/** Calls on their way, by number. */
const pending = new Map<number, Settle>();
let last = 0;

const calls = new native.NativeCalls(() => {
  const finished = calls.take();
  for (let index = 0; index < finished.length; index += 2) settle(finished[index] as number)?.(finished[index + 1]);
});

/** The process lives while calls are on their way. */
function settle(id: number): Settle | undefined {
  const found = pending.get(id);
  pending.delete(id);
  if (pending.size === 0) calls.hold(false);
  return found;
}

function begin<T>(work: (to: NativeCalls, id: number) => Begun<T>): Promise<Outcome<T>> {
  return new Promise((resolve, reject) => {
    const id = (last += 1);
    if (pending.size === 0) calls.hold(true);
    pending.set(id, resolve as Settle);
    try {
      work(calls, id);
    } catch (error) {
      settle(id);
      reject(argumentError(error));
    }
  });
}

/** @internal A call that waits, and that a signal can abort. */
export async function call<T>(
  work: (to: NativeCalls, id: number, cancel: NativeCancel | undefined) => Begun<T>,
  signal?: AbortSignal,
): Promise<T> {
  let outcome: Outcome<T>;
  if (signal === undefined) {
    outcome = await begin((to, id) => work(to, id, undefined));
  } else {
    signal.throwIfAborted();
    const cancel = new native.NativeCancel();
    const abort = (): void => cancel.cancel();
    signal.addEventListener("abort", abort, { once: true });
    try {
      outcome = await begin((to, id) => work(to, id, cancel));
    } finally {
      signal.removeEventListener("abort", abort);
    }
  }
  if (!isFailure(outcome)) return outcome;
  if (outcome.cancelled) throw signal?.reason;
  throw toError(outcome);
}
