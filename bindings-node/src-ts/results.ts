// What a send gives back.
import { wrapMessage } from "./message.js";
import type { NativeMessage } from "./native.js";
import type { IMessageMessage } from "./types.js";

/** @internal One content: the message or nothing. Otherwise: the list of the messages, without gaps. */
export function results(sent: (NativeMessage | null | undefined)[]): IMessageMessage | IMessageMessage[] | undefined {
  if (sent.length === 1) return sent[0] ? wrapMessage(sent[0]) : undefined;
  return sent.filter((message) => message !== null && message !== undefined).map(wrapMessage);
}
