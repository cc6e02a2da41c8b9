// The builders of content. Every check is the native side's; here, arguments find their way to it.
import { fileURLToPath } from "node:url";

import { sync } from "./call.js";
import { ValidationError } from "./errors.js";
import { nativeMessage } from "./message.js";
import { native, type NativeContent, type NativeContact, type NativeSource } from "./native.js";
import { type StreamTextSource, TextSource, type TextStreamOptions } from "./stream.js";
import type { ContactDetails, CustomizedMiniAppLayout, Message, PollChoice, User } from "./types.js";
import { isUser } from "./user.js";

type MaybePromise<T> = T | Promise<T>;

/** Content that can be sent: the result of {@link text}, {@link attachment} and the other builders. */
export class ContentBuilder {
  readonly #make: NativeContent | (() => Promise<NativeContent>);
  readonly #sources: readonly TextSource[];

  /** @internal */
  constructor(make: NativeContent | (() => Promise<NativeContent>), sources: readonly TextSource[] = []) {
    this.#make = make;
    this.#sources = sources;
  }

  /** @internal */
  static is(value: unknown): value is ContentBuilder {
    return typeof value === "object" && value !== null && #make in value;
  }

  /** @internal A promise only where something must be read first. */
  static native(input: ContentInput): MaybePromise<NativeContent> {
    if (typeof input === "string") return sync(() => native.NativeContent.text(input));
    if (!ContentBuilder.is(input)) {
      throw new ValidationError("content is a string or comes from a builder, such as text(…) or attachment(…)");
    }
    return typeof input.#make === "function" ? input.#make() : input.#make;
  }

  /** @internal What must be read while the content is sent. */
  static sources(input: ContentInput): readonly TextSource[] {
    return ContentBuilder.is(input) ? input.#sources : [];
  }

  /** @internal Content around other content. */
  static around(inputs: readonly ContentInput[], wrap: (inner: NativeContent[]) => NativeContent): ContentBuilder {
    const sources = inputs.flatMap((input) => ContentBuilder.sources(input));
    const later = inputs.some((input) => ContentBuilder.is(input) && typeof input.#make === "function");
    const natives = (): MaybePromise<NativeContent>[] => inputs.map((input) => ContentBuilder.native(input));
    if (later) return new ContentBuilder(async () => wrap(await Promise.all(natives())), sources);
    return new ContentBuilder(wrap(natives() as NativeContent[]), sources);
  }
}

/** A reaction: what a send of it gives is the handle that takes it back. */
export class ReactionBuilder extends ContentBuilder {
  readonly type = "reaction";
}

/** What can be sent: a string, as plain text, or what a builder made. */
export type ContentInput = string | ContentBuilder;

/** Where the bytes of a file come from: a path, the bytes, a URL. */
export type AttachmentInput = string | Uint8Array | URL;
/** Where the bytes of a Live Photo's video come from: a path (or its `file:` URL), the bytes. */
export type CompanionInput = string | Uint8Array | URL;
/** A path, the bytes, a URL, or `clear` for none. */
export type AvatarInput = string | Uint8Array | URL;
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
  /** The video that makes a picture a Live Photo: a path or the bytes. */
  companion?: CompanionInput | undefined;
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

/** What may be said about the picture of a group. */
export interface AvatarOptions {
  /** Needed for bytes; by the extension of a path or URL if not given. */
  mimeType?: string | undefined;
}

/** What a card opens: a URL, or what gives it when the card is sent. */
export type AppUrl = string | Promise<string> | (() => string | Promise<string>);

/** What may be said about a card. */
export interface AppOptions {
  /** Whether the installed extension draws the card live. */
  live?: boolean | undefined;
}

/** A card of an extension of your own. */
export interface CustomizedMiniAppInput {
  /** The name of the app. */
  readonly appName: string;
  /** The app's number in the App Store. */
  readonly appStoreId?: number | undefined;
  /** The bundle of the Messages extension. */
  readonly extensionBundleId: string;
  /** The developer team. */
  readonly teamId: string;
  /** What the card opens. */
  readonly url: string;
  /** Whether the installed extension draws the card live. */
  readonly live?: boolean | undefined;
  /** At least a caption or an image; an image and its title go together. */
  readonly layout: CustomizedMiniAppLayout;
}

/** Users, or their phone numbers or e-mail addresses. */
export type MemberInput = User | string | readonly (User | string)[];

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

function streamed(source: unknown, markdown: boolean, options?: TextStreamOptions<never>): ContentBuilder {
  if (ContentBuilder.is(source)) throw new ValidationError("the source of a text cannot be the result of a builder");
  const stream = new TextSource(source, markdown, options);
  return new ContentBuilder(stream.content, [stream]);
}

/**
 * Plain text. Nothing in it is interpreted.
 *
 * With an asynchronous source, such as the stream of a model, the first piece is sent as a message, which is edited while
 * the text grows. A source can be sent once; an error of its own comes out of the send.
 */
export function text(text: string): ContentBuilder;
export function text<T = unknown>(source: StreamTextSource<T>, options?: TextStreamOptions<T>): ContentBuilder;
export function text<T>(text: string | StreamTextSource<T>, options?: TextStreamOptions<T>): ContentBuilder {
  if (typeof text === "string") return built(() => native.NativeContent.text(text));
  return streamed(text, false, options as TextStreamOptions<never>);
}

/**
 * Markdown (CommonMark with the GitHub extensions), rendered when it is sent. With an asynchronous source it is sent
 * when it is whole.
 */
export function markdown(markdown: string): ContentBuilder;
export function markdown<T = unknown>(source: StreamTextSource<T>, options?: TextStreamOptions<T>): ContentBuilder;
export function markdown<T>(markdown: string | StreamTextSource<T>, options?: TextStreamOptions<T>): ContentBuilder {
  if (typeof markdown === "string") return built(() => native.NativeContent.markdown(markdown));
  return streamed(markdown, true, options as TextStreamOptions<never>);
}

function companionSource(input: CompanionInput): Uint8Array | { path: string } {
  const from = source(input);
  if ("url" in from) throw new ValidationError("the companion of an attachment is a path or bytes");
  return from;
}

/** A file: a path, bytes or a URL. Read when it is sent. With a `companion` it is a Live Photo. */
export function attachment(input: AttachmentInput, options: AttachmentOptions = {}): ContentBuilder {
  const { companion, ...rest } = options;
  if (companion === undefined) return built(() => native.NativeContent.attachment(source(input), rest));
  const video = companionSource(companion);
  return built(() => native.NativeContent.attachment(source(input), { ...rest, companion: video }));
}

/** An audio message: the bubble with a waveform. AAC in an MPEG-4 container (.m4a) or WAV; other formats need ffmpeg on PATH. */
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
  return ContentBuilder.around([content], ([inner]) => sync(() => native.NativeContent.effect(inner!, effect)));
}

/**
 * Several parts in one message, such as an album: text or markdown (at most one of them), attachments, voice messages,
 * contacts. Their order is that of the bubbles.
 */
export function group(...items: ContentInput[]): ContentBuilder {
  return ContentBuilder.around(items, (inner) => sync(() => native.NativeContent.group(inner)));
}

/**
 * A link as a card; its look comes from the page, which has 5 s to answer. A URL that is a promise or a function is
 * resolved when the card is sent.
 */
export function app(url: AppUrl, options: AppOptions = {}): ContentBuilder {
  const { live } = options;
  const card = (url: string): NativeContent => sync(() => native.NativeContent.app(url, live));
  if (typeof url === "string") return new ContentBuilder(card(url));
  if (typeof url === "function") return new ContentBuilder(async () => card(await url()));
  // A failure belongs to the send, which may not have begun yet.
  Promise.resolve(url).catch(() => undefined);
  return new ContentBuilder(async () => card(await url));
}

/** A card of an extension of your own. iMessage only. */
export function customizedMiniApp(input: CustomizedMiniAppInput): ContentBuilder {
  const { appStoreId } = input;
  if (appStoreId !== undefined && !Number.isSafeInteger(appStoreId)) {
    throw new ValidationError("appStoreId of a card is a positive number");
  }
  return built(() => native.NativeContent.miniApp(input));
}

/** The account's own name and photo, shared with the chat. iMessage only. */
export function nativeContactCard(): ContentBuilder {
  return built(() => native.NativeContent.contactCard());
}

/** A new name for a group. */
export function rename(displayName: string): ContentBuilder {
  return built(() => native.NativeContent.rename(displayName));
}

/** The picture of a group: a path, bytes (with `mimeType`), a URL, or `"clear"`. */
export function avatar(input: AvatarInput, options?: AvatarOptions): ContentBuilder {
  return built(() => native.NativeContent.avatar(source(input), options?.mimeType));
}

function idsOf(members: MemberInput): string[] {
  const list = Array.isArray(members) ? (members as readonly (User | string)[]) : [members as User | string];
  return list.map((member) => (typeof member === "string" ? member : member?.id));
}

/** People join a group. */
export function addMember(members: MemberInput): ContentBuilder {
  return built(() => native.NativeContent.addMember(idsOf(members)));
}

/** People are removed from a group. */
export function removeMember(members: MemberInput): ContentBuilder {
  return built(() => native.NativeContent.removeMember(idsOf(members)));
}

/** This account leaves a group. */
export function leaveSpace(): ContentBuilder {
  return built(() => native.NativeContent.leaveSpace());
}

/** The picture behind the conversation: a path, bytes (with `mimeType`), a URL, or `"clear"`. iMessage only. */
export function background(input: BackgroundInput, options?: BackgroundOptions): ContentBuilder {
  return built(() => native.NativeContent.background(source(input), options?.mimeType));
}

/** An answer to a message. */
export function reply(content: ContentInput, target: Message | undefined): ContentBuilder {
  const message = nativeMessage(target, "reply");
  return ContentBuilder.around([content], ([inner]) => sync(() => native.NativeContent.reply(inner!, message)));
}

/** A reaction: a tapback by name or emoji, or any other emoji. */
export function reaction(reaction: string, target: Message | undefined): ReactionBuilder {
  const message = nativeMessage(target, "reaction");
  return new ReactionBuilder(sync(() => native.NativeContent.reaction(reaction, message)));
}

/** A new text for a sent message. */
export function edit(content: ContentInput, target: Message | undefined): ContentBuilder {
  const message = nativeMessage(target, "edit");
  return ContentBuilder.around([content], ([inner]) => sync(() => native.NativeContent.edit(inner!, message)));
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
  return built(() => native.NativeContent.typing(String(state)));
}

/** A JSON value for platforms that know what to do with it. iMessage does not: it is skipped. */
export function custom(raw: unknown): ContentBuilder {
  return built(() => native.NativeContent.custom(raw));
}
