// The way of every call of a line, and what may stand for a chat or a message.
import { call, type CallOptions } from "../call.js";
import { ValidationError } from "../errors.js";
import { isMessage } from "../message.js";
import type { NativeLine } from "../native.js";
import { isSpace } from "../space.js";
import { decode, encode } from "./json.js";
import type { ChatTarget, MessageTarget } from "./requests.js";
import { LineStream } from "./stream.js";

/** @internal The calls of one line, by name. */
export class LineCalls {
  constructor(readonly native: NativeLine) {}

  /** `options` are arguments too, but for the signal. */
  async call<T>(operation: string, args: object, { signal, ...options }: CallOptions = {}): Promise<T> {
    const json = encode({ ...options, ...args });
    return decode(await call((to, id, cancel) => this.native.call(to, id, operation, json, cancel), signal)) as T;
  }

  stream<T>(operation: string, args: object, { signal }: CallOptions = {}): LineStream<T> {
    const json = encode(args);
    return new LineStream<T>((to, id, cancel) => this.native.open(to, id, operation, json, cancel), signal);
  }
}

/** @internal */
export function chatGuid(chat: ChatTarget): string {
  if (typeof chat === "string") return chat;
  if (isSpace(chat)) return chat.id;
  throw new ValidationError("a chat is a space of this library, or a chat guid");
}

/** @internal */
export function messageGuid(message: MessageTarget): string {
  if (typeof message === "string") return message;
  if (isMessage(message)) return message.id;
  throw new ValidationError("a message is one of this library, or a guid; it is undefined if it was never sent");
}
