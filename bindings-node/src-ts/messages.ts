// The merged stream of what arrives.
import { Batch } from "./batch.js";
import { nativeMessage, received } from "./message.js";
import type { NativeApp, NativeBatch, NativeMessages } from "./native.js";
import { type Life, type Lot, Source } from "./reader.js";
import { HandlingSpan, isTraced } from "./telemetry.js";
import type { IMessageMessage, IMessageSpace } from "./types.js";

type Arrived = [IMessageSpace, IMessageMessage];

/** What has crossed, one by one. */
class Arrivals implements Lot<Arrived> {
  readonly batch: Batch;
  /** The index of the next one. */
  at = 0;
  readonly #began: (span: HandlingSpan) => void;

  constructor(native: NativeBatch, began: (span: HandlingSpan) => void) {
    this.batch = new Batch(native);
    this.#began = began;
  }

  left(): boolean {
    return this.at < this.batch.length;
  }

  take(): Arrived {
    const message = received(this.batch, this.at++);
    if (isTraced()) this.#began(new HandlingSpan(nativeMessage(message, "a span")));
    return [message.space, message];
  }
}

/** @internal `app.messages`. */
export function messagesOf(app: NativeApp, life: Life): Source<NativeMessages, NativeBatch, Arrived, Arrivals> {
  let span: HandlingSpan | undefined;
  const reading = {
    open: app.messages.bind(app),
    lot: (batch: NativeBatch) => new Arrivals(batch, (began) => (span = began)),
    close: (
      consumer: NativeMessages,
      ...[to, id, rest]: [...Parameters<NativeApp["messages"]>, Arrivals | undefined]
    ) => consumer.close(to, id, rest?.batch.native, rest?.at ?? 0),
    done: () => {
      span?.end();
      span = undefined;
    },
  };
  return new Source(reading, life);
}
