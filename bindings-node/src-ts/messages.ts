// The merged stream of what arrives.
import { wrapMessage } from "./message.js";
import type { NativeApp, NativeMessage } from "./native.js";
import { type Life, Source } from "./reader.js";
import { HandlingSpan, isTraced } from "./telemetry.js";
import type { IMessageMessage, IMessageSpace } from "./types.js";

/** @internal `app.messages`. */
export function messagesOf(app: NativeApp, life: Life): Source<NativeMessage, [IMessageSpace, IMessageMessage]> {
  let span: HandlingSpan | undefined;
  const done = (): void => {
    span?.end();
    span = undefined;
  };
  const wrap = (native: NativeMessage): [IMessageSpace, IMessageMessage] => {
    if (isTraced()) span = new HandlingSpan(native);
    const message = wrapMessage(native);
    return [message.space, message];
  };
  return new Source((to, id) => app.messages(to, id), wrap, life, done);
}
