// Conversations.
import { inspect } from "node:util";

import type { Batch, SpaceRow } from "./batch.js";
import { call, type CallOptions, sendInput, type SendOptions } from "./call.js";
import {
  addMember,
  avatar,
  type AvatarInput,
  type AvatarOptions,
  background,
  type BackgroundInput,
  type BackgroundOptions,
  type ContentInput,
  edit,
  leaveSpace,
  type MemberInput,
  nativeContactCard,
  read,
  removeMember,
  rename,
  unsend,
} from "./content.js";
import { UnsupportedError } from "./errors.js";
import { encode } from "./line/json.js";
import type { MessageFilter, Page } from "./line/requests.js";
import { wrapMessage } from "./message.js";
import type { NativeContent, NativeSpace } from "./native.js";
import { page, results } from "./results.js";
import { sending } from "./sending.js";
import { checkDuration } from "./settings.js";
import type { AvatarData, IMessagePlatform, IMessageSpace, IMessageUser, Message, RespondingOptions } from "./types.js";
import { wrapUser } from "./user.js";

class SpaceImpl {
  /** Of the space of a message that came in a batch, made when it is needed. */
  #native: NativeSpace | undefined;
  readonly #batch: Batch | undefined;
  readonly #at: number;
  readonly id: string;
  readonly platform: IMessagePlatform;
  readonly type: "dm" | "group";
  readonly phone: string;

  constructor(native: NativeSpace | undefined, batch: Batch | undefined, at: number, row: SpaceRow) {
    this.#native = native;
    this.#batch = batch;
    this.#at = at;
    this.id = row.id;
    // Exact only once it is narrowed: a space of another platform is handed out as Space.
    this.platform = row.platform as IMessagePlatform;
    this.type = row.type;
    this.phone = row.phone;
  }

  get #own(): NativeSpace {
    return (this.#native ??= this.#batch!.space(this.#at));
  }

  send(...contents: ContentInput[]): Promise<Message | Message[] | undefined> {
    return this.sendWith({}, ...contents);
  }

  async sendWith(options: SendOptions, ...contents: ContentInput[]): Promise<Message | Message[] | undefined> {
    const { signal, onProgress } = options;
    const sent = await sending(contents, (natives) =>
      call((to, id, cancel) => this.#own.send(to, id, natives, sendInput(options), cancel), signal, onProgress),
    );
    return results(sent);
  }

  async edit(message: Message | undefined, content: ContentInput, options: CallOptions = {}): Promise<void> {
    await this.sendWith(options, edit(content, message));
  }

  async unsend(message: Message | undefined, options: CallOptions = {}): Promise<void> {
    await this.sendWith(options, unsend(message));
  }

  async read(message: Message | undefined, options: CallOptions = {}): Promise<void> {
    await this.sendWith(options, read(message));
  }

  async background(input: BackgroundInput, options: BackgroundOptions & CallOptions = {}): Promise<void> {
    await sending([background(input, options)], ([native]) =>
      call((to, id, cancel) => this.#own.background(to, id, native as NativeContent, cancel), options.signal),
    );
  }

  async shareContactCard(options: CallOptions = {}): Promise<void> {
    await this.sendWith(options, nativeContactCard());
  }

  async rename(displayName: string, options: CallOptions = {}): Promise<void> {
    await this.sendWith(options, rename(displayName));
  }

  async avatar(input: AvatarInput, options: AvatarOptions & CallOptions = {}): Promise<void> {
    await this.sendWith({ signal: options.signal }, avatar(input, options));
  }

  async add(members: MemberInput, options: CallOptions = {}): Promise<void> {
    await this.sendWith(options, addMember(members));
  }

  async remove(members: MemberInput, options: CallOptions = {}): Promise<void> {
    await this.sendWith(options, removeMember(members));
  }

  async leave(options: CallOptions = {}): Promise<void> {
    await this.sendWith(options, leaveSpace());
  }

  async getMembers(options: CallOptions = {}): Promise<IMessageUser[]> {
    const members = await call((to, id, cancel) => this.#own.getMembers(to, id, cancel), options.signal);
    return members.map(wrapUser);
  }

  async getAvatar(options: CallOptions = {}): Promise<AvatarData | undefined> {
    return (await call((to, id, cancel) => this.#own.getAvatar(to, id, cancel), options.signal)) ?? undefined;
  }

  async getDisplayName(options: CallOptions = {}): Promise<string | undefined> {
    return (await call((to, id, cancel) => this.#own.getDisplayName(to, id, cancel), options.signal)) ?? undefined;
  }

  async startTyping(options: CallOptions = {}): Promise<void> {
    await call((to, id, cancel) => this.#own.startTyping(to, id, cancel), options.signal);
  }

  async stopTyping(options: CallOptions = {}): Promise<void> {
    await call((to, id, cancel) => this.#own.stopTyping(to, id, cancel), options.signal);
  }

  async responding<T>(work: () => T | Promise<T>, options: RespondingOptions = {}): Promise<T> {
    const { refresh } = options;
    checkDuration(refresh, "refresh");
    try {
      await this.startTyping();
    } catch (error) {
      // Nothing is shown, and the work goes on.
      if (!(error instanceof UnsupportedError)) throw error;
    }
    const end = new AbortController();
    if (refresh !== undefined) {
      // It ends with the work, and its end is no failure.
      call((to, id, cancel) => this.#own.keepTyping(to, id, refresh, cancel), end.signal).catch(() => undefined);
    }
    try {
      return await work();
    } finally {
      end.abort();
      // The indicator vanishes by itself in the end.
      await this.stopTyping().catch(() => undefined);
    }
  }

  async getMessage(messageId: string, options: CallOptions = {}): Promise<Message | undefined> {
    const message = await call((to, id, cancel) => this.#own.getMessage(to, id, messageId, cancel), options.signal);
    return message ? wrapMessage(message) : undefined;
  }

  async history({ signal, ...filter }: MessageFilter & CallOptions = {}): Promise<Page> {
    const json = encode(filter);
    return page(await call((to, id, cancel) => this.#own.history(to, id, json, cancel), signal));
  }

  static is(value: unknown): boolean {
    return typeof value === "object" && value !== null && #at in value;
  }

  [inspect.custom](): unknown {
    const { id, platform, type, phone } = this;
    return { id, platform, type, phone };
  }
}

/** @internal */
export function wrapSpace(native: NativeSpace): IMessageSpace {
  const space = new SpaceImpl(native, undefined, 0, native);
  if (native.platform !== "iMessage") {
    // What a definition says of it; the names of a space come first.
    for (const [name, value] of Object.entries(native.fields())) {
      if (!(name in space)) Object.defineProperty(space, name, { value, enumerable: true });
    }
  }
  return space as IMessageSpace;
}

/** @internal The conversation of a message of a batch. */
export function spaceOf(batch: Batch, index: number): IMessageSpace {
  const row = batch.spaceRow(index);
  if (row.platform !== "iMessage") return wrapSpace(batch.space(index));
  return new SpaceImpl(undefined, batch, index, row) as unknown as IMessageSpace;
}

/** @internal */
export function isSpace(value: unknown): value is IMessageSpace {
  return SpaceImpl.is(value);
}
