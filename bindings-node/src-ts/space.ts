// Conversations.
import { inspect } from "node:util";

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
import type { NativeSpace } from "./native.js";
import { page, results } from "./results.js";
import { sending } from "./sending.js";
import { checkDuration } from "./settings.js";
import type { AvatarData, IMessagePlatform, IMessageSpace, IMessageUser, Message, RespondingOptions } from "./types.js";
import { wrapUser } from "./user.js";

class SpaceImpl {
  readonly #native: NativeSpace;
  readonly id: string;
  readonly platform: IMessagePlatform;
  readonly type: "dm" | "group";
  readonly phone: string;

  constructor(native: NativeSpace) {
    this.#native = native;
    this.id = native.id;
    // Exact only once it is narrowed: a space of another platform is handed out as Space.
    this.platform = native.platform as IMessagePlatform;
    this.type = native.type;
    this.phone = native.phone;
  }

  send(...contents: ContentInput[]): Promise<Message | Message[] | undefined> {
    return this.sendWith({}, ...contents);
  }

  async sendWith(options: SendOptions, ...contents: ContentInput[]): Promise<Message | Message[] | undefined> {
    const { signal, onProgress } = options;
    const sent = await sending(contents, (natives) =>
      call((to, id, cancel) => this.#native.send(to, id, natives, sendInput(options), cancel), signal, onProgress),
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
      call((to, id, cancel) => this.#native.background(to, id, native!, cancel), options.signal),
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
    const members = await call((to, id, cancel) => this.#native.getMembers(to, id, cancel), options.signal);
    return members.map(wrapUser);
  }

  async getAvatar(options: CallOptions = {}): Promise<AvatarData | undefined> {
    return (await call((to, id, cancel) => this.#native.getAvatar(to, id, cancel), options.signal)) ?? undefined;
  }

  async getDisplayName(options: CallOptions = {}): Promise<string | undefined> {
    return (await call((to, id, cancel) => this.#native.getDisplayName(to, id, cancel), options.signal)) ?? undefined;
  }

  async startTyping(options: CallOptions = {}): Promise<void> {
    await call((to, id, cancel) => this.#native.startTyping(to, id, cancel), options.signal);
  }

  async stopTyping(options: CallOptions = {}): Promise<void> {
    await call((to, id, cancel) => this.#native.stopTyping(to, id, cancel), options.signal);
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
      call((to, id, cancel) => this.#native.keepTyping(to, id, refresh, cancel), end.signal).catch(() => undefined);
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
    const message = await call((to, id, cancel) => this.#native.getMessage(to, id, messageId, cancel), options.signal);
    return message ? wrapMessage(message) : undefined;
  }

  async history({ signal, ...filter }: MessageFilter & CallOptions = {}): Promise<Page> {
    const json = encode(filter);
    return page(await call((to, id, cancel) => this.#native.history(to, id, json, cancel), signal));
  }

  static is(value: unknown): boolean {
    return typeof value === "object" && value !== null && #native in value;
  }

  [inspect.custom](): unknown {
    const { id, platform, type, phone } = this;
    return { id, platform, type, phone };
  }
}

/** @internal */
export function wrapSpace(native: NativeSpace): IMessageSpace {
  const space = new SpaceImpl(native);
  if (native.platform !== "iMessage") {
    // What a definition says of it; the names of a space come first.
    for (const [name, value] of Object.entries(native.fields())) {
      if (!(name in space)) Object.defineProperty(space, name, { value, enumerable: true });
    }
  }
  return space as IMessageSpace;
}

/** @internal */
export function isSpace(value: unknown): value is IMessageSpace {
  return SpaceImpl.is(value);
}
