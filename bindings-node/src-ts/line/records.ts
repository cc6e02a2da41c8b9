// What the service answers, field for field. What is absent was not said.
import type { TapbackName } from "../imessage.js";
import type {
  IMessageAddress,
  IMessageAttachmentMetadata,
  IMessageMention,
  IMessageMiniAppCardSession,
  IMessageTextFormat,
} from "../types.js";

/** A service that carries messages. */
export type ServiceName = IMessageAddress["service"];

/** What is known of an address. */
export interface AddressDetails {
  /** The phone number or e-mail address, as the service writes it. */
  readonly address: string;
  /** Its country code, where known. */
  readonly country?: string;
  /** The services that reach it. */
  readonly services: readonly ServiceName[];
}

/** A file at the service. Its guid is what sends, stickers and `getAttachment` name. */
export interface AttachmentRecord extends IMessageAttachmentMetadata {
  /** Whether it was sent by this account. */
  readonly isOutgoing: boolean;
  /** What accompanies it. */
  readonly companionKind?: "live-photo-video" | "unknown";
}

/** The video of a Live Photo. */
export interface CompanionRecord {
  readonly fileName: string;
  readonly mimeType: string;
  /** In bytes. */
  readonly totalBytes: number;
  readonly kind: "live-photo-video" | "unknown";
}

/** An uploaded file. */
export interface Uploaded {
  readonly attachment: AttachmentRecord;
  /** The video of a Live Photo, if one was given. */
  readonly companion?: CompanionRecord;
}

/** A conversation. */
export interface ChatRecord {
  /** `any;-;<address>`, or `any;+;<id>` of a group. */
  readonly guid: string;
  /** The other address, or the name of the group's room. */
  readonly chatIdentifier?: string;
  /** Apple's identifier of the group. */
  readonly groupId?: string;
  /** The group's name; empty if it has none. */
  readonly displayName: string;
  readonly isGroup: boolean;
  /** The service it runs over. */
  readonly service: ServiceName;
  /** Put away. */
  readonly isArchived: boolean;
  /** Filtered as of an unknown sender. */
  readonly isFiltered: boolean;
  /** Messages not read yet. */
  readonly unreadCount?: number;
  /** The people, the line itself among them. */
  readonly participants: readonly IMessageAddress[];
  readonly lastMessage?: MessageRecord;
}

/** A new conversation. */
export interface CreatedChat {
  readonly chat?: ChatRecord;
  /** Its first message, if one was given. */
  readonly initialMessage?: MessageRecord;
}

/** A picture: of a group, or embedded in a message. */
export interface MediaRecord {
  readonly data: Uint8Array;
  readonly mimeType: string;
}

/** A reaction. */
export interface ReactionInfo {
  readonly kind: TapbackName | "emoji" | "sticker" | "unknown";
  /** The emoji of a reaction that is no tapback. */
  readonly emoji?: string;
}

/** Where a sticker lies. `x` and `y` are shares of the bubble, from 0 to 1. */
export interface StickerPlacement {
  /** From the left. */
  readonly x: number;
  /** From the top. */
  readonly y: number;
  /** The size, 1 is its own. */
  readonly scale?: number;
  /** The turn in radians. */
  readonly rotation?: number;
  /** The width in points. */
  readonly width?: number;
}

/** A reaction on a message. */
export interface AppliedReactionRecord {
  /** The guid of the reaction. */
  readonly messageGuid: string;
  /** The part that is meant. */
  readonly targetPartIndex?: number;
  readonly reaction?: ReactionInfo;
  /** Who reacted. */
  readonly sender?: IMessageAddress;
  readonly isFromMe: boolean;
  readonly dateCreated?: Date;
}

/** A sticker on a message. */
export interface PlacedStickerRecord {
  /** The guid of the sticker's message. */
  readonly messageGuid: string;
  /** The part that is meant. */
  readonly targetPartIndex?: number;
  /** Who placed it. */
  readonly sender?: IMessageAddress;
  readonly isFromMe: boolean;
  readonly dateCreated?: Date;
  /** The picture. */
  readonly sticker?: AttachmentRecord;
  readonly placement?: StickerPlacement;
}

/** The texts of a mini-app card. */
export interface MiniAppLayoutRecord {
  /** The first line. */
  readonly caption?: string;
  /** The second line. */
  readonly subcaption?: string;
  /** The first line, at the other end. */
  readonly trailingCaption?: string;
  /** The second line, at the other end. */
  readonly trailingSubcaption?: string;
  /** The line on the picture. */
  readonly imageTitle?: string;
  /** The second line on the picture. */
  readonly imageSubtitle?: string;
  /** What stands in lists and notifications. */
  readonly summary?: string;
}

/** A mini-app card. */
export interface MiniAppRecord {
  /** The developer team. */
  readonly teamId: string;
  /** The bundle of the Messages extension. */
  readonly extensionBundleId: string;
  readonly appName?: string;
  /** What the card opens. */
  readonly url?: string;
  /** The session that updates name. */
  readonly sessionId?: string;
  /** The app's number in the App Store. */
  readonly appStoreId?: number;
  /** A card that draws itself. */
  readonly live: boolean;
  readonly layout?: MiniAppLayoutRecord;
}

/** What a message holds. */
export interface MessageBody {
  /** The text, with a placeholder for each attachment. */
  readonly text?: string;
  readonly attachments: readonly AttachmentRecord[];
  readonly formatting: readonly IMessageTextFormat[];
  readonly mentions: readonly IMessageMention[];
  /** The extension that draws the bubble. */
  readonly balloonBundleId?: string;
  /** The effect, one of the values of `imessage.effect.message`. */
  readonly expressiveSendStyleId?: string;
  readonly miniApp?: MiniAppRecord;
}

/** A message as the service has it. */
export interface MessageRecord {
  readonly guid: string;
  readonly content: MessageBody;
  readonly subject?: string;
  /** When it was written. */
  readonly dateCreated?: Date;
  readonly dateRead?: Date;
  readonly dateDelivered?: Date;
  readonly dateEdited?: Date;
  /** When it was unsent. */
  readonly dateRetracted?: Date;
  /** When its audio was played. */
  readonly datePlayed?: Date;
  /** When its effect was played. */
  readonly dateExpressiveSendPlayed?: Date;
  readonly sender?: IMessageAddress;
  readonly isFromMe: boolean;
  /** Whether it has left. */
  readonly isSent: boolean;
  /** Whether it has arrived. */
  readonly isDelivered: boolean;
  /** Whether it arrived without a notification. */
  readonly isDeliveredQuietly: boolean;
  readonly didNotifyRecipient: boolean;
  /** Apple's error number of a failed send; 0 if there is none. */
  readonly sendErrorCode: number;
  readonly isAudioMessage: boolean;
  readonly isAutoReply: boolean;
  readonly isSystemMessage: boolean;
  readonly isForward: boolean;
  readonly isDelayed: boolean;
  readonly isSpam: boolean;
  /** Whether data detectors found something in it. */
  readonly dataDetectorResultsPresent: boolean;
  readonly isArchived: boolean;
  /** From a service, not a person. */
  readonly isServiceMessage: boolean;
  /** Not readable. */
  readonly isCorrupt: boolean;
  /** Vanishes after a while. */
  readonly isExpirable: boolean;
  /** Apple's number of what is shared. */
  readonly shareStatus?: number;
  /** Apple's number of the direction of sharing. */
  readonly shareDirection?: number;
  readonly itemType: "normal" | "participantChange" | "groupNameChange" | "chatAction" | "unknown";
  /** The new name of a group. */
  readonly groupTitle?: string;
  /** Apple's number of a change of the chat. */
  readonly chatActionType?: number;
  /** The first message of the thread. */
  readonly threadOriginatorGuid?: string;
  /** The part of it that was answered, in Apple's notation. */
  readonly threadOriginatorPart?: string;
  /** The message that this one answers. */
  readonly replyTargetGuid?: string;
  /** The line's address that it went through. */
  readonly destinationCallerId?: string;
  readonly partCount?: number;
  /** The rooms it belongs to, in Apple's notation. */
  readonly cachedRoomNames?: string;
  /** The message that this reaction is on. */
  readonly reactionTargetGuid?: string;
  /** The part of it. */
  readonly reactionTargetPartIndex?: number;
  /** The reaction that this message is. */
  readonly reaction?: ReactionInfo;
  /** Whether the reaction was set, or taken away. */
  readonly reactionSelected?: boolean;
  readonly appliedReactions: readonly AppliedReactionRecord[];
  readonly placedStickers: readonly PlacedStickerRecord[];
  /** The conversations it belongs to. */
  readonly chatGuids: readonly string[];
}

/** A sent message; of a card also what updates it. */
export interface SentRecord extends MessageRecord {
  readonly miniAppCardSession?: IMessageMiniAppCardSession;
}

/** One page of messages as the service has them. */
export interface MessagePage {
  /** Newest first. */
  readonly messages: readonly MessageRecord[];
  /** Asks for the next page; absent on the last. */
  readonly nextPageToken?: string;
}

/** An option of a poll. */
export interface PollOptionRecord {
  /** What votes name. */
  readonly optionIdentifier: string;
  readonly text: string;
  /** Who added it. */
  readonly creatorHandle?: string;
}

/** A vote. */
export interface PollVoteRecord {
  readonly optionIdentifier: string;
  /** Who voted. */
  readonly participant?: IMessageAddress;
}

/** A poll with its votes. */
export interface PollRecord {
  /** The guid of the poll's message. */
  readonly pollMessageGuid: string;
  readonly chatGuid: string;
  /** The question. */
  readonly title: string;
  readonly options: readonly PollOptionRecord[];
  /** One a person. */
  readonly votes: readonly PollVoteRecord[];
  /** The number of votes of an option. */
  votesFor(optionIdentifier: string): number;
}

/** Where a friend is who shares it. */
export interface LocationRecord {
  readonly address: string;
  /** The friend's name. */
  readonly name?: string;
  /** Degrees north. */
  readonly latitude?: number;
  /** Degrees east. */
  readonly longitude?: number;
  /** The radius in metres. */
  readonly accuracy?: number;
  /** The postal address. */
  readonly longAddress?: string;
  /** The town. */
  readonly shortAddress?: string;
  /** Whether it is being looked for right now. */
  readonly isLocatingInProgress: boolean;
  readonly locationType: "legacy" | "live" | "shallow" | "unknown";
  /** When the friend was there. */
  readonly locationTimestamp?: Date;
  /** Until when it is shared. */
  readonly expiresAt?: Date;
}

/** A friend moved. */
export interface LocationUpdate {
  /** The number of the update at its source. */
  readonly sourceSequence: bigint;
  /** Where the friend is now. */
  readonly location?: LocationRecord;
}

/** What became of a request to share a location. */
export interface SharingRequest {
  readonly address: string;
  /** Such as `requested`. */
  readonly status: string;
  /** Why, where the service says so. */
  readonly reason?: string;
  /** The message that asks. */
  readonly messageGuid?: string;
}
