import Foundation
internal import SpectrumIMessageNative

/// The fields of a message that only iMessage has.
public struct IMessageFields: Sendable, Hashable {
    /// When it was delivered.
    public let dateDelivered: Date?
    /// When it was last edited.
    public let dateEdited: Date?
    /// When its effect was played.
    public let dateExpressiveSendPlayed: Date?
    /// When its audio was played.
    public let datePlayed: Date?
    /// When it was read.
    public let dateRead: Date?
    /// When it was unsent.
    public let dateRetracted: Date?
    /// Whether it has left.
    public let isSent: Bool
    /// Whether it has arrived.
    public let isDelivered: Bool
    /// Whether it arrived without a notification.
    public let isDeliveredQuietly: Bool
    /// Whether the recipient was notified.
    public let didNotifyRecipient: Bool
    /// Whether it is delayed.
    public let isDelayed: Bool
    /// Apple's error number of a failed send; 0 if there is none.
    public let sendErrorCode: Int
    /// The text with the placeholders of attachments in it.
    public let nativeText: String?
    /// Formatting of the text.
    public let formatting: [Formatting]
    /// People mentioned in the text.
    public let mentions: [Mention]
    /// The subject line.
    public let subject: String?
    /// The extension that draws the bubble.
    public let balloonBundleID: String?
    /// The effect, by Apple's identifier.
    public let expressiveSendStyleID: String?
    /// The attachments, as the service describes them.
    public let attachmentMetadata: [AttachmentMetadata]
    /// Reactions on the message.
    public let appliedReactions: [AppliedReaction]
    /// Stickers on the message.
    public let placedStickers: [PlacedSticker]
    /// The reaction that this message is.
    public let reactionRecord: ReactionRecord?
    /// `normal`, `participantChange`, `groupNameChange`, `chatAction` or `unknown`.
    public let itemType: String
    /// The new name of a group.
    public let groupTitle: String?
    /// The number of parts.
    public let partCount: Int?
    /// An automatic answer.
    public let isAutoReply: Bool
    /// Not readable.
    public let isCorrupt: Bool
    /// Vanishes after a while.
    public let isExpirable: Bool
    /// From a service, not a person.
    public let isServiceMessage: Bool
    /// In a conversation with an unknown sender, or one that is filtered otherwise. Told in local mode.
    public let isFiltered: Bool
    /// Filtered as spam.
    public let isSpam: Bool
    /// From the system.
    public let isSystemMessage: Bool
}

/// A run of formatted text. Start and length count UTF-16 code units.
public struct Formatting: Sendable, Hashable, Codable {
    /// `bold`, `italic`, `strikethrough`, `underline` or `effect`.
    public let kind: String
    /// Where the run begins.
    public let start: Int
    /// How long it is.
    public let length: Int
    /// The animation of a text effect: `big`, `small`, `shake`, `nod`, `explode`, `ripple`, `bloom` or `jitter`.
    public let effectName: String?

    private enum CodingKeys: String, CodingKey {
        case kind = "type"
        case start, length, effectName
    }

    /// A run of formatted text, for ``Line/messages``.
    public init(kind: String, start: Int, length: Int, effectName: String? = nil) {
        self.kind = kind
        self.start = start
        self.length = length
        self.effectName = effectName
    }
}

/// A person mentioned in the text. Start and length count UTF-16 code units.
public struct Mention: Sendable, Hashable, Codable {
    /// The person's address.
    public let address: String
    /// Where the mention begins.
    public let start: Int
    /// How long it is.
    public let length: Int
}

/// An attachment, as the service describes it.
public struct AttachmentMetadata: Sendable, Hashable {
    /// The guid.
    public let guid: String
    /// The guid before a forward.
    public let originalGUID: String?
    /// The file name.
    public let fileName: String
    /// The MIME type.
    public let mimeType: String
    /// Apple's type identifier.
    public let uti: String
    /// The size in bytes.
    public let totalBytes: Int64
    /// `pending`, `transferring`, `failed`, `finished` or `unknown`.
    public let transferState: String
    /// Not shown.
    public let isHidden: Bool
    /// A sticker.
    public let isSticker: Bool
}

/// An address with its service and country.
public struct AddressInfo: Sendable, Hashable, Codable {
    /// The phone number or e-mail address.
    public let address: String
    /// The service that reaches it.
    public let service: User.Service
    /// Its country code.
    public let country: String?
}

/// A reaction on a message.
public struct AppliedReaction: Sendable, Hashable {
    /// The guid of the reaction.
    public let messageGUID: String
    /// The part that is meant.
    public let targetPartIndex: Int?
    /// What the reaction is.
    public let reaction: ReactionKind?
    /// Who reacted.
    public let sender: AddressInfo?
    /// Whether this account reacted.
    public let isFromMe: Bool
    /// When.
    public let dateCreated: Date?
}

/// A sticker on a message.
public struct PlacedSticker: Sendable, Hashable {
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
    public let sticker: AttachmentMetadata?
}

/// The reaction that a message is.
public struct ReactionRecord: Sendable, Hashable {
    /// What the reaction is.
    public let reaction: ReactionKind
    /// Whether it was set (or taken away).
    public let selected: Bool?
    /// The message that is meant.
    public let targetGUID: String?
    /// The part that is meant.
    public let targetPartIndex: Int?
}

/// The kind of a reaction.
public enum ReactionKind: Sendable, Hashable {
    /// One of the six.
    case tapback(Tapback)
    /// Any other emoji, where it is known.
    case emoji(String?)
    /// A sticker.
    case sticker
    /// Newer than this library.
    case unknown
}

extension IMessageFields {
    init(_ native: NativeFields) {
        dateDelivered = native.dateDelivered
        dateEdited = native.dateEdited
        dateExpressiveSendPlayed = native.dateExpressiveSendPlayed
        datePlayed = native.datePlayed
        dateRead = native.dateRead
        dateRetracted = native.dateRetracted
        isSent = native.isSent
        isDelivered = native.isDelivered
        isDeliveredQuietly = native.isDeliveredQuietly
        didNotifyRecipient = native.didNotifyRecipient
        isDelayed = native.isDelayed
        sendErrorCode = Int(native.sendErrorCode)
        nativeText = native.nativeText
        formatting = native.formatting.map(Formatting.init)
        mentions = native.mentions.map(Mention.init)
        subject = native.subject
        balloonBundleID = native.balloonBundleId
        expressiveSendStyleID = native.expressiveSendStyleId
        attachmentMetadata = native.attachmentMetadata.map(AttachmentMetadata.init)
        appliedReactions = native.appliedReactions.map(AppliedReaction.init)
        placedStickers = native.placedStickers.map(PlacedSticker.init)
        reactionRecord = native.reactionRecord.map(ReactionRecord.init)
        itemType = native.itemType
        groupTitle = native.groupTitle
        partCount = native.partCount.map(Int.init)
        isAutoReply = native.isAutoReply
        isCorrupt = native.isCorrupt
        isExpirable = native.isExpirable
        isServiceMessage = native.isServiceMessage
        isFiltered = native.isFiltered
        isSpam = native.isSpam
        isSystemMessage = native.isSystemMessage
    }
}

extension Formatting {
    init(_ native: NativeFormatting) {
        kind = native.kind
        start = Int(native.start)
        length = Int(native.length)
        effectName = native.effectName
    }
}

extension Mention {
    init(_ native: NativeMention) {
        address = native.address
        start = Int(native.start)
        length = Int(native.length)
    }
}

extension AttachmentMetadata {
    init(_ native: NativeAttachmentMetadata) {
        guid = native.guid
        originalGUID = native.originalGuid
        fileName = native.fileName
        mimeType = native.mimeType
        uti = native.uti
        totalBytes = native.totalBytes
        transferState = native.transferState
        isHidden = native.isHidden
        isSticker = native.isSticker
    }
}

extension AddressInfo {
    init(_ native: NativeAddressInfo) {
        address = native.address
        service = User.Service(native.service)
        country = native.country
    }
}

extension AppliedReaction {
    init(_ native: NativeAppliedReaction) {
        messageGUID = native.messageGuid
        targetPartIndex = native.targetPartIndex.map(Int.init)
        reaction = native.reaction.map(ReactionKind.init)
        sender = native.sender.map(AddressInfo.init)
        isFromMe = native.isFromMe
        dateCreated = native.dateCreated
    }
}

extension PlacedSticker {
    init(_ native: NativePlacedSticker) {
        messageGUID = native.messageGuid
        targetPartIndex = native.targetPartIndex.map(Int.init)
        sender = native.sender.map(AddressInfo.init)
        isFromMe = native.isFromMe
        dateCreated = native.dateCreated
        sticker = native.sticker.map(AttachmentMetadata.init)
    }
}

extension ReactionRecord {
    init(_ native: NativeReactionRecord) {
        reaction = ReactionKind(native.reaction)
        selected = native.selected
        targetGUID = native.targetGuid
        targetPartIndex = native.targetPartIndex.map(Int.init)
    }
}

extension ReactionKind {
    init(_ native: NativeReactionKind) {
        switch native {
        case .tapback(let tapback): self = .tapback(Tapback(tapback))
        case .emoji(let emoji): self = .emoji(emoji)
        case .sticker: self = .sticker
        case .unknown: self = .unknown
        }
    }
}
