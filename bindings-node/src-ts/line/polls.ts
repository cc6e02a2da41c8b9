// Polls with their votes.
import type { CallOptions } from "../call.js";
import { chatGuid, type LineCalls, messageGuid } from "./calls.js";
import type { PollOptionRecord, PollRecord, PollVoteRecord } from "./records.js";
import type { ChatTarget, Keyed, MessageTarget } from "./requests.js";

class PollImpl implements PollRecord {
  declare readonly pollMessageGuid: string;
  declare readonly chatGuid: string;
  declare readonly title: string;
  declare readonly options: readonly PollOptionRecord[];
  declare readonly votes: readonly PollVoteRecord[];

  constructor(poll: object) {
    Object.assign(this, poll);
  }

  votesFor(optionIdentifier: string): number {
    return this.votes.filter((vote) => vote.optionIdentifier === optionIdentifier).length;
  }
}

/** Polls with their votes. A poll is named by its message; a NotFoundError if there is none. */
export class LinePolls {
  readonly #line: LineCalls;

  /** @internal */
  constructor(line: LineCalls) {
    this.#line = line;
  }

  /** Creates and sends a poll. */
  async create(
    chat: ChatTarget,
    title: string,
    options: readonly string[],
    more?: Keyed & CallOptions,
  ): Promise<PollRecord> {
    return this.#poll("create", { chat: chatGuid(chat), title, options }, more);
  }

  /** A poll as it is now. */
  async get(pollMessage: MessageTarget, options?: CallOptions): Promise<PollRecord> {
    return this.#poll("get", { pollMessage: messageGuid(pollMessage) }, options);
  }

  /** Votes for an option, in place of an earlier vote. */
  async vote(pollMessage: MessageTarget, optionIdentifier: string, options?: Keyed & CallOptions): Promise<PollRecord> {
    return this.#poll("vote", { pollMessage: messageGuid(pollMessage), optionIdentifier }, options);
  }

  /** Takes the line's vote back. */
  async unvote(pollMessage: MessageTarget, options?: Keyed & CallOptions): Promise<PollRecord> {
    return this.#poll("unvote", { pollMessage: messageGuid(pollMessage) }, options);
  }

  /** Adds an option. */
  async addOption(pollMessage: MessageTarget, text: string, options?: Keyed & CallOptions): Promise<PollRecord> {
    return this.#poll("addOption", { pollMessage: messageGuid(pollMessage), text }, options);
  }

  async #poll(name: string, args: object, options: CallOptions | undefined): Promise<PollRecord> {
    return new PollImpl(await this.#line.call<object>(`polls.${name}`, args, options));
  }
}
