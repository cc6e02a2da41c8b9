// Conversations, and what only groups have.
import type { CallOptions } from "../call.js";
import { addressOf, type UserInput } from "../user.js";
import { chatGuid, type LineCalls } from "./calls.js";
import { checkBytes } from "./json.js";
import type { ChatRecord, CreatedChat, MediaRecord } from "./records.js";
import type { ChatTarget, CreateChatOptions, Keyed } from "./requests.js";

/** Conversations. */
export class LineChats {
  readonly #line: LineCalls;

  /** @internal */
  constructor(line: LineCalls) {
    this.#line = line;
  }

  /** Begins a conversation, with a first message if one is given. */
  async create(addresses: readonly UserInput[], options?: CreateChatOptions & CallOptions): Promise<CreatedChat> {
    checkBytes(options?.attributedBody, "attributedBody");
    return this.#line.call("chats.create", { addresses: addresses.map(addressOf) }, options);
  }

  /** A conversation. A NotFoundError if it is unknown. */
  async get(chat: ChatTarget, options?: CallOptions): Promise<ChatRecord> {
    return this.#line.call("chats.get", { chat: chatGuid(chat) }, options);
  }

  /** How many conversations the line has. */
  async count(options?: { readonly includeArchived?: boolean | undefined } & CallOptions): Promise<number> {
    return this.#line.call("chats.count", {}, options);
  }

  /** Whether a conversation has a background. */
  async hasBackground(chat: ChatTarget, options?: CallOptions): Promise<boolean> {
    return this.#line.call("chats.hasBackground", { chat: chatGuid(chat) }, options);
  }

  /** Sets the picture behind a conversation: JPEG, PNG, HEIC or HEIF. */
  async setBackground(chat: ChatTarget, data: Uint8Array, options?: CallOptions): Promise<void> {
    checkBytes(data, "data");
    await this.#line.call("chats.setBackground", { chat: chatGuid(chat), data }, options);
  }

  /** Removes the picture behind a conversation. */
  async removeBackground(chat: ChatTarget, options?: CallOptions): Promise<void> {
    await this.#line.call("chats.removeBackground", { chat: chatGuid(chat) }, options);
  }

  /** Marks a conversation as read. */
  async markRead(chat: ChatTarget, options?: CallOptions): Promise<void> {
    await this.#line.call("chats.markRead", { chat: chatGuid(chat) }, options);
  }

  /** Shares the account's own name and photo with a conversation. */
  async shareContactInfo(chat: ChatTarget, options?: CallOptions): Promise<void> {
    await this.#line.call("chats.shareContactInfo", { chat: chatGuid(chat) }, options);
  }

  /** Shows or hides the typing indicator. */
  async setTyping(chat: ChatTarget, isTyping: boolean, options?: CallOptions): Promise<void> {
    await this.#line.call("chats.setTyping", { chat: chatGuid(chat), isTyping }, options);
  }
}

/** What only groups have. */
export class LineGroups {
  readonly #line: LineCalls;

  /** @internal */
  constructor(line: LineCalls) {
    this.#line = line;
  }

  /** Renames a group. White space around the name is cut. */
  async setDisplayName(chat: ChatTarget, displayName: string, options?: Keyed & CallOptions): Promise<ChatRecord> {
    return this.#line.call("groups.setDisplayName", { chat: chatGuid(chat), displayName }, options);
  }

  /** Adds people. White space around addresses is cut. */
  async addParticipants(
    chat: ChatTarget,
    addresses: readonly UserInput[],
    options?: Keyed & CallOptions,
  ): Promise<ChatRecord> {
    const args = { chat: chatGuid(chat), addresses: addresses.map(addressOf) };
    return this.#line.call("groups.addParticipants", args, options);
  }

  /** Removes people. White space around addresses is cut. */
  async removeParticipants(
    chat: ChatTarget,
    addresses: readonly UserInput[],
    options?: Keyed & CallOptions,
  ): Promise<ChatRecord> {
    const args = { chat: chatGuid(chat), addresses: addresses.map(addressOf) };
    return this.#line.call("groups.removeParticipants", args, options);
  }

  /** Leaves a group. */
  async leave(chat: ChatTarget, options?: Keyed & CallOptions): Promise<void> {
    await this.#line.call("groups.leave", { chat: chatGuid(chat) }, options);
  }

  /** Sets the picture of a group: PNG, JPEG, GIF, HEIC or HEIF. */
  async setIcon(chat: ChatTarget, data: Uint8Array, options?: Keyed & CallOptions): Promise<void> {
    checkBytes(data, "data");
    await this.#line.call("groups.setIcon", { chat: chatGuid(chat), data }, options);
  }

  /** Removes the picture of a group. */
  async removeIcon(chat: ChatTarget, options?: Keyed & CallOptions): Promise<void> {
    await this.#line.call("groups.removeIcon", { chat: chatGuid(chat) }, options);
  }

  /** The picture of a group. A NotFoundError if it has none. */
  async getIcon(chat: ChatTarget, options?: CallOptions): Promise<MediaRecord> {
    return this.#line.call("groups.getIcon", { chat: chatGuid(chat) }, options);
  }
}
