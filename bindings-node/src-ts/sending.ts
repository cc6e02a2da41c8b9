// The way from contents to a send.
import { ContentBuilder, type ContentInput } from "./content.js";
import type { Sendable } from "./native.js";
import { pumping } from "./stream.js";

/** @internal Makes the contents ready and hands them to a send; streamed texts are read while it runs. */
export function sending<T>(contents: readonly ContentInput[], send: (natives: Sendable[]) => Promise<T>): Promise<T> {
  const natives = contents.map((content) => (typeof content === "string" ? content : ContentBuilder.native(content)));
  const sources = contents.flatMap((content) => ContentBuilder.sources(content));
  const begin = (ready: Sendable[]): Promise<T> =>
    sources.length === 0 ? send(ready) : pumping(sources, () => send(ready));
  // Without a pause where nothing has to be read: the order of sends is that of the calls.
  const waits = natives.some((native) => native instanceof Promise);
  return waits ? Promise.all(natives).then(begin) : begin(natives as Sendable[]);
}
