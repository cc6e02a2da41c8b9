// What the calls of a line take.
import type { TapbackName } from "../imessage.js";
import type { IMessageMessage, Message, Space } from "../types.js";

/** A conversation: a space, or its chat guid. */
export type ChatTarget = string | Space;

/** A message, or its guid. */
export type MessageTarget = string | Message;

/** What every change accepts. */
export interface Keyed {
  /** An idempotency key: the same key twice changes once. A random one if not given. */
  readonly clientMessageId?: string | undefined;
}

/** A change of a message, or of one of its parts. */
export interface PartOptions extends Keyed {
  /** The part, from 0; the whole message if not given. */
  readonly partIndex?: number | undefined;
}

/** What an edit may have. */
export interface EditOptions extends PartOptions {
  /** What older devices show. */
  readonly backwardCompatText?: string | undefined;
}

/** What a message answers: a message, or one of its parts. */
export type ReplyTarget = MessageTarget | { readonly guid: string; readonly partIndex?: number | undefined };

/** What a sent message may have. */
export interface ReplyOptions extends Keyed {
  /** What it answers. */
  readonly replyTo?: ReplyTarget | undefined;
  /** The effect, one of the values of `imessage.effect.message`. */
  readonly effect?: string | undefined;
}

/** A run of formatted text. Start and length count UTF-16 code units, as strings do. */
export type TextFormat = { readonly start: number; readonly length: number } & (
  | { readonly type: "bold" | "italic" | "underline" | "strikethrough" }
  | {
      readonly type: "effect";
      readonly effect: "big" | "small" | "shake" | "nod" | "explode" | "ripple" | "bloom" | "jitter";
    }
);

/** What a message of several parts may have. */
export interface MultipartOptions extends ReplyOptions {
  /** The subject line. */
  readonly subject?: string | undefined;
  /** Whether dates, numbers and the like are looked for and become links. */
  readonly enableDataDetection?: boolean | undefined;
}

/** What a text may have. */
export interface TextOptions extends MultipartOptions {
  /** Whether a link shows a preview. */
  readonly enableLinkPreview?: boolean | undefined;
  readonly formatting?: readonly TextFormat[] | undefined;
}

/** What a sent file may have. */
export interface FileMessageOptions extends ReplyOptions {
  readonly isAudioMessage?: boolean | undefined;
}

/** One part of a message of several: a text or a file. */
export interface MessagePart {
  readonly text?: string | undefined;
  /** The guid of an uploaded file. */
  readonly attachmentGuid?: string | undefined;
  /** The name that the file is shown by. */
  readonly attachmentName?: string | undefined;
  /** The person that the text mentions. */
  readonly mentionedAddress?: string | undefined;
  /** The bubble that it is in; parts of one index share one. */
  readonly bubbleIndex?: number | undefined;
  readonly formatting?: readonly TextFormat[] | undefined;
}

/** A reaction to set or to take away. */
export type SettableReaction = { readonly kind: TapbackName } | { readonly kind: "emoji"; readonly emoji: string };

/** Which messages are listed, and how many at once. */
export interface MessageFilter {
  /** At most this many in a page; the service's own number if not given. */
  readonly pageSize?: number | undefined;
  /** Where the page begins, as the page before says. */
  readonly pageToken?: string | undefined;
  /** Only those that this account wrote, or only those that it did not. */
  readonly isFromMe?: boolean | undefined;
  /** Only those that were read, or only those that were not. */
  readonly isRead?: boolean | undefined;
  /** Only those before this time. */
  readonly before?: Date | undefined;
  /** Only those after this time. */
  readonly after?: Date | undefined;
}

/** One page of messages of the past. */
export interface Page {
  /** Newest first. */
  readonly messages: readonly IMessageMessage[];
  /** Asks for the next page; undefined on the last. */
  readonly nextPageToken: string | undefined;
}

/** How a conversation begins. */
export interface CreateChatOptions extends Keyed {
  /** The first message. */
  readonly message?: string | undefined;
  /** The effect of the first message, one of the values of `imessage.effect.message`. */
  readonly effect?: string | undefined;
  /** The subject line of the first message. */
  readonly subject?: string | undefined;
  /** The first message in Apple's own form. */
  readonly attributedBody?: Uint8Array | undefined;
}
