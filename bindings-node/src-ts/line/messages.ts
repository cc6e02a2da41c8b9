// Messages as the service has them.
import type { CallOptions } from "../call.js";
import type { CustomizedMiniAppInput } from "../content.js";
import type { IMessageMiniAppCardSession } from "../types.js";
import { chatGuid, type LineCalls, messageGuid } from "./calls.js";
import { checkBytes } from "./json.js";
import type { MediaRecord, MessagePage, MessageRecord, SentRecord, StickerPlacement } from "./records.js";
import type {
  ChatTarget,
  EditOptions,
  FileMessageOptions,
  Keyed,
  MessageFilter,
  MessagePart,
  MessageTarget,
  MultipartOptions,
  PartOptions,
  ReplyOptions,
  SettableReaction,
  TextOptions,
} from "./requests.js";

/** A message of this library as what is answered becomes its guid. */
function answering<T extends ReplyOptions>(options: T | undefined): T | undefined {
  const to = options?.replyTo;
  return typeof to === "object" && to !== null && !("guid" in to) ? { ...options!, replyTo: messageGuid(to) } : options;
}

/** A message and its conversation. */
function target(chat: ChatTarget, message: MessageTarget): { chat: string; message: string } {
  return { chat: chatGuid(chat), message: messageGuid(message) };
}

/**
 * Messages as the service has them. What is sent here leaves when it is called, beside the order of
 * `space.send`.
 */
export class LineMessages {
  readonly #line: LineCalls;

  /** @internal */
  constructor(line: LineCalls) {
    this.#line = line;
  }

  /** A message by its guid. A NotFoundError if it is unknown. */
  async get(message: MessageTarget, options?: CallOptions): Promise<MessageRecord> {
    return this.#line.call("messages.get", { guid: messageGuid(message) }, options);
  }

  /** A page of the line's messages, all conversations together. */
  async listRecent(filter?: MessageFilter & CallOptions): Promise<MessagePage> {
    return this.#line.call("messages.listRecent", {}, filter);
  }

  /** A page of a conversation's messages. */
  async listInChat(chat: ChatTarget, filter?: MessageFilter & CallOptions): Promise<MessagePage> {
    return this.#line.call("messages.listInChat", { chat: chatGuid(chat) }, filter);
  }

  /** Media that a message carries inside, such as handwriting or Digital Touch. A NotFoundError if there is none. */
  async getEmbeddedMedia(chat: ChatTarget, message: MessageTarget, options?: CallOptions): Promise<MediaRecord> {
    return this.#line.call("messages.getEmbeddedMedia", target(chat, message), options);
  }

  /** Sends a text. */
  async sendText(chat: ChatTarget, text: string, options?: TextOptions & CallOptions): Promise<SentRecord> {
    return this.#line.call("messages.sendText", { chat: chatGuid(chat), text }, answering(options));
  }

  /** Sends an uploaded file by its guid. */
  async sendAttachment(
    chat: ChatTarget,
    attachment: string,
    options?: FileMessageOptions & CallOptions,
  ): Promise<SentRecord> {
    return this.#line.call("messages.sendAttachment", { chat: chatGuid(chat), attachment }, answering(options));
  }

  /** Sends several parts as one message. */
  async sendMultipart(
    chat: ChatTarget,
    parts: readonly MessagePart[],
    options?: MultipartOptions & CallOptions,
  ): Promise<SentRecord> {
    return this.#line.call("messages.sendMultipart", { chat: chatGuid(chat), parts }, answering(options));
  }

  /** Sends a mini-app card. */
  async sendCustomizedMiniApp(
    chat: ChatTarget,
    card: CustomizedMiniAppInput,
    options?: Keyed & CallOptions,
  ): Promise<SentRecord> {
    checkBytes(card.layout?.image, "the image of a card");
    return this.#line.call("messages.sendCustomizedMiniApp", { chat: chatGuid(chat), card }, options);
  }

  /** Updates a sent card in place; the answer has the session for the next update. */
  async updateCustomizedMiniApp(
    session: IMessageMiniAppCardSession,
    card: CustomizedMiniAppInput,
    options?: Keyed & CallOptions,
  ): Promise<SentRecord> {
    checkBytes(card.layout?.image, "the image of a card");
    return this.#line.call("messages.updateCustomizedMiniApp", { session, card }, options);
  }

  /** Replaces the text of a sent message. Apple allows it for 15 minutes. */
  async edit(
    chat: ChatTarget,
    message: MessageTarget,
    text: string,
    options?: EditOptions & CallOptions,
  ): Promise<SentRecord> {
    return this.#line.call("messages.edit", { ...target(chat, message), text }, options);
  }

  /** Takes a sent message, or a part of it, back. Apple allows it for two minutes. */
  async unsend(chat: ChatTarget, message: MessageTarget, options?: PartOptions & CallOptions): Promise<void> {
    await this.#line.call("messages.unsend", target(chat, message), options);
  }

  /** Adds a reaction, or takes it away. */
  async setReaction(
    chat: ChatTarget,
    message: MessageTarget,
    reaction: SettableReaction,
    isSet: boolean,
    options?: PartOptions & CallOptions,
  ): Promise<SentRecord> {
    return this.#line.call("messages.setReaction", { ...target(chat, message), reaction, isSet }, options);
  }

  /** Places an uploaded picture, by its guid, on a message as a sticker. */
  async placeSticker(
    chat: ChatTarget,
    message: MessageTarget,
    attachment: string,
    placement: StickerPlacement,
    options?: PartOptions & CallOptions,
  ): Promise<SentRecord> {
    return this.#line.call("messages.placeSticker", { ...target(chat, message), attachment, placement }, options);
  }

  /** Notifies somebody whose Focus silenced a message. */
  async notifySilenced(chat: ChatTarget, message: MessageTarget, options?: Keyed & CallOptions): Promise<void> {
    await this.#line.call("messages.notifySilenced", target(chat, message), options);
  }
}
