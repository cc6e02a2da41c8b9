// What is read one after another, by one consumer at a time: many cross at once, and are handed out one by one.
import { call } from "./call.js";
import { SpectrumError } from "./errors.js";
import type { Begun, NativeCalls } from "./native.js";

/** @internal How far an application is. */
export interface Life {
  /** Set when it begins to stop. */
  stopping: boolean;
}

/** @internal A consumer of the native side, which gives what has come in batches. */
export interface Consumer<B> {
  /** The next ones, at least one; nothing at the end. What was in the batch before is done with. */
  next(to: NativeCalls, id: number): Begun<B | null | undefined>;
  /** Ends a read that waits, and those to come. */
  interrupt(): void;
}

/** @internal A batch that is handed out one by one. */
export interface Lot<T> {
  /** Whether there is another one. */
  left(): boolean;
  take(): T;
}

/** @internal What is read, and how. */
export interface Reading<C, B, T, L extends Lot<T>> {
  open(to: NativeCalls, id: number): Begun<C>;
  lot(batch: B): L;
  /** Lets the next consumer in, who gets what was not handed out. */
  close(consumer: C, to: NativeCalls, id: number, rest: L | undefined): Begun<void>;
  /** What was handed out last is done with. */
  done(): void;
}

/** @internal What can be read. Leaving a loop keeps what was not read for the next one. */
export class Source<C extends Consumer<B>, B, T, L extends Lot<T>> implements AsyncIterable<T> {
  constructor(
    readonly reading: Reading<C, B, T, L>,
    readonly life: Life,
  ) {}

  [Symbol.asyncIterator](): AsyncIterator<T> {
    return new Reader(this.reading, this.life);
  }
}

/** @internal Whether a call that began before the stop was too late; its work is over then. */
export function overtaken(error: unknown, early: boolean): boolean {
  return early && error instanceof SpectrumError && error.code === "stopped";
}

class Reader<C extends Consumer<B>, B, T, L extends Lot<T>> implements AsyncIterator<T> {
  readonly #reading: Reading<C, B, T, L>;
  readonly #life: Life;
  #consumer: C | undefined;
  /** What has crossed last. */
  #lot: L | undefined;
  #finished = false;
  /** Calls of `next` that overlap are served in their order. */
  #last: Promise<unknown> = Promise.resolve();
  #waiting = 0;

  constructor(reading: Reading<C, B, T, L>, life: Life) {
    this.#reading = reading;
    this.#life = life;
  }

  next(): Promise<IteratorResult<T>> {
    if (this.#waiting === 0 && !this.#finished && this.#lot?.left()) {
      try {
        this.#reading.done();
        return Promise.resolve({ done: false, value: this.#lot.take() });
      } catch (error) {
        return Promise.reject(error);
      }
    }
    // A loop that was there before the stop ends; one that begins after it is told.
    const early = !this.#life.stopping;
    this.#waiting += 1;
    const next = this.#last.then(() => this.#next(early)).finally(() => (this.#waiting -= 1));
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
      this.#consumer ??= await call((to, id) => this.#reading.open(to, id));
    } catch (error) {
      if (!overtaken(error, early)) throw error;
      this.#finished = true;
    }
  }

  async #next(early: boolean): Promise<IteratorResult<T>> {
    this.#reading.done();
    if (!this.#finished) await this.#open(early);
    const consumer = this.#consumer;
    if (!this.#finished && consumer && !this.#lot?.left()) {
      const batch = await call((to, id) => consumer.next(to, id));
      if (batch) {
        // Also if the loop was left meanwhile: this read had begun.
        this.#lot = this.#reading.lot(batch);
        return { done: false, value: this.#lot.take() };
      }
      this.#finished = true;
    }
    if (!this.#finished && this.#lot?.left()) return { done: false, value: this.#lot.take() };
    await this.#release();
    return { done: true, value: undefined };
  }

  async #release(): Promise<void> {
    const consumer = this.#consumer;
    this.#reading.done();
    const rest = this.#lot;
    this.#lot = undefined;
    this.#consumer = undefined;
    if (consumer) await call((to, id) => this.#reading.close(consumer, to, id, rest));
  }
}
