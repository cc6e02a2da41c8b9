// Messages as jobs.
import { call, sync } from "./call.js";
import { SpectrumError, ValidationError } from "./errors.js";
import { log } from "./log.js";
import { wrapMessage } from "./message.js";
import type { NativeApp, NativeHandling, NativeJob } from "./native.js";
import { type Life, overtaken } from "./reader.js";
import { checkDuration } from "./settings.js";
import { HandlingSpan } from "./telemetry.js";
import type { Message, Space } from "./types.js";

/** Handles a message. It has failed if this throws, or if the promise rejects. */
export type Handler = (space: Space, message: Message) => unknown;

/** Takes a message that has failed as often as it may, with what the handler threw last. */
export type DeadLetter = (space: Space, message: Message, error: unknown) => unknown;

/** How messages are handled. */
export interface HandleOptions {
  /** How many handlers run side by side, each of another chat; 16 if not given. */
  concurrency?: number | undefined;
  /** How often a message is tried in all; 3 if not given. */
  attempts?: number | undefined;
  /**
   * The wait before the second attempt, in milliseconds; 1000 if not given. It doubles with each, and is shortened at
   * random to between 50 and 100 %.
   */
  backoff?: number | undefined;
  /** The longest wait, in milliseconds; 60 000 if not given. */
  maxBackoff?: number | undefined;
  /**
   * Is given a message after its last attempt. When it has ended, the message is acknowledged; if it throws, the message
   * comes again after a wait. Without one such a message is given up with a logged error.
   */
  deadLetter?: DeadLetter | undefined;
  /** Ends the handling: nothing new begins, and the call rejects with the signal's reason when what runs has ended. */
  signal?: AbortSignal | undefined;
}

function checkCount(value: number | undefined, name: string): void {
  if (value !== undefined && !(Number.isInteger(value) && value > 0 && value < 2 ** 31)) {
    throw new ValidationError(`${name} is a whole number of at least 1`);
  }
}

function check(handler: unknown, options: HandleOptions): void {
  if (typeof handler !== "function") throw new ValidationError("app.handle needs a function for the messages");
  if (options.deadLetter !== undefined && typeof options.deadLetter !== "function") {
    throw new ValidationError("deadLetter is a function");
  }
  checkCount(options.concurrency, "concurrency");
  checkCount(options.attempts, "attempts");
  checkDuration(options.backoff, "backoff");
  checkDuration(options.maxBackoff, "maxBackoff");
}

/** @internal The class of what was thrown. Its text may quote the message. */
export function className(error: unknown): string {
  return (error as { constructor?: { name?: string } } | null | undefined)?.constructor?.name ?? typeof error;
}

/** Where an error was made, without its text. */
function origin(error: unknown): Record<string, string> {
  if (!(error instanceof Error) || typeof error.stack !== "string") return {};
  const text = error.stack.indexOf(error.message);
  if (text < 0) return {};
  const frames = error.stack.slice(text + error.message.length);
  const at = /^ +at (.+:\d+:\d+\)?)$/m.exec(frames)?.[1];
  return at === undefined ? {} : { at };
}

/** @internal What is no error of this library is a bug of the program, and would not be seen otherwise. */
export function report(what: string, error: unknown): void {
  if (!(error instanceof SpectrumError)) log("error", what, { error: className(error), ...origin(error) });
}

/** One attempt. Never rejects. */
async function attempt(job: NativeJob, handler: Handler, deadLetter: DeadLetter | undefined): Promise<void> {
  const native = job.message();
  if (!native) return;
  const span = new HandlingSpan(native, job.attempt());
  const message = wrapMessage(native);
  try {
    await span.run(() => handler(message.space, message));
    span.end();
  } catch (error) {
    span.failed(className(error));
    span.end();
    report("the handler of a message threw", error);
    if (!job.failed(className(error))) return;
    try {
      await deadLetter?.(message.space, message, error);
    } catch (failure) {
      log("error", "deadLetter threw; its message comes again", { error: className(failure), ...origin(failure) });
      return job.release();
    }
  }
  try {
    sync(() => job.succeeded());
  } catch (error) {
    const { code } = error as SpectrumError;
    log("error", "a message that was handled may come again after a restart", { code });
  }
}

/** @internal `app.handle`. */
export async function handle(app: NativeApp, life: Life, handler: Handler, options: HandleOptions): Promise<void> {
  check(handler, options);
  const { concurrency, attempts, backoff, maxBackoff, deadLetter, signal } = options;
  signal?.throwIfAborted();
  const early = !life.stopping;
  let handling: NativeHandling;
  try {
    handling = await call((to, id) => app.handling(to, id, { concurrency, attempts, backoff, maxBackoff }));
  } catch (error) {
    if (overtaken(error, early)) return;
    throw error;
  }
  const interrupt = (): void => handling.interrupt();
  signal?.addEventListener("abort", interrupt, { once: true });
  if (signal?.aborted) interrupt();
  const running = new Set<Promise<void>>();
  try {
    for (;;) {
      const job = await call((to, id) => handling.next(to, id));
      if (!job) break;
      const run = attempt(job, handler, deadLetter).finally(() => running.delete(run));
      running.add(run);
    }
  } finally {
    signal?.removeEventListener("abort", interrupt);
    await call((to, id) => handling.close(to, id));
    await Promise.all(running);
  }
  signal?.throwIfAborted();
}
