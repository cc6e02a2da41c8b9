// The one place where calls of the native addon become values, errors and cancellations.
import { errorClass, SpectrumError, UnsupportedError, ValidationError } from "./errors.js";
import { causeOf } from "./failures.js";
import {
  type Begun,
  type Failure,
  native,
  type NativeCalls,
  type NativeCancel,
  type Outcome,
  type SendInput,
} from "./native.js";
import { currentSpan, isTraced } from "./telemetry.js";

/** What every call accepts besides its own options. */
export interface CallOptions {
  /** Aborts the call: the service sees it cancelled, and it rejects with the signal's reason. */
  signal?: AbortSignal | undefined;
}

/** How far a transfer is, in bytes. */
export interface Progress {
  /** What has been transferred. Never goes down, also when a try is repeated. */
  readonly transferred: number;
  /** What there is to transfer, where it is known. */
  readonly total?: number;
}

/**
 * Told how far a transfer is: now and then while it goes on, and once at the end of one that succeeded, with
 * `transferred` equal to `total`. Never after the call has ended or was aborted. A program that is busy misses values
 * between. What it throws does not touch the transfer: it is an uncaught exception of the program, as what a listener
 * of an event throws.
 */
export type OnProgress = (progress: Progress) => void;

/** What every send accepts. */
export interface SendOptions extends CallOptions {
  /** An idempotency key: the same key twice delivers once, also after a restart of the program. */
  clientMessageId?: string | undefined;
  /**
   * Told how far the upload is of all files of this call together: attachments, voice messages and contacts. The total
   * is unknown while one of them is a URL that has not answered. A call without files tells nothing.
   */
  onProgress?: OnProgress | undefined;
}

/** @internal */
export function sendInput({ clientMessageId, onProgress }: SendOptions): SendInput {
  return { clientMessageId, progress: onProgress !== undefined };
}

function isFailure(outcome: unknown): outcome is Failure {
  return typeof outcome === "object" && outcome !== null && (outcome as Failure).failed === true;
}

function toError(failure: Failure): SpectrumError {
  const { code, retryable, context, grpcCode, status, message } = failure;
  // What a platform of the program's own has thrown.
  const cause = "failure" in context ? causeOf(context) : undefined;
  const options = { code, retryable, context, grpcCode, status, ...cause };
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
/** Of those, the ones that keep the process alive. */
const held = new Set<number>();
/** Of those that are transfers. */
const listeners = new Map<number, OnProgress>();
let last = 0;

let made: NativeCalls | undefined;

/** Those of this instance of the package, made for the first call. */
function calls(): NativeCalls {
  return (made ??= new native.NativeCalls(arrived));
}

function arrived(): void {
  const news = calls().take();
  for (let index = 0; index < news.length; index += 2) {
    const id = news[index] as number;
    if (id < 0) listeners.get(-id)?.(news[index + 1] as Progress);
    else settle(id)?.(news[index + 1]);
  }
}

/** The process lives while calls are on their way that somebody waits for. */
function settle(id: number): Settle | undefined {
  const found = pending.get(id);
  pending.delete(id);
  listeners.delete(id);
  if (held.delete(id) && held.size === 0) calls().hold(false);
  return found;
}

function begin<T>(
  work: (to: NativeCalls, id: number) => Begun<T>,
  listener?: OnProgress,
  hold = true,
): Promise<Outcome<T>> {
  return new Promise((resolve, reject) => {
    const id = (last += 1);
    const to = calls();
    if (hold) {
      if (held.size === 0) to.hold(true);
      held.add(id);
    }
    pending.set(id, resolve as Settle);
    if (listener) listeners.set(id, listener);
    try {
      if (isTraced()) to.setParent(currentSpan());
      work(to, id);
    } catch (error) {
      settle(id);
      reject(argumentError(error));
    }
  });
}

/** Nothing that a program does in its callback comes back into the transfer. */
function listening(onProgress: OnProgress | undefined, signal: AbortSignal | undefined): OnProgress | undefined {
  if (onProgress === undefined) return undefined;
  if (typeof onProgress !== "function") throw new ValidationError("onProgress must be a function");
  return (progress) => {
    if (signal?.aborted) return;
    try {
      onProgress(progress);
    } catch (error) {
      process.nextTick(() => {
        throw error;
      });
    }
  };
}

/** @internal A call that waits, that a signal can abort, and that tells how far it is. */
export async function call<T>(
  work: (to: NativeCalls, id: number, cancel: NativeCancel | undefined) => Begun<T>,
  signal?: AbortSignal,
  onProgress?: OnProgress,
): Promise<T> {
  let outcome: Outcome<T>;
  const listener = listening(onProgress, signal);
  if (signal === undefined) {
    outcome = await begin((to, id) => work(to, id, undefined), listener);
  } else {
    signal.throwIfAborted();
    const cancel = new native.NativeCancel();
    const abort = (): void => cancel.cancel();
    signal.addEventListener("abort", abort, { once: true });
    try {
      outcome = await begin((to, id) => work(to, id, cancel), listener);
    } finally {
      signal.removeEventListener("abort", abort);
    }
  }
  if (!isFailure(outcome)) return outcome;
  if (outcome.cancelled) throw signal?.reason;
  throw toError(outcome);
}

/** @internal A call that waits for the core to ask something: it does not keep the process alive, and never fails. */
export async function background<T>(work: (to: NativeCalls, id: number) => Begun<T>): Promise<T> {
  const outcome = await begin(work, undefined, false);
  if (isFailure(outcome)) throw toError(outcome);
  return outcome;
}
