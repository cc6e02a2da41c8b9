// The log of events, and changes as they come.
import type { CallOptions } from "../call.js";
import { chatGuid, type LineCalls, messageGuid } from "./calls.js";
import type { EventOf, LineEvent } from "./changes.js";
import type { ChatTarget, MessageTarget } from "./requests.js";
import type { LineStream } from "./stream.js";

/** The log of events. Who wants to lose nothing of what arrives reads `app.messages`. */
export class LineEvents {
  readonly #line: LineCalls;

  /** @internal */
  constructor(line: LineCalls) {
    this.#line = line;
  }

  /**
   * What came after a number of the log; 0 is its beginning, and without one nothing but the head is told.
   * `catchup.complete` is the last element.
   */
  catchUp(since?: bigint | number, options?: CallOptions): LineStream<LineEvent> {
    return this.#line.stream("events.catchUp", { since }, options);
  }

  /** Changes of messages as they come, of one conversation or of all. */
  messages(chat?: ChatTarget, options?: CallOptions): LineStream<EventOf<"message">> {
    return this.#live("messages", chat, options);
  }

  /** Changes of chats as they come, of one or of all. */
  chats(chat?: ChatTarget, options?: CallOptions): LineStream<EventOf<"chat">> {
    return this.#live("chats", chat, options);
  }

  /** Changes of groups as they come, of one or of all. */
  groups(chat?: ChatTarget, options?: CallOptions): LineStream<EventOf<"group">> {
    return this.#live("groups", chat, options);
  }

  /** Changes of polls as they come, of one or of all. */
  polls(pollMessage?: MessageTarget, options?: CallOptions): LineStream<EventOf<"poll">> {
    const args = { pollMessage: pollMessage === undefined ? undefined : messageGuid(pollMessage) };
    return this.#line.stream("events.polls", args, options);
  }

  #live<T>(name: string, chat: ChatTarget | undefined, options: CallOptions | undefined): LineStream<T> {
    return this.#line.stream(`events.${name}`, { chat: chat === undefined ? undefined : chatGuid(chat) }, options);
  }
}
