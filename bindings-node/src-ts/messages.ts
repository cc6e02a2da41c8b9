// The merged stream of what arrives: many messages cross at once, and are handed out one by one.
import { call } from "./call.js";
import { SpectrumError } from "./errors.js";
import { wrapMessage } from "./message.js";
import type { NativeApp, NativeMessage, NativeMessages } from "./native.js";
import type { IMessageMessage, IMessageSpace } from "./types.js";

type Item = [IMessageSpace, IMessageMessage];

/** A group as its items. */
function parts(message: NativeMessage): NativeMessage[] {
  const content = message.content();
  return content.type === "group" ? content.items : [message];
}

/** @internal `app.messages`. One consumer at a time; leaving a loop keeps what was not read for the next one. */
export class MessageSource implements AsyncIterable<Item> {
  /** @internal What has crossed and was not handed out. */
  readonly waiting: NativeMessage[] = [];

  /** Set when the application begins to stop. */
  stopping = false;

  constructor(
    readonly app: NativeApp,
    readonly flatten: boolean,
  ) {}

  [Symbol.asyncIterator](): AsyncIterator<Item> {
    return new MessageIterator(this);
  }
}

class MessageIterator implements AsyncIterator<Item> {
  #messages: NativeMessages | undefined;
  #finished = false;
  /** Calls of `next` that overlap are served in their order. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(readonly source: MessageSource) {}

  next(): Promise<IteratorResult<Item>> {
    // A loop that was there before the stop ends; one that begins after it is told.
    const early = !this.source.stopping;
    const next = this.#last.then(() => this.#next(early));
    this.#last = next.catch(() => undefined);
    return next;
  }

  async return(): Promise<IteratorResult<Item>> {
    this.#finished = true;
    await this.#release();
    await this.#last;
    // A read that was opening while this began.
    await this.#release();
    return { done: true, value: undefined };
  }

  async #open(early: boolean): Promise<void> {
    try {
      this.#messages ??= await call((to, id) => this.source.app.messages(to, id));
    } catch (error) {
      if (!(early && error instanceof SpectrumError && error.code === "stopped")) throw error;
      this.#finished = true;
    }
  }

  async #next(early: boolean): Promise<IteratorResult<Item>> {
    const { flatten, waiting } = this.source;
    if (!this.#finished) await this.#open(early);
    while (!this.#finished && waiting.length === 0) {
      const messages = this.#messages;
      const batch = messages && (await call((to, id) => messages.next(to, id)));
      if (batch) waiting.push(...(flatten ? batch.flatMap(parts) : batch));
      else this.#finished = true;
    }
    const native = this.#finished ? undefined : waiting.shift();
    if (native === undefined) {
      await this.#release();
      return { done: true, value: undefined };
    }
    const message = wrapMessage(native);
    return { done: false, value: [message.space, message] };
  }

  async #release(): Promise<void> {
    const messages = this.#messages;
    this.#messages = undefined;
    if (messages) await call((to, id) => messages.close(to, id));
  }
}
