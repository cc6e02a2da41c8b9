// The builders of content. Every check is the native side's; here, arguments find their way to it.
import { fileURLToPath } from "node:url";

import { sync } from "./call.js";
import { ValidationError } from "./errors.js";
import { nativeMessage } from "./message.js";
import { native, type NativeContent, type NativeContact, type NativeSource } from "./native.js";
import type { ContactDetails, Message, PollChoice, User } from "./types.js";
import { isUser } from "./user.js";

type MaybePromise<T> = T | Promise<T>;

/** Content that can be sent: the result of {@link text}, {@link attachment} and the other builders. */
export class ContentBuilder {
  readonly #make: NativeContent | (() => Promise<NativeContent>);

  /** @internal */
  constructor(make: NativeContent | (() => Promise<NativeContent>)) {
    this.#make = make;
  }

  /** @internal A function only where something must be read first. */
  static native(input: ContentInput): MaybePromise<NativeContent> {
    if (typeof input === "string") return sync(() => native.NativeContent.text(input));
    if (typeof input !== "object" || input === null || !(#make in input)) {
      throw new ValidationError("content is a string or comes from a builder, such as text(…) or attachment(…)");
    }
    return typeof input.#make === "function" ? input.#make() : input.#make;
  }

  /** @internal Content around other content. */
  static around(inner: ContentInput, wrap: (inner: NativeContent) => NativeContent): ContentBuilder {
    if (typeof inner === "object" && inner !== null && #make in inner && typeof inner.#make === "function") {
      const make = inner.#make;
      return new ContentBuilder(async () => wrap(await make()));
    }
    return new ContentBuilder(wrap(this.native(inner) as NativeContent));
  }
}

/** What can be sent: a string, as plain text, or what a builder made. */
export type ContentInput = string | ContentBuilder;

/** Where the bytes of a file come from: a path, the bytes, a URL. */
export type AttachmentInput = string | Uint8Array | URL;
/** A path, the bytes, a URL, or `clear` for the default background. */
export type BackgroundInput = string | Uint8Array | URL;
/** Where the bytes of an audio message come from: a path, the bytes, a URL. */
export type VoiceInput = string | Uint8Array | URL;

/** What may be said about a file. */
export interface AttachmentOptions {
  /** The id of the content; random if not given. */
  id?: string | undefined;
  /** The name that the receiver sees; by the path or the URL if not given. */
  name?: string | undefined;
  /** The MIME type; by the extension of the name if not given. */
  mimeType?: string | undefined;
}

/** What may be said about an audio message. */
export interface VoiceOptions {
  name?: string | undefined;
  /** Must be `audio/*`; by the extension of the name if not given. */
  mimeType?: string | undefined;
  /** In seconds. */
  duration?: number | undefined;
}

/** What may be said about a background. */
export interface BackgroundOptions {
  /** Needed for bytes; by the extension of a path or URL if not given. */
  mimeType?: string | undefined;
}

/** A contact by its fields. */
export interface ContactInput extends ContactDetails {
  readonly user?: User;
}

/** An option of a poll: its text, or the result of {@link option}. */
export type PollChoiceInput = string | PollChoice;

function source(input: AttachmentInput): NativeSource {
  if (typeof input === "string") return { path: input };
  if (input instanceof URL) return input.protocol === "file:" ? { path: fileURLToPath(input) } : { url: input.href };
  if (input instanceof Uint8Array) return input;
  throw new ValidationError("a file is a path, bytes (Buffer, Uint8Array) or a URL");
}

function built(work: () => ReturnType<typeof native.NativeContent.text>): ContentBuilder {
  return new ContentBuilder(sync(work));
}

/** Plain text. Nothing in it is interpreted. */
export function text(text: string): ContentBuilder {
  return built(() => native.NativeContent.text(text));
}

/** Markdown (CommonMark with the GitHub extensions), rendered when it is sent. */
export function markdown(markdown: string): ContentBuilder {
  return built(() => native.NativeContent.markdown(markdown));
}

/** A file: a path, bytes or a URL. Read when it is sent. */
export function attachment(input: AttachmentInput, options?: AttachmentOptions): ContentBuilder {
  return built(() => native.NativeContent.attachment(source(input), options ?? {}));
}

/** An audio message: the bubble with a waveform. AAC in an MPEG-4 container (.m4a). */
export function voice(input: VoiceInput, options?: VoiceOptions): ContentBuilder {
  return built(() => native.NativeContent.voice(source(input), options ?? {}));
}

/** A contact: a user with details, fields, or vCard text. */
export function contact(user: User, details?: ContactDetails): ContentBuilder;
export function contact(input: string | ContactInput): ContentBuilder;
export function contact(input: string | User | ContactInput, details: ContactDetails = {}): ContentBuilder {
  if (typeof input === "string") return built(() => native.NativeContent.vcard(input));
  if (typeof input !== "object" || input === null) {
    throw new ValidationError("a contact is a user, an object with fields, or vCard text");
  }
  const { user, photo, ...fields } = (isUser(input) ? { ...details, user: input } : input) as ContactInput;
  const plain = { ...fields, user: user?.id } as NativeContact;
  if (photo === undefined) return built(() => native.NativeContent.contact(plain));
  return new ContentBuilder(async () => {
    const data = await photo.read();
    return sync(() => native.NativeContent.contact({ ...plain, photo: { mimeType: photo.mimeType, data } }));
  });
}

/** A link with a preview: an absolute http(s) URL. */
export function richlink(url: string): ContentBuilder {
  return built(() => native.NativeContent.richlink(url));
}

/** An option of a poll. */
export function option(title: string): PollChoice {
  return { title };
}

/** A poll with 2 to 10 options. */
export function poll(title: string, options: readonly PollChoiceInput[]): ContentBuilder;
export function poll(title: string, ...options: PollChoiceInput[]): ContentBuilder;
export function poll(title: string, ...options: (PollChoiceInput | readonly PollChoiceInput[])[]): ContentBuilder {
  const titles = (options.flat() as PollChoiceInput[]).map((one) => (typeof one === "string" ? one : one?.title));
  return built(() => native.NativeContent.poll(title, titles));
}

/** Content with an iMessage effect, one of `imessage.effect.message`. Other platforms see the content unchanged. */
export function effect(content: ContentInput, effect: string): ContentBuilder {
  return ContentBuilder.around(content, (inner) => sync(() => native.NativeContent.effect(inner, effect)));
}

/** The picture behind the conversation: a path, bytes (with `mimeType`), a URL, or `"clear"`. iMessage only. */
export function background(input: BackgroundInput, options?: BackgroundOptions): ContentBuilder {
  return built(() => native.NativeContent.background(source(input), options?.mimeType));
}

/** An answer to a message. */
export function reply(content: ContentInput, target: Message | undefined): ContentBuilder {
  const message = nativeMessage(target, "reply");
  return ContentBuilder.around(content, (inner) => sync(() => native.NativeContent.reply(inner, message)));
}

/** A reaction: a tapback by name or emoji, or any other emoji. */
export function reaction(reaction: string, target: Message | undefined): ContentBuilder {
  const message = nativeMessage(target, "reaction");
  return built(() => native.NativeContent.reaction(reaction, message));
}

/** A new text for a sent message. */
export function edit(content: ContentInput, target: Message | undefined): ContentBuilder {
  const message = nativeMessage(target, "edit");
  return ContentBuilder.around(content, (inner) => sync(() => native.NativeContent.edit(inner, message)));
}

/** The retraction of a sent message, or of a reaction. */
export function unsend(target: Message | undefined): ContentBuilder {
  const message = nativeMessage(target, "unsend");
  return built(() => native.NativeContent.unsend(message));
}

/** Marks a received message as read. */
export function read(target: Message | undefined): ContentBuilder {
  const message = nativeMessage(target, "read");
  return built(() => native.NativeContent.read(message));
}

/** Shows or hides the typing indicator. */
export function typing(state: "start" | "stop" = "start"): ContentBuilder {
  if (state !== "start" && state !== "stop") throw new ValidationError('typing is "start" or "stop"');
  return built(() => native.NativeContent.typing(state === "start"));
}

/** A JSON value for platforms that know what to do with it. iMessage does not: it is skipped. */
export function custom(raw: unknown): ContentBuilder {
  return built(() => native.NativeContent.custom(raw));
}
