// Messages: everything is converted when it is asked for, once.
import { inspect } from "node:util";

import type { Batch } from "./batch.js";
import { call, type CallOptions, sendInput, type SendOptions } from "./call.js";
import type { ContentInput } from "./content.js";
import { ValidationError } from "./errors.js";
import type { NativeMessage } from "./native.js";
import { results } from "./results.js";
import { sending } from "./sending.js";
import { spaceOf, wrapSpace } from "./space.js";
import { acknowledge } from "./store.js";
import type {
  Content,
  IMessageFields,
  IMessageMessage,
  IMessageMiniAppCardSession,
  IMessagePlatform,
  IMessageSpace,
  IMessageUser,
  Message,
} from "./types.js";
import { wrapUser } from "./user.js";
import { wrapContent } from "./view.js";

// Keyed by name so that a field cannot be forgotten. True: a time.
const FIELDS: Record<keyof IMessageFields, boolean> = {
  dateDelivered: true,
  dateEdited: true,
  dateExpressiveSendPlayed: true,
  datePlayed: true,
  dateRead: true,
  dateRetracted: true,
  isSent: false,
  isDelivered: false,
  isDeliveredQuietly: false,
  didNotifyRecipient: false,
  isDelayed: false,
  sendErrorCode: false,
  nativeText: false,
  formatting: false,
  mentions: false,
  subject: false,
  balloonBundleId: false,
  expressiveSendStyleId: false,
  attachmentMetadata: false,
  appliedReactions: false,
  placedStickers: false,
  reactionRecord: false,
  itemType: false,
  groupTitle: false,
  partCount: false,
  isAutoReply: false,
  isCorrupt: false,
  isExpirable: false,
  isServiceMessage: false,
  isFiltered: false,
  isSpam: false,
  isSystemMessage: false,
};

/** The times inside of lists. */
function dated(list: unknown): unknown {
  if (!Array.isArray(list)) return list;
  return list.map((item: { dateCreated?: number }) =>
    typeof item.dateCreated === "number" ? { ...item, dateCreated: new Date(item.dateCreated) } : item,
  );
}

class MessageImpl {
  /** Of a message that came in a batch, made when it is needed. */
  #native: NativeMessage | undefined;
  readonly #batch: Batch | undefined;
  readonly #at: number;
  #content: Content | undefined;
  #sender: IMessageUser | null | undefined;
  #space: IMessageSpace | undefined;
  #timestamp: Date | undefined;
  #fields: Partial<IMessageFields> | undefined;

  constructor(native: NativeMessage | undefined, batch: Batch | undefined, at: number) {
    this.#native = native;
    this.#batch = batch;
    this.#at = at;
  }

  get #own(): NativeMessage {
    return (this.#native ??= this.#batch!.message(this.#at));
  }

  static native(message: unknown): NativeMessage | undefined {
    return typeof message === "object" && message !== null && #at in message ? message.#own : undefined;
  }

  static is(value: unknown): boolean {
    return typeof value === "object" && value !== null && #at in value;
  }

  static fields(message: MessageImpl): Partial<IMessageFields> {
    if (message.#fields === undefined) {
      const fields: Record<string, unknown> = {};
      for (const [name, value] of Object.entries(message.#own.native() ?? {})) {
        const time = FIELDS[name as keyof IMessageFields] && typeof value === "number";
        fields[name] = time ? new Date(value) : dated(value);
      }
      message.#fields = fields;
    }
    return message.#fields;
  }

  get id(): string {
    return this.#batch ? this.#batch.id(this.#at) : this.#own.id;
  }

  get content(): Content {
    return (this.#content ??= this.#made());
  }

  #made(): Content {
    const text = this.#batch?.plain(this.#at);
    return text === undefined ? wrapContent(this.#own.content()) : { type: "text", text };
  }

  get direction(): "inbound" | "outbound" {
    return this.#batch ? this.#batch.direction(this.#at) : this.#own.direction;
  }

  get platform(): IMessagePlatform {
    // Exact only once it is narrowed: a message of another platform is handed out as Message.
    return (this.#batch ? this.#batch.spaceRow(this.#at).platform : this.#own.platform) as IMessagePlatform;
  }

  get sender(): IMessageUser | undefined {
    if (this.#sender === undefined) {
      const sender = this.#batch ? this.#batch.sender(this.#at) : this.#own.sender();
      this.#sender = sender ? wrapUser(sender) : null;
    }
    return this.#sender ?? undefined;
  }

  get space(): IMessageSpace {
    return (this.#space ??= this.#batch ? spaceOf(this.#batch, this.#at) : wrapSpace(this.#own.space()));
  }

  get timestamp(): Date {
    return (this.#timestamp ??= new Date(this.#batch ? this.#batch.timestamp(this.#at) : this.#own.timestamp));
  }

  get partIndex(): number | undefined {
    return this.#batch?.isPart(this.#at) === false ? undefined : (this.#own.partIndex ?? undefined);
  }

  get parentId(): string | undefined {
    return this.#batch?.hasParent(this.#at) === false ? undefined : (this.#own.parentId ?? undefined);
  }

  /** On the prototype false; a value and no getter, so that a message shows the fields of the public client. */
  declare readonly redelivered: boolean;

  get traceparent(): string | undefined {
    return this.#own.traceparent ?? undefined;
  }

  ack(): void {
    acknowledge(this.#own);
  }

  get miniAppCardSession(): IMessageMiniAppCardSession | undefined {
    return this.#own.cardSession() ?? undefined;
  }

  reply(...contents: ContentInput[]): Promise<IMessageMessage | IMessageMessage[] | undefined> {
    return this.replyWith({}, ...contents);
  }

  async replyWith(
    options: SendOptions,
    ...contents: ContentInput[]
  ): Promise<IMessageMessage | IMessageMessage[] | undefined> {
    const { signal, onProgress } = options;
    const sent = await sending(contents, (natives) =>
      call((to, id, cancel) => this.#own.reply(to, id, natives, sendInput(options), cancel), signal, onProgress),
    );
    return results(sent);
  }

  async react(reaction: string, options: CallOptions = {}): Promise<IMessageMessage | undefined> {
    const message = await call((to, id, cancel) => this.#own.react(to, id, reaction, cancel), options.signal);
    return message ? wrapMessage(message) : undefined;
  }

  async edit(content: ContentInput, options: CallOptions = {}): Promise<void> {
    await sending([content], ([native]) =>
      call((to, id, cancel) => this.#own.edit(to, id, native!, cancel), options.signal),
    );
  }

  async unsend(options: CallOptions = {}): Promise<void> {
    await call((to, id, cancel) => this.#own.unsend(to, id, cancel), options.signal);
  }

  async read(options: CallOptions = {}): Promise<void> {
    await call((to, id, cancel) => this.#own.read(to, id, cancel), options.signal);
  }

  /** The data of the message, for logs and stores. */
  toJSON(): Record<string, unknown> {
    const { id, platform, direction, timestamp, sender, space, content, partIndex, parentId } = this;
    return { id, platform, direction, timestamp, sender, space, content, partIndex, parentId };
  }

  [inspect.custom](): unknown {
    // The text of a message does not belong into logs unasked.
    const { id, platform, direction, timestamp, sender, space, content } = this;
    return { id, platform, direction, timestamp, sender, space, content: { type: content.type } };
  }
}

interface MessageImpl extends Partial<IMessageFields> {}

for (const name of Object.keys(FIELDS) as (keyof IMessageFields)[]) {
  Object.defineProperty(MessageImpl.prototype, name, {
    configurable: true,
    get(this: MessageImpl) {
      return MessageImpl.fields(this)[name];
    },
  });
}

Object.defineProperty(MessageImpl.prototype, "redelivered", { value: false });

/** @internal */
export function wrapMessage(native: NativeMessage): IMessageMessage {
  return marked(new MessageImpl(native, undefined, 0), native.redelivered);
}

/** @internal A message of a batch. */
export function received(batch: Batch, index: number): IMessageMessage {
  return marked(new MessageImpl(undefined, batch, index), batch.redelivered(index));
}

function marked(message: MessageImpl, redelivered: boolean): IMessageMessage {
  if (redelivered) Object.defineProperty(message, "redelivered", { value: true });
  return message as IMessageMessage;
}

/** @internal */
export function isMessage(value: unknown): value is IMessageMessage {
  return MessageImpl.is(value);
}

/** @internal The native side of a target. */
export function nativeMessage(message: Message | undefined, action: string): NativeMessage {
  if (message === undefined || message === null) {
    throw new ValidationError(
      `${action} has no target: the message was never sent (a send gives undefined for what the platform skips)`,
    );
  }
  const native = MessageImpl.native(message);
  if (native === undefined) throw new ValidationError(`the target of ${action} is not a message of this library`);
  return native;
}
