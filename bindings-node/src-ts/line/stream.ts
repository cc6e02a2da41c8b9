// What a line tells as it comes.
import { call } from "../call.js";
import { ValidationError } from "../errors.js";
import type { Begun, NativeCalls, NativeCancel, NativeLineStream } from "../native.js";
import { decode } from "./json.js";

type Open = (to: NativeCalls, id: number, cancel: NativeCancel | undefined) => Begun<NativeLineStream>;

/** Why a read ends that a close came into. */
const CLOSED = Symbol("closed");

/**
 * What a line tells as it comes; for one loop. The first read opens it, and leaving the loop ends it. It ends by
 * itself with the application, or when the service ends it; of the log that is an error unless it was told to its end.
 */
export class LineStream<T> implements AsyncIterable<T> {
  readonly #begin: Open;
  readonly #signal: AbortSignal | undefined;
  readonly #over = new AbortController();
  readonly #abort = (): void => {
    this.#over.abort(this.#signal?.reason);
    void this.close().catch(() => undefined);
  };
  #stream: Promise<NativeLineStream> | undefined;
  #used = false;
  #finished = false;
  /** Reads that overlap are served in their order. */
  #last: Promise<unknown> = Promise.resolve();

  /** @internal Comes from the methods of a line. */
  constructor(begin: Open, signal: AbortSignal | undefined) {
    this.#begin = begin;
    this.#signal = signal;
  }

  /**
   * Opens the stream now instead of with the first read: what happens from here on is in it. Rejects with the
   * service's error.
   */
  async open(): Promise<void> {
    await this.#opened();
  }

  /** Ends the stream, and a read that waits. */
  async close(): Promise<void> {
    this.#signal?.removeEventListener("abort", this.#abort);
    this.#over.abort(CLOSED);
    const stream = await this.#stream?.catch(() => undefined);
    if (stream) await call((to, id) => stream.close(to, id));
  }

  [Symbol.asyncIterator](): AsyncIterator<T, undefined> {
    if (this.#used) {
      throw new ValidationError("a stream of a line is for one loop; ask the line for another", { code: "streamUsed" });
    }
    this.#used = true;
    return {
      next: () => {
        const next = this.#last.then(() => this.#next());
        this.#last = next.catch(() => undefined);
        return next;
      },
      return: async () => {
        this.#finished = true;
        await this.close();
        return { done: true, value: undefined };
      },
    };
  }

  #opened(): Promise<NativeLineStream> {
    return (this.#stream ??= this.#open());
  }

  async #open(): Promise<NativeLineStream> {
    this.#signal?.throwIfAborted();
    this.#signal?.addEventListener("abort", this.#abort, { once: true });
    return call(this.#begin, this.#over.signal);
  }

  async #next(): Promise<IteratorResult<T, undefined>> {
    if (this.#finished) return { done: true, value: undefined };
    try {
      const stream = await this.#opened();
      const element = await call((to, id, cancel) => stream.next(to, id, cancel), this.#over.signal);
      if (typeof element === "string") return { done: false, value: decode(element) as T };
    } catch (error) {
      if (error !== CLOSED) {
        this.#finished = true;
        await this.close();
        throw error;
      }
    }
    this.#finished = true;
    await this.close();
    return { done: true, value: undefined };
  }
}
