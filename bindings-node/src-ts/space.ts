// Conversations.
import { inspect } from "node:util";

import { call, type CallOptions, type SendOptions } from "./call.js";
import {
  background,
  type BackgroundInput,
  type BackgroundOptions,
  ContentBuilder,
  type ContentInput,
  edit,
  read,
  unsend,
} from "./content.js";
import { wrapMessage } from "./message.js";
import type { NativeSpace } from "./native.js";
import { results } from "./results.js";
import type { IMessageSpace, Message } from "./types.js";

class SpaceImpl {
  readonly #native: NativeSpace;
  readonly id: string;
  readonly platform: "iMessage";
  readonly type: "dm" | "group";
  readonly phone: string;

  constructor(native: NativeSpace) {
    this.#native = native;
    this.id = native.id;
    this.platform = native.platform;
    this.type = native.type;
    this.phone = native.phone;
  }

  send(...contents: ContentInput[]): Promise<Message | Message[] | undefined> {
    return this.sendWith({}, ...contents);
  }

  async sendWith(options: SendOptions, ...contents: ContentInput[]): Promise<Message | Message[] | undefined> {
    const { clientMessageId, signal } = options;
    const natives = await Promise.all(contents.map((content) => ContentBuilder.native(content)));
    return results(await call((to, id, cancel) => this.#native.send(to, id, natives, clientMessageId, cancel), signal));
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
    const native = await ContentBuilder.native(background(input, options));
    await call((to, id, cancel) => this.#native.background(to, id, native, cancel), options.signal);
  }

  async startTyping(options: CallOptions = {}): Promise<void> {
    await call((to, id, cancel) => this.#native.startTyping(to, id, cancel), options.signal);
  }

  async stopTyping(options: CallOptions = {}): Promise<void> {
    await call((to, id, cancel) => this.#native.stopTyping(to, id, cancel), options.signal);
  }

  async responding<T>(work: () => T | Promise<T>): Promise<T> {
    await this.startTyping();
    try {
      return await work();
    } finally {
      // The indicator vanishes by itself in the end.
      await this.stopTyping().catch(() => undefined);
    }
  }

  async getMessage(messageId: string, options: CallOptions = {}): Promise<Message | undefined> {
    const message = await call((to, id, cancel) => this.#native.getMessage(to, id, messageId, cancel), options.signal);
    return message ? wrapMessage(message) : undefined;
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
  return new SpaceImpl(native) as IMessageSpace;
}

/** @internal */
export function isSpace(value: unknown): value is IMessageSpace {
  return SpaceImpl.is(value);
}
