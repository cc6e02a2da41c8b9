// The way from contents to a send.
import { ContentBuilder, type ContentInput } from "./content.js";
import type { NativeContent } from "./native.js";
import { pumping } from "./stream.js";

/** @internal Makes the contents ready and hands them to a send; streamed texts are read while it runs. */
export async function sending<T>(
  contents: readonly ContentInput[],
  send: (natives: NativeContent[]) => Promise<T>,
): Promise<T> {
  const natives = contents.map((content) => ContentBuilder.native(content));
  const sources = contents.flatMap((content) => ContentBuilder.sources(content));
  // Without a pause where nothing has to be read: the order of sends is that of the calls.
  const waits = natives.some((native) => native instanceof Promise);
  const ready = waits ? await Promise.all(natives) : (natives as NativeContent[]);
  return pumping(sources, () => send(ready));
}
