// What happens besides messages.
import type { NativeApp, NativeCalls, NativeEvent, NativeEvents, NativeUser } from "./native.js";
import { type Life, type Lot, Source } from "./reader.js";
import { wrapSpace } from "./space.js";
import type { IMessageAttachmentMetadata, IMessageReaction, Space, User } from "./types.js";
import { wrapUser } from "./user.js";

/** A stream of a line: one kind of events. Changes of chats are read for `app.events` alone. */
export type StreamKind = "messages" | "polls" | "groups" | "chats";

/** Where, when and by whom something was changed. */
export interface Happening {
  /** The conversation. */
  readonly space: Space;
  /** Who did it, where the service says it. */
  readonly actor?: User;
  /** Whether it was this account: this program, or another device of the same number. */
  readonly isFromMe: boolean;
  /** When, by the service's clock. */
  readonly timestamp: Date;
  /** The service's number of the event. */
  readonly sequence?: bigint;
}

interface OnMessage extends Happening {
  readonly messageId: string;
}

interface OnPart extends OnMessage {
  /** The part that is meant. */
  readonly partIndex?: number;
}

interface OnLine {
  /** The phone number of the line, or `shared`. */
  readonly line: string;
}

interface OnStream extends OnLine {
  readonly stream: StreamKind;
}

/** What happens besides messages; tell the kinds apart by `type`. */
export type SpectrumEvent =
  /** A message was edited; `text` is what it says now. */
  | (OnMessage & { readonly type: "messageEdited"; readonly text?: string })
  /** A message was taken back: what it said should not be used any more. */
  | (OnMessage & { readonly type: "messageUnsent" })
  /** A sent message has arrived at the other side. Told in local mode. */
  | (OnMessage & { readonly type: "messageDelivered" })
  /** A sent message could not be delivered; `errorCode` is Apple's number. Told in local mode. */
  | (OnMessage & { readonly type: "messageFailed"; readonly errorCode: number })
  /** A file of a message that was handed out before is there. Told in local mode. */
  | (OnMessage & { readonly type: "attachmentReady"; readonly attachmentId: string })
  /** A file of a message that was handed out before will not come. Told in local mode. */
  | (OnMessage & { readonly type: "attachmentFailed"; readonly attachmentId: string })
  /** A reaction was taken back; `messageId` is the message that had it. */
  | (OnPart & { readonly type: "reactionRemoved"; readonly reaction: IMessageReaction })
  /** A sticker was placed on a message. */
  | (OnPart & { readonly type: "stickerPlaced"; readonly sticker?: IMessageAttachmentMetadata })
  /** The picture behind a conversation was changed. */
  | (Happening & { readonly type: "backgroundChanged" })
  /** The picture behind a conversation was removed. */
  | (Happening & { readonly type: "backgroundRemoved" })
  /** A chat was marked as read, on this account. */
  | (Happening & { readonly type: "chatRead" })
  /** A chat was archived, on this account. */
  | (Happening & { readonly type: "chatArchived" })
  /** A chat was taken out of the archive, on this account. */
  | (Happening & { readonly type: "chatUnarchived" })
  /**
   * The service refused the position of a line: what came after `after` is lost, up to `head`, where the streams go on,
   * if the service says it. In local mode: the database was replaced, and what it no longer holds is lost.
   */
  | (OnLine & { readonly type: "gap"; readonly after: bigint; readonly head?: bigint })
  /** A line was added to the project. */
  | (OnLine & { readonly type: "lineAdded" })
  /** A line was removed from the project. */
  | (OnLine & { readonly type: "lineRemoved" })
  /** The number of a line has changed from `before` to `line`. */
  | (OnLine & { readonly type: "lineNumberChanged"; readonly before: string })
  /** A stream is open. */
  | (OnStream & { readonly type: "streamConnected" })
  /**
   * A stream has ended, or could not be opened. It is opened again by itself. `code` is that of the error; absent if
   * the service just ended it.
   */
  | (OnStream & { readonly type: "streamDisconnected"; readonly code?: string })
  /** The service refuses the credentials of a line: nothing arrives until that is mended. */
  | (OnLine & { readonly type: "unauthenticated" })
  /** An event made no sense, or could not be looked up, and was stepped over. */
  | (OnStream & { readonly type: "unmappable"; readonly sequence?: bigint; readonly reason: string })
  /** This many events were dropped, because they were not read in time. */
  | { readonly type: "missed"; readonly count: bigint };

/** The names of the fields of a type. */
type Fields<R, V> = R extends unknown ? { [K in keyof R]-?: NonNullable<R[K]> extends V ? K : never }[keyof R] : never;

// Keyed by name so that a field cannot be forgotten.
const CONVERSIONS: Readonly<
  Record<Fields<SpectrumEvent, Date>, (text: string) => Date> & Record<Fields<SpectrumEvent, bigint>, typeof BigInt>
> = {
  after: BigInt,
  count: BigInt,
  head: BigInt,
  sequence: BigInt,
  timestamp: (text) => new Date(text),
};

/** From JSON: times in RFC 3339, 64-bit numbers as text, absent fields left out. */
function wrapEvent({ json, space }: NativeEvent): SpectrumEvent {
  const fields = JSON.parse(json) as Record<string, unknown>;
  for (const [name, convert] of Object.entries(CONVERSIONS)) {
    if (name in fields) fields[name] = convert(fields[name] as string);
  }
  if (fields["actor"]) fields["actor"] = wrapUser(fields["actor"] as NativeUser);
  if (space) fields["space"] = wrapSpace(space);
  return fields as unknown as SpectrumEvent;
}

/** @internal `app.events`. */
export function eventsOf(
  app: NativeApp,
  life: Life,
): Source<NativeEvents, NativeEvent[], SpectrumEvent, Lot<SpectrumEvent>> {
  const reading = {
    open: (to: NativeCalls, id: number) => app.events(to, id),
    lot: (events: NativeEvent[]) => ({ left: () => events.length > 0, take: () => wrapEvent(events.shift()!) }),
    // One crosses at a time: none is left.
    close: (consumer: NativeEvents, to: NativeCalls, id: number) => consumer.close(to, id),
    done: () => undefined,
  };
  return new Source(reading, life);
}
