// What a simulator shows: conversations, what people saw of the agent, calls.

/** A file of a message in a simulator. */
export interface SimulatedAttachment {
  /** Its guid, for `simulator.attachment(…)`. */
  readonly guid: string;
  /** The name that the receiver sees. */
  readonly name: string;
  readonly mimeType: string;
  /** Its size in bytes. */
  readonly size: number;
}

/** A reaction that stands on a message in a simulator. */
export interface SimulatedReaction {
  /** Who gave it: `agent`, or the address of the person. */
  readonly from: string;
  /** The name of the tapback; absent for another emoji. */
  readonly tapback?: string;
  /** The emoji as it is shown. */
  readonly emoji: string;
  /** The part of the message, from 0, if one is meant. */
  readonly part?: number;
}

/** A sticker on a message in a simulator. */
export interface SimulatedSticker {
  /** Who put it there: `agent`, or the address of the person. */
  readonly from: string;
  /** The picture. */
  readonly file: SimulatedAttachment;
  /** Where it is, as the service counts it. */
  readonly x: number;
  /** Where it is, as the service counts it. */
  readonly y: number;
  /** The part of the message, from 0, if one is meant. */
  readonly part?: number;
}

/** An option of a poll in a simulator. */
export interface SimulatedPollOption {
  readonly id: string;
  /** What people read. */
  readonly text: string;
  /** The addresses that voted for it. */
  readonly votes: readonly string[];
}

/** A poll in a simulator. */
export interface SimulatedPoll {
  /** The question. */
  readonly title: string;
  /** The options, in order. */
  readonly options: readonly SimulatedPollOption[];
}

/** The background of a conversation in a simulator. */
export interface SimulatedBackground {
  /** The MIME type, by its content. */
  readonly mimeType: string;
  /** Its size in bytes. */
  readonly size: number;
}

/** A message in a simulator, as people see it. */
export interface SimulatedMessage {
  /** Its guid: the `id` of the message in the application. */
  readonly guid: string;
  /** `agent`, or the address of the person who wrote it. */
  readonly from: string;
  /** The text, with U+FFFC where a file stands; empty after an unsend. */
  readonly text: string;
  /** The subject line. */
  readonly subject?: string;
  /** The files, in order. */
  readonly attachments: readonly SimulatedAttachment[];
  /** The short name of the effect, such as `confetti`. */
  readonly effect?: string;
  /** The guid of the message that it answers. */
  readonly replyTo?: string;
  /** The reactions that stand on it. */
  readonly reactions: readonly SimulatedReaction[];
  /** The stickers on it, the oldest first. */
  readonly stickers: readonly SimulatedSticker[];
  /** Bold and other runs as `type:start:length`, in UTF-16 code units. */
  readonly formatting: readonly string[];
  /** It is an audio message. */
  readonly audio: boolean;
  /** The bundle of a mini-app card. */
  readonly balloon?: string;
  /** What a mini-app card opens. */
  readonly url?: string;
  /** The poll, if it is one. */
  readonly poll?: SimulatedPoll;
  /** Its text was replaced. */
  readonly edited: boolean;
  /** It was taken back. */
  readonly unsent: boolean;
  /** When it was sent. */
  readonly date: Date;
}

/** A conversation in a simulator, as its people see it. */
export interface SimulatedConversation {
  /** Its guid: the `id` of the space in the application. */
  readonly guid: string;
  /** The number of the line, or `shared`. */
  readonly line: string;
  /** It is a group. */
  readonly group: boolean;
  /** The name of the group, if it has one. */
  readonly name?: string;
  /** The addresses of the people. */
  readonly people: readonly string[];
  /** The background, if one is set. */
  readonly background?: SimulatedBackground;
  /** The agent's typing indicator is shown. */
  readonly agentTyping: boolean;
  /** The people whose typing indicator is shown. */
  readonly peopleTyping: readonly string[];
  /** Messages of people that the agent has not marked as read. */
  readonly unread: number;
  /** The agent has shared its name and photo here. */
  readonly contactCardShared: boolean;
  /** The messages, the oldest first. */
  readonly messages: readonly SimulatedMessage[];
}

/** What people can see of the agent. */
export type SightingKind =
  | "message"
  | "edit"
  | "unsend"
  | "reaction"
  | "sticker"
  | "typing"
  | "background"
  | "read"
  | "contact_card"
  | "notified"
  | "vote"
  | "poll_option"
  | "group";

/** One thing that the agent did and a person saw. What a kind does not have is absent. */
export interface Sighting {
  /** Its number, growing from 1. */
  readonly n: number;
  /** The number of the line, or `shared`. */
  readonly line: string;
  /** The guid of the conversation. */
  readonly chat: string;
  readonly kind: SightingKind;
  /** The message, as it was when it came. */
  readonly message?: SimulatedMessage;
  /** The guid of the message that something happened to. */
  readonly messageGuid?: string;
  /** The new text of an edit, or the new option of a poll. */
  readonly text?: string;
  /** The name of the tapback; absent for another emoji. */
  readonly tapback?: string;
  /** The emoji of a reaction. */
  readonly emoji?: string;
  /** The part of the message that the reaction is for, from 0, if one is meant. */
  readonly part?: number;
  /** The reaction was taken back. */
  readonly removed?: boolean;
  /** The typing indicator appeared. */
  readonly on?: boolean;
  /** The new background; absent if it was cleared. */
  readonly background?: SimulatedBackground;
  /** The option that the agent voted for. */
  readonly option?: string;
  /** What happened to a group: `renamed`, `icon_changed`, `icon_removed`, `added`, `removed` or `left`. */
  readonly change?: string;
  /** The new name of a group, or the people in question. */
  readonly values: readonly string[];
}

/** A call of the application, as a simulator recorded it. */
export interface RecordedCall {
  /** Its number, growing from 1. */
  readonly n: number;
  /** `SendTextMessage`, `POST /imessage/tokens`, … */
  readonly method: string;
  /** The service, such as `MessageService`, or `REST`. */
  readonly service: string;
  /** The line of the token: its number, or `shared`. */
  readonly line?: string;
  /** The request, with the names of the wire in camelCase. */
  readonly request: Readonly<Record<string, unknown>>;
  /** Which idempotency key it had: they are numbered in the order in which they came first. */
  readonly idempotencyKey?: number;
  /** It had a deadline. */
  readonly deadline: boolean;
  /** It is a stream from the service. */
  readonly stream: boolean;
  /** `OPEN` while it runs; then the gRPC status by name, or the HTTP status. */
  readonly status: string;
  /** The stable code of a refusal. */
  readonly errorCode?: string;
}

type Fields = Record<string, unknown>;

/** @internal `mime_type` as `mimeType`. */
export const camel = (name: string): string => name.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase());

/** @internal `mimeType` as `mime_type`. */
export const snake = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** Names as this language has them, and nothing for null. A recorded request keeps its own. */
function renamed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(renamed);
  if (typeof value !== "object" || value === null) return value;
  const fields = Object.entries(value).filter(([, field]) => field !== null);
  return Object.fromEntries(fields.map(([name, field]) => [camel(name), name === "request" ? field : renamed(field)]));
}

function message(value: Fields): SimulatedMessage {
  // Lists that are empty are left out.
  const lists = { attachments: [], reactions: [], stickers: [], formatting: [] };
  return { ...lists, ...value, date: new Date(String(value["date"])) } as unknown as SimulatedMessage;
}

/** @internal */
export function conversationOf(value: unknown): SimulatedConversation {
  const fields = renamed(value) as Fields;
  return { ...fields, messages: (fields["messages"] as Fields[]).map(message) } as unknown as SimulatedConversation;
}

/** @internal */
export function sightingOf(value: unknown): Sighting {
  const fields = renamed(value) as Fields;
  const seen = fields["message"] as Fields | undefined;
  return { values: [], ...fields, ...(seen && { message: message(seen) }) } as unknown as Sighting;
}

/** @internal */
export const callOf = (value: unknown): RecordedCall => renamed(value) as RecordedCall;
