// What changes at a line: events as the service has them.
import type { IMessageAddress } from "../types.js";
import type {
  AttachmentRecord,
  MessageBody,
  MessageRecord,
  PollOptionRecord,
  ReactionInfo,
  StickerPlacement,
} from "./records.js";

/** How a group changed. */
export type GroupChangeRecord =
  | { readonly type: "displayNameChanged"; readonly displayName: string }
  | { readonly type: "participantAdded"; readonly participant?: IMessageAddress }
  | { readonly type: "participantRemoved"; readonly participant?: IMessageAddress }
  | { readonly type: "participantLeft"; readonly participant?: IMessageAddress }
  | { readonly type: "iconChanged" }
  | { readonly type: "iconRemoved" };

/** How a poll changed. The options are all that it has now. */
export type PollChangeRecord =
  | { readonly type: "created"; readonly title: string; readonly options: readonly PollOptionRecord[] }
  | { readonly type: "optionAdded"; readonly title: string; readonly options: readonly PollOptionRecord[] }
  | { readonly type: "voted"; readonly optionIdentifier: string }
  | { readonly type: "unvoted"; readonly optionIdentifier: string };

interface OnMessage {
  readonly messageGuid: string;
}

interface OnPart extends OnMessage {
  readonly targetPartIndex?: number;
}

/** What changed. */
export type ChangeRecord =
  | { readonly type: "message.received"; readonly message?: MessageRecord }
  | (OnMessage & { readonly type: "message.edited"; readonly content: MessageBody; readonly editedAt?: Date })
  | (OnMessage & { readonly type: "message.read"; readonly readAt?: Date })
  | (OnMessage & { readonly type: "message.unsent"; readonly retractedAt?: Date })
  | (OnPart & { readonly type: "message.reactionAdded"; readonly reaction?: ReactionInfo })
  | (OnPart & { readonly type: "message.reactionRemoved"; readonly reaction?: ReactionInfo })
  | (OnPart & {
      readonly type: "message.stickerPlaced";
      readonly sticker?: AttachmentRecord;
      readonly placement?: StickerPlacement;
    })
  | { readonly type: "chat.backgroundChanged" }
  | { readonly type: "chat.backgroundRemoved" }
  /** On another device of the account. */
  | { readonly type: "chat.markedRead" }
  | { readonly type: "chat.archived" }
  | { readonly type: "chat.unarchived" }
  | { readonly type: "group.changed"; readonly change: GroupChangeRecord }
  | { readonly type: "poll.changed"; readonly pollMessageGuid: string; readonly delta: PollChangeRecord };

/** Where and when something changed. */
export interface EventFields {
  /** Its number: growing, one row of numbers for all events of a line. */
  readonly sequence?: bigint;
  /** The conversation. */
  readonly chatGuid: string;
  /** When. */
  readonly occurredAt?: Date;
  /** Who did it. */
  readonly actor?: IMessageAddress;
  /** Whether this account did it. */
  readonly isFromMe: boolean;
}

/** A change, with its place in the log; tell the kinds apart by `type`. */
export type EventRecord = EventFields & ChangeRecord;

/** The changes of messages, chats, groups or polls. */
export type EventOf<Kind extends "message" | "chat" | "group" | "poll"> = Extract<
  EventRecord,
  { readonly type: `${Kind}.${string}` }
>;

/** The end of the log. */
export interface CatchUpComplete {
  readonly type: "catchup.complete";
  /** Its last number. */
  readonly headSequence: bigint;
}

/** What the log says: a change, or that it has been told to its end. */
export type LineEvent = EventRecord | CatchUpComplete;
