// What a send gives back, and what a page of the past.
import type { Page } from "./line/requests.js";
import { wrapMessage } from "./message.js";
import type { NativeMessage, NativePage } from "./native.js";
import type { IMessageMessage } from "./types.js";

/** @internal One content: the message or nothing. Otherwise: the list of the messages, without gaps. */
export function results(sent: (NativeMessage | null | undefined)[]): IMessageMessage | IMessageMessage[] | undefined {
  if (sent.length === 1) return sent[0] ? wrapMessage(sent[0]) : undefined;
  return sent.filter((message) => message !== null && message !== undefined).map(wrapMessage);
}

/** @internal */
export function page({ messages, nextPageToken }: NativePage): Page {
  return { messages: messages.map(wrapMessage), nextPageToken };
}
