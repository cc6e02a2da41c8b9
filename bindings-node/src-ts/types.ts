// The public types: spaces, messages, users, content.
import type { CallOptions, SendOptions } from "./call.js";
import type {
  AvatarInput,
  AvatarOptions,
  BackgroundInput,
  BackgroundOptions,
  ContentInput,
  MemberInput,
  ReactionBuilder,
} from "./content.js";
import type { Readable } from "./file.js";
import type { MessageFilter, Page } from "./line/requests.js";

/** Somebody in a conversation. */
export interface User {
  /** A phone number or an e-mail address, as given; not normalised. */
  readonly id: string;
  /** `agent` of the program itself. */
  readonly kind?: "agent";
}

/** The program itself. */
export interface AgentSender extends User {
  readonly kind: "agent";
}

/** A user on iMessage; the details are there where the platform sent them. */
export interface IMessageUser extends User {
  readonly address?: string;
  readonly country?: string;
  readonly service?: "iMessage" | "SMS" | "RCS" | "unknown";
}

/** How the typing indicator is shown while something is worked at. */
export interface RespondingOptions {
  /**
   * Shows the indicator again so often, in milliseconds, for work that takes longer than it lasts: no more often than
   * every 100 ms. Not given, it is shown once. That it could not be shown again is tried at the next time.
   */
  refresh?: number | undefined;
}

/** A conversation. */
export interface Space {
  /** The id; on iMessage the chat guid (`any;-;<address>`, `any;+;<id>`). */
  readonly id: string;
  /** The platform the conversation is on. */
  readonly platform: string;

  /**
   * Sends contents one after another, after all were checked. One argument gives the message sent, or undefined for
   * an action that yields none and for content that the platform does not carry (logged); several give the list of
   * the messages. A failure ends the call; what was sent before stays sent.
   */
  send(): Promise<Message<string, AgentSender>[]>;
  send(content: ReactionBuilder): Promise<Message<string, AgentSender, Space, Reaction> | undefined>;
  send(content: ContentInput): Promise<Message<string, AgentSender> | undefined>;
  send(...contents: [ContentInput, ContentInput, ...ContentInput[]]): Promise<Message<string, AgentSender>[]>;
  send(...contents: ContentInput[]): Promise<Message<string, AgentSender> | Message<string, AgentSender>[] | undefined>;

  /** The same with options: an idempotency key, progress, a signal. */
  sendWith(options: SendOptions): Promise<Message<string, AgentSender>[]>;
  sendWith(
    options: SendOptions,
    content: ReactionBuilder,
  ): Promise<Message<string, AgentSender, Space, Reaction> | undefined>;
  sendWith(options: SendOptions, content: ContentInput): Promise<Message<string, AgentSender> | undefined>;
  sendWith(
    options: SendOptions,
    ...contents: [ContentInput, ContentInput, ...ContentInput[]]
  ): Promise<Message<string, AgentSender>[]>;
  sendWith(
    options: SendOptions,
    ...contents: ContentInput[]
  ): Promise<Message<string, AgentSender> | Message<string, AgentSender>[] | undefined>;

  /** Replaces the text of a sent message. */
  edit(message: Message | undefined, content: ContentInput, options?: CallOptions): Promise<void>;
  /** Takes a sent message, or a reaction, back. */
  unsend(message: Message | undefined, options?: CallOptions): Promise<void>;
  /** Marks a received message as read; on iMessage the whole chat. */
  read(message: Message | undefined, options?: CallOptions): Promise<void>;
  /** Shows the typing indicator. */
  startTyping(options?: CallOptions): Promise<void>;
  /** Hides the typing indicator. */
  stopTyping(options?: CallOptions): Promise<void>;
  /**
   * Shows the typing indicator while a function runs, and hands on its result. If it cannot be shown the function does
   * not run; it is hidden in any case.
   */
  responding<T>(work: () => T | Promise<T>, options?: RespondingOptions): Promise<T>;
  /** A message of this conversation by its id; undefined if it is unknown. */
  getMessage(id: string, options?: CallOptions): Promise<Message | undefined>;

  /** Renames a group. In a conversation of two this and the next four are skipped with a warning. */
  rename(displayName: string, options?: CallOptions): Promise<void>;
  /** Changes the picture of a group; short for `send(avatar(…))`. */
  avatar(input: AvatarInput, options?: AvatarOptions & CallOptions): Promise<void>;
  /** Adds people to a group. */
  add(members: MemberInput, options?: CallOptions): Promise<void>;
  /** Removes people from a group. */
  remove(members: MemberInput, options?: CallOptions): Promise<void>;
  /** Leaves a group. */
  leave(options?: CallOptions): Promise<void>;
  /** The people of a group, without the line's own number. An UnsupportedError in a conversation of two. */
  getMembers(options?: CallOptions): Promise<User[]>;
  /** The picture of a group; undefined if it has none. An UnsupportedError in a conversation of two. */
  getAvatar(options?: CallOptions): Promise<AvatarData | undefined>;
  /** The name of a group; undefined if it has none. An UnsupportedError in a conversation of two. */
  getDisplayName(options?: CallOptions): Promise<string | undefined>;
}

/** The picture of a group. */
export interface AvatarData {
  readonly data: Buffer;
  readonly mimeType: string;
}

/** The name of iMessage: `iMessage`, or `imessage` if the option `platformIds` is `lower`. */
export type IMessagePlatform = "iMessage" | "imessage";

/** A conversation on iMessage. */
export interface IMessageSpace extends Space {
  readonly platform: IMessagePlatform;
  /** A conversation of two, or a group. */
  readonly type: "dm" | "group";
  /** The line that serves the conversation: its number, or `shared`. */
  readonly phone: string;
  /** Changes the picture behind the conversation; short for `send(background(…))`. */
  background(input: BackgroundInput, options?: BackgroundOptions & CallOptions): Promise<void>;
  /** Shares the account's own name and photo; short for `send(nativeContactCard())`. */
  shareContactCard(options?: CallOptions): Promise<void>;
  getMembers(options?: CallOptions): Promise<IMessageUser[]>;
  /** A page of the conversation's messages, newest first. */
  history(options?: MessageFilter & CallOptions): Promise<Page>;
}

/**
 * A message, received or sent. The types of its platform, sender, space and content are exact where they are known;
 * `Message` alone is any message.
 */
export interface Message<
  TPlatform extends string = string,
  TSender extends User = User,
  TSpace extends Space = Space,
  TContent extends Content = Content,
> {
  /** The message's guid, or `p:<index>/<guid>` of a part. Stable: the same event seen again has the same id. */
  readonly id: string;
  readonly content: TContent;
  readonly direction: "inbound" | "outbound";
  /** `iMessage`, `terminal`, the name of a platform of one's own. */
  readonly platform: TPlatform;
  /** Absent where the platform does not say. */
  readonly sender: TSender | undefined;
  readonly space: TSpace;
  /** When it was written, by the service's clock. */
  readonly timestamp: Date;
  /** Whether the program has had this message before and did not acknowledge it. */
  readonly redelivered: boolean;
  /**
   * The span in which this received message is handled, as the header `traceparent` of W3C Trace Context: for work
   * elsewhere that belongs to it. Undefined without OpenTelemetry.
   */
  readonly traceparent: string | undefined;

  /**
   * Confirms that this message is handled: it does not come again. For `ack: "manual"`; otherwise asking for the next
   * message says so. With a durable store this is on disk when the call returns. Of an event that came as several
   * messages (see `flattenGroups`) all have to be acknowledged. A second call does nothing, nor does one on a message
   * that did not arrive. Throws `storeFailed` if the store cannot be written, `stopped` if the application has let go of
   * it: then the message may come again after a restart.
   */
  ack(): void;
  /** Answers, each content with an answer of its own; results as of {@link Space.send}. */
  reply(): Promise<Message<TPlatform, AgentSender, TSpace>[]>;
  reply(content: ContentInput): Promise<Message<TPlatform, AgentSender, TSpace> | undefined>;
  reply(
    ...contents: [ContentInput, ContentInput, ...ContentInput[]]
  ): Promise<Message<TPlatform, AgentSender, TSpace>[]>;
  reply(
    ...contents: ContentInput[]
  ): Promise<Message<TPlatform, AgentSender, TSpace> | Message<TPlatform, AgentSender, TSpace>[] | undefined>;

  /** The same with options: an idempotency key, progress, a signal. */
  replyWith(options: SendOptions): Promise<Message<TPlatform, AgentSender, TSpace>[]>;
  replyWith(options: SendOptions, content: ContentInput): Promise<Message<TPlatform, AgentSender, TSpace> | undefined>;
  replyWith(
    options: SendOptions,
    ...contents: [ContentInput, ContentInput, ...ContentInput[]]
  ): Promise<Message<TPlatform, AgentSender, TSpace>[]>;
  replyWith(
    options: SendOptions,
    ...contents: ContentInput[]
  ): Promise<Message<TPlatform, AgentSender, TSpace> | Message<TPlatform, AgentSender, TSpace>[] | undefined>;

  /** Reacts: a tapback by name or emoji, or any other emoji. The result takes it back with `unsend()`. */
  react(
    reaction: string,
    options?: CallOptions,
  ): Promise<Message<TPlatform, AgentSender, TSpace, Reaction> | undefined>;
  /** Replaces the text of this sent message. */
  edit(content: ContentInput, options?: CallOptions): Promise<void>;
  /** Takes this sent message, or this reaction, back. */
  unsend(options?: CallOptions): Promise<void>;
  /** Marks this received message as read; on iMessage the whole chat. */
  read(options?: CallOptions): Promise<void>;
}

/** A message on iMessage. The fields of {@link IMessageFields} are there where the service sent them. */
export interface IMessageMessage<TContent extends Content = Content>
  extends Message<IMessagePlatform, IMessageUser, IMessageSpace, TContent>, Partial<IMessageFields> {
  /** The index of the part, from 0, if this is one. */
  readonly partIndex: number | undefined;
  /** The id of the message that this is a part of. */
  readonly parentId: string | undefined;
  /** What identifies a sent card, so that `edit` can update it. It changes with every update. */
  readonly miniAppCardSession: IMessageMiniAppCardSession | undefined;
}

/** What identifies a sent card. */
export interface IMessageMiniAppCardSession {
  readonly chatGuid: string;
  /** The message that shows the card now. */
  readonly messageGuid: string;
  readonly sessionId: string;
  /** The message that the card was sent with. */
  readonly targetMessageGuid: string;
}

/** The fields of a message that only iMessage has. */
export interface IMessageFields {
  readonly dateDelivered: Date | undefined;
  readonly dateEdited: Date | undefined;
  readonly dateExpressiveSendPlayed: Date | undefined;
  readonly datePlayed: Date | undefined;
  readonly dateRead: Date | undefined;
  readonly dateRetracted: Date | undefined;
  readonly isSent: boolean;
  readonly isDelivered: boolean;
  readonly isDeliveredQuietly: boolean;
  readonly didNotifyRecipient: boolean;
  readonly isDelayed: boolean;
  /** Apple's error number of a failed send; 0 if there is none. */
  readonly sendErrorCode: number;
  /** The text with the placeholders of attachments in it. */
  readonly nativeText: string | undefined;
  readonly formatting: IMessageTextFormat[];
  readonly mentions: IMessageMention[];
  readonly subject: string | undefined;
  readonly balloonBundleId: string | undefined;
  /** The effect, one of the values of `imessage.effect.message`. */
  readonly expressiveSendStyleId: string | undefined;
  readonly attachmentMetadata: IMessageAttachmentMetadata[];
  readonly appliedReactions: IMessageAppliedReaction[];
  readonly placedStickers: IMessagePlacedSticker[];
  readonly reactionRecord: IMessageReactionRecord | undefined;
  readonly itemType: "normal" | "participantChange" | "groupNameChange" | "chatAction" | "unknown";
  readonly groupTitle: string | undefined;
  readonly partCount: number | undefined;
  readonly isAutoReply: boolean;
  readonly isCorrupt: boolean;
  readonly isExpirable: boolean;
  readonly isServiceMessage: boolean;
  /** In a conversation with an unknown sender, or one that is filtered otherwise. Told in local mode. */
  readonly isFiltered: boolean;
  readonly isSpam: boolean;
  readonly isSystemMessage: boolean;
}

/** A run of formatted text. Start and length count UTF-16 code units, as strings do. */
export interface IMessageTextFormat {
  readonly type: string;
  readonly start: number;
  readonly length: number;
  readonly effectName?: string;
}

/** A person mentioned in the text. */
export interface IMessageMention {
  readonly address: string;
  readonly start: number;
  readonly length: number;
}

/** An attachment, as the service describes it. */
export interface IMessageAttachmentMetadata {
  readonly guid: string;
  readonly originalGuid?: string;
  readonly fileName: string;
  readonly mimeType: string;
  readonly uti: string;
  readonly totalBytes: number;
  readonly transferState: "pending" | "transferring" | "failed" | "finished" | "unknown";
  readonly isHidden: boolean;
  readonly isSticker: boolean;
}

/** The kind of a reaction: a tapback's name, `emoji` with the emoji, `sticker` or `unknown`. */
export interface IMessageReaction {
  readonly kind: string;
  readonly emoji?: string;
}

/** An address with its service. */
export interface IMessageAddress {
  readonly address: string;
  readonly service: "iMessage" | "SMS" | "RCS" | "unknown";
  readonly country?: string;
}

/** A reaction on a message. */
export interface IMessageAppliedReaction {
  readonly messageGuid: string;
  readonly targetPartIndex?: number;
  readonly reaction?: IMessageReaction;
  readonly sender?: IMessageAddress;
  readonly isFromMe: boolean;
  readonly dateCreated?: Date;
}

/** A sticker on a message. */
export interface IMessagePlacedSticker {
  readonly messageGuid: string;
  readonly targetPartIndex?: number;
  readonly sender?: IMessageAddress;
  readonly isFromMe: boolean;
  readonly dateCreated?: Date;
  readonly sticker?: IMessageAttachmentMetadata;
}

/** The reaction that a message is. */
export interface IMessageReactionRecord {
  readonly reaction: IMessageReaction;
  readonly selected?: boolean;
  readonly targetGuid?: string;
  readonly targetPartIndex?: number;
}

/** Plain text. */
export interface Text {
  readonly type: "text";
  readonly text: string;
}

/** Text with markdown; never received. */
export interface Markdown {
  readonly type: "markdown";
  readonly markdown: string;
}

/** A file. */
export interface Attachment extends Readable {
  readonly type: "attachment";
  readonly id: string;
  readonly name: string;
  readonly mimeType: string;
  /** In bytes, where it is known. */
  readonly size?: number;
  /** The video, if the picture is a Live Photo. */
  readonly companion?: Companion;
}

/** The video of a Live Photo. The service gives it after the picture: to read it downloads both. */
export interface Companion extends Readable {
  /** In bytes, where it is known. */
  readonly size?: number;
}

/** An audio message. */
export interface Voice extends Readable {
  readonly type: "voice";
  readonly id?: string;
  readonly name?: string;
  /** Always `audio/*`. */
  readonly mimeType: string;
  /** In seconds. */
  readonly duration?: number;
  readonly size?: number;
}

/** A name by its parts. */
export interface ContactName {
  readonly formatted?: string;
  readonly first?: string;
  readonly last?: string;
  readonly middle?: string;
  readonly prefix?: string;
  readonly suffix?: string;
}

/** A telephone number. */
export interface ContactPhone {
  readonly value: string;
  readonly type?: "mobile" | "home" | "work" | "other";
}

/** An e-mail address. */
export interface ContactEmail {
  readonly value: string;
  readonly type?: "home" | "work" | "other";
}

/** A postal address. */
export interface ContactAddress {
  readonly street?: string;
  readonly city?: string;
  readonly region?: string;
  readonly postalCode?: string;
  readonly country?: string;
  readonly type?: "home" | "work" | "other";
}

/** An organisation and the position there. */
export interface ContactOrg {
  readonly name?: string;
  readonly title?: string;
  readonly department?: string;
}

/** A picture of a contact. */
export interface ContactPhoto {
  readonly mimeType: string;
  read(): Promise<Uint8Array>;
}

/** The fields of a contact. `raw`, where it is given, is what is sent. */
export interface ContactDetails {
  readonly name?: ContactName;
  readonly phones?: readonly ContactPhone[];
  readonly emails?: readonly ContactEmail[];
  readonly addresses?: readonly ContactAddress[];
  readonly org?: ContactOrg;
  readonly urls?: readonly string[];
  /** As a vCard writes it: `1815-12-10`. */
  readonly birthday?: string;
  readonly note?: string;
  readonly photo?: ContactPhoto;
  readonly raw?: string;
}

/** A contact. */
export interface Contact extends ContactDetails {
  readonly type: "contact";
  readonly user?: User;
}

/** A link with a preview; never received. */
export interface Richlink {
  readonly type: "richlink";
  readonly url: string;
}

/** An option of a poll. */
export interface PollChoice {
  readonly title: string;
}

/** A poll. */
export interface Poll {
  readonly type: "poll";
  readonly title: string;
  readonly options: PollChoice[];
}

/** Several parts in one message, in the order of their bubbles. */
export interface Group {
  readonly type: "group";
  readonly items: Message[];
}

/** Content with an iMessage effect. */
export interface Effect {
  readonly type: "effect";
  readonly content: Content;
  readonly effect: string;
}

/** An answer to a message. */
export interface Reply {
  readonly type: "reply";
  readonly content: Content;
  readonly target: Message;
}

/** A tapback or an emoji on a message. */
export interface Reaction {
  readonly type: "reaction";
  readonly emoji: string;
  /** The name of the tapback, if it is one. */
  readonly tapback?: "love" | "like" | "dislike" | "laugh" | "emphasize" | "question";
  readonly target: Message;
}

/** A new text for a sent message. */
export interface Edit {
  readonly type: "edit";
  readonly content: Content;
  readonly target: Message;
}

/** The retraction of a sent message. */
export interface Unsend {
  readonly type: "unsend";
  readonly target: Message;
}

/** The typing indicator. */
export interface Typing {
  readonly type: "typing";
  readonly state: "start" | "stop";
}

/** A read receipt. */
export interface Read {
  readonly type: "read";
  readonly target: Message;
}

/** The picture behind the conversation. */
export interface Background {
  readonly type: "background";
  readonly kind: "set" | "clear";
  readonly mimeType?: string;
}

/** A new name of a group. */
export interface Rename {
  readonly type: "rename";
  readonly displayName: string;
}

/** A change of a group's picture. */
export interface Avatar {
  readonly type: "avatar";
  readonly action: { readonly kind: "clear" } | ({ readonly kind: "set"; readonly mimeType: string } & Readable);
}

/** People joined a group. */
export interface AddMember {
  readonly type: "addMember";
  /** Their ids. */
  readonly members: string[];
}

/** People were removed from a group. */
export interface RemoveMember {
  readonly type: "removeMember";
  /** Their ids. */
  readonly members: string[];
}

/** The sender left a group. */
export interface LeaveSpace {
  readonly type: "leaveSpace";
}

/** What a card shows. */
export interface CustomizedMiniAppLayout {
  /** The first line. */
  readonly caption?: string | undefined;
  /** The second line. */
  readonly subcaption?: string | undefined;
  /** The first line, at the other end. */
  readonly trailingCaption?: string | undefined;
  /** The second line, at the other end. */
  readonly trailingSubcaption?: string | undefined;
  /** The picture, JPEG. */
  readonly image?: Uint8Array | undefined;
  /** The line on the picture. */
  readonly imageTitle?: string | undefined;
  /** The second line on the picture. */
  readonly imageSubtitle?: string | undefined;
  /** What stands in lists and notifications. */
  readonly summary?: string | undefined;
}

/** A mini-app card; the card of `app(…)` too, once it was sent. */
export interface CustomizedMiniApp {
  readonly type: "customized-mini-app";
  readonly appName: string;
  readonly appStoreId?: number;
  readonly extensionBundleId: string;
  readonly layout: CustomizedMiniAppLayout;
  readonly live?: boolean;
  readonly teamId: string;
  readonly url: string;
}

/** A vote in a poll, or one taken back. Only received. */
export interface PollVote {
  readonly type: "poll_option";
  readonly option: PollChoice;
  readonly poll: Poll;
  /** Whether the option was voted for, or the vote taken back. */
  readonly selected: boolean;
  /** The text of the option. */
  readonly title: string;
}

/** A link as a card: only what a platform of one's own is given to send. */
export interface App {
  readonly type: "app";
  /** What the card opens. */
  readonly url: string;
  /** Whether the installed extension draws the card live. */
  readonly live?: boolean;
}

/** A value without a kind of its own. */
export interface Custom {
  readonly type: "custom";
  readonly raw: unknown;
}

/** What a message holds; tell the kinds apart by `type`. */
export type Content =
  | App
  | Text
  | Markdown
  | Attachment
  | Voice
  | Contact
  | Richlink
  | Poll
  | PollVote
  | Group
  | Effect
  | Reply
  | Reaction
  | Edit
  | Unsend
  | Typing
  | Read
  | Background
  | Rename
  | Avatar
  | AddMember
  | RemoveMember
  | LeaveSpace
  | CustomizedMiniApp
  | Custom;
