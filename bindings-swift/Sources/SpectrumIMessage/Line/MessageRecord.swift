import Foundation

/// A message as the service has it.
public struct MessageRecord: Sendable, Hashable, Codable {
    /// The guid.
    public let guid: String
    /// What it holds.
    public let content: MessageBody
    /// The subject line.
    public let subject: String?
    /// When it was written.
    public let dateCreated: Date?
    /// When it was read.
    public let dateRead: Date?
    /// When it was delivered.
    public let dateDelivered: Date?
    /// When it was last edited.
    public let dateEdited: Date?
    /// When it was unsent.
    public let dateRetracted: Date?
    /// When its audio was played.
    public let datePlayed: Date?
    /// When its effect was played.
    public let dateExpressiveSendPlayed: Date?
    /// Who wrote it.
    public let sender: AddressInfo?
    /// Whether this account wrote it.
    public let isFromMe: Bool
    /// Whether it has left.
    public let isSent: Bool
    /// Whether it has arrived.
    public let isDelivered: Bool
    /// Whether it arrived without a notification.
    public let isDeliveredQuietly: Bool
    /// Whether the recipient was notified.
    public let didNotifyRecipient: Bool
    /// Apple's error number of a failed send; 0 if there is none.
    public let sendErrorCode: Int
    /// An audio message.
    public let isAudioMessage: Bool
    /// An automatic answer.
    public let isAutoReply: Bool
    /// From the system.
    public let isSystemMessage: Bool
    /// A forward.
    public let isForward: Bool
    /// Delayed.
    public let isDelayed: Bool
    /// Filtered as spam.
    public let isSpam: Bool
    /// Whether data detectors found something in it.
    public let dataDetectorResultsPresent: Bool
    /// Put away.
    public let isArchived: Bool
    /// From a service, not a person.
    public let isServiceMessage: Bool
    /// Not readable.
    public let isCorrupt: Bool
    /// Vanishes after a while.
    public let isExpirable: Bool
    /// Apple's number of what is shared.
    public let shareStatus: Int?
    /// Apple's number of the direction of sharing.
    public let shareDirection: Int?
    /// `normal`, `participantChange`, `groupNameChange`, `chatAction` or `unknown`.
    public let itemType: String
    /// The new name of a group.
    public let groupTitle: String?
    /// Apple's number of a change of the chat.
    public let chatActionType: Int?
    /// The first message of the thread.
    public let threadOriginatorGUID: String?
    /// The part of it that was answered, in Apple's notation.
    public let threadOriginatorPart: String?
    /// The message that this one answers.
    public let replyTargetGUID: String?
    /// The line's address that it went through.
    public let destinationCallerID: String?
    /// The number of parts.
    public let partCount: Int?
    /// The rooms it belongs to, in Apple's notation.
    public let cachedRoomNames: String?
    /// The message that this reaction is on.
    public let reactionTargetGUID: String?
    /// The part of it.
    public let reactionTargetPartIndex: Int?
    /// The reaction that this message is.
    public let reaction: ReactionInfo?
    /// Whether the reaction was set (or taken away).
    public let reactionSelected: Bool?
    /// Reactions on it.
    public let appliedReactions: [AppliedReactionRecord]
    /// Stickers on it.
    public let placedStickers: [PlacedStickerRecord]
    /// The conversations it belongs to.
    public let chatGUIDs: [String]
    /// What updates the card, if it is one that was just sent.
    public let miniAppCardSession: MiniAppCardSession?
}

/// What a message holds.
public struct MessageBody: Sendable, Hashable, Codable {
    /// The text, with a placeholder for each attachment.
    public let text: String?
    /// The files.
    public let attachments: [AttachmentRecord]
    /// Formatting of the text.
    public let formatting: [Formatting]
    /// People mentioned in the text.
    public let mentions: [Mention]
    /// The extension that draws the bubble.
    public let balloonBundleID: String?
    /// The effect, by Apple's identifier.
    public let expressiveSendStyleID: String?
    /// The mini-app card.
    public let miniApp: MiniAppRecord?
}

/// A reaction: ``tapback(_:)``, ``emoji(_:)``, or one of another kind that was received.
public struct ReactionInfo: Sendable, Hashable, Codable {
    /// The tapback's name, `emoji`, `sticker` or `unknown`.
    public let kind: String
    /// The emoji of a reaction that is no tapback.
    public let emoji: String?

    /// A reaction by its kind; ``tapback(_:)`` and ``emoji(_:)`` make those that can be set.
    public init(kind: String, emoji: String? = nil) {
        self.kind = kind
        self.emoji = emoji
    }

    /// One of the six.
    public static func tapback(_ tapback: Tapback) -> ReactionInfo {
        ReactionInfo(kind: tapback.rawValue)
    }

    /// Any other emoji.
    public static func emoji(_ emoji: String) -> ReactionInfo {
        ReactionInfo(kind: "emoji", emoji: emoji)
    }
}

/// Where a sticker lies. `x` and `y` are shares of the bubble, from 0 to 1.
public struct StickerPlacement: Sendable, Hashable, Codable {
    /// From the left.
    public let x: Double
    /// From the top.
    public let y: Double
    /// The size, 1 is its own.
    public let scale: Double?
    /// The turn in radians.
    public let rotation: Double?
    /// The width in points.
    public let width: Double?

    /// Where a sticker is to lie.
    public init(
        x: Double,
        y: Double,
        scale: Double? = nil,
        rotation: Double? = nil,
        width: Double? = nil
    ) {
        self.x = x
        self.y = y
        self.scale = scale
        self.rotation = rotation
        self.width = width
    }
}

/// A reaction on a message.
public struct AppliedReactionRecord: Sendable, Hashable, Codable {
    /// The guid of the reaction.
    public let messageGUID: String
    /// The part that is meant.
    public let targetPartIndex: Int?
    /// What the reaction is.
    public let reaction: ReactionInfo?
    /// Who reacted.
    public let sender: AddressInfo?
    /// Whether this account reacted.
    public let isFromMe: Bool
    /// When.
    public let dateCreated: Date?
}

/// A sticker on a message.
public struct PlacedStickerRecord: Sendable, Hashable, Codable {
    /// The guid of the sticker's message.
    public let messageGUID: String
    /// The part that is meant.
    public let targetPartIndex: Int?
    /// Who placed it.
    public let sender: AddressInfo?
    /// Whether this account placed it.
    public let isFromMe: Bool
    /// When.
    public let dateCreated: Date?
    /// The picture.
    public let sticker: AttachmentRecord?
    /// Where it lies.
    public let placement: StickerPlacement?
}

/// A mini-app card.
public struct MiniAppRecord: Sendable, Hashable, Codable {
    /// The developer team.
    public let teamID: String
    /// The bundle of the extension.
    public let extensionBundleID: String
    /// The name of the app.
    public let appName: String?
    /// The link that the card carries.
    public let url: String?
    /// The session that updates name.
    public let sessionID: String?
    /// The app's number in the App Store.
    public let appStoreID: Int64?
    /// A card that draws itself.
    public let live: Bool
    /// Its texts.
    public let layout: MiniAppLayoutRecord?
}

/// The texts of a mini-app card.
public struct MiniAppLayoutRecord: Sendable, Hashable, Codable {
    /// The first line.
    public let caption: String?
    /// The second line.
    public let subcaption: String?
    /// The first line on the right.
    public let trailingCaption: String?
    /// The second line on the right.
    public let trailingSubcaption: String?
    /// The title on the picture.
    public let imageTitle: String?
    /// The subtitle on the picture.
    public let imageSubtitle: String?
    /// The text for notifications.
    public let summary: String?
}
