// What is read one after another, by one consumer at a time: many cross at once, and are handed out one by one.
import { call } from "./call.js";
import { SpectrumError } from "./errors.js";
import type { Begun, NativeCalls } from "./native.js";

/** @internal How far an application is. */
export interface Life {
  /** Set when it begins to stop. */
  stopping: boolean;
}

/** @internal A consumer of the native side. */
export interface Consumer<N> {
  /** The next ones, at least one; nothing at the end. What was in the list before is done with. */
  next(to: NativeCalls, id: number): Begun<N[] | null | undefined>;
  /** Ends a read that waits, and those to come. */
  interrupt(): void;
  /** Lets the next consumer in, who gets what was not handed out. */
  close(to: NativeCalls, id: number, unread: N[]): Begun<void>;
}

/** @internal What can be read. Leaving a loop keeps what was not read for the next one. */
export class Source<N, T> implements AsyncIterable<T> {
  constructor(
    readonly open: (to: NativeCalls, id: number) => Begun<Consumer<N>>,
    readonly wrap: (native: N) => T,
    readonly life: Life,
    /** What was handed out last is done with. */
    readonly done: () => void = () => undefined,
  ) {}

  [Symbol.asyncIterator](): AsyncIterator<T> {
    return new Reader(this);
  }
}

/** @internal Whether a call that began before the stop was too late; its work is over then. */
export function overtaken(error: unknown, early: boolean): boolean {
  return early && error instanceof SpectrumError && error.code === "stopped";
}

class Reader<N, T> implements AsyncIterator<T> {
  #consumer: Consumer<N> | undefined;
  /** What has crossed and was not handed out. */
  #waiting: N[] = [];
  #finished = false;
  /** Calls of `next` that overlap are served in their order. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(readonly source: Source<N, T>) {}

  next(): Promise<IteratorResult<T>> {
    // A loop that was there before the stop ends; one that begins after it is told.
    const early = !this.source.life.stopping;
    const next = this.#last.then(() => this.#next(early));
    this.#last = next.catch(() => undefined);
    return next;
  }

  async return(): Promise<IteratorResult<T>> {
    this.#finished = true;
    this.#consumer?.interrupt();
    // What a read has got by now goes to whoever asked for it.
    await this.#last;
    await this.#release();
    return { done: true, value: undefined };
  }

  async #open(early: boolean): Promise<void> {
    try {
      this.#consumer ??= await call(this.source.open);
    } catch (error) {
      if (!overtaken(error, early)) throw error;
      this.#finished = true;
    }
  }

  async #next(early: boolean): Promise<IteratorResult<T>> {
    this.source.done();
    if (!this.#finished) await this.#open(early);
    const consumer = this.#consumer;
    if (!this.#finished && consumer && this.#waiting.length === 0) {
      const batch = await call((to, id) => consumer.next(to, id));
      if (batch) {
        this.#waiting = batch;
        return { done: false, value: this.source.wrap(this.#waiting.shift()!) };
      }
      this.#finished = true;
    }
    const native = this.#finished ? undefined : this.#waiting.shift();
    if (native !== undefined) return { done: false, value: this.source.wrap(native) };
    await this.#release();
    return { done: true, value: undefined };
  }

  async #release(): Promise<void> {
    const consumer = this.#consumer;
    this.source.done();
    const unread = this.#waiting.splice(0);
    this.#consumer = undefined;
    if (consumer) await call((to, id) => consumer.close(to, id, unread));
  }
}
