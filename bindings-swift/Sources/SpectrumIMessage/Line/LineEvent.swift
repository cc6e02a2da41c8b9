import Foundation

/// A change on a line, with its place in the log.
public struct LineEvent: Sendable, Hashable {
    /// Its number: growing, one row of numbers for all events of a line.
    public let sequence: UInt64?
    /// The conversation; nil at the end of the log.
    public let chatGUID: String?
    /// When.
    public let occurredAt: Date?
    /// Who did it.
    public let actor: AddressInfo?
    /// Whether this account did it.
    public let isFromMe: Bool
    /// What changed.
    public let change: Change

    /// What changed.
    public enum Change: Sendable, Hashable {
        /// A message came.
        indirect case messageReceived(message: MessageRecord?)
        /// A message was edited; what it holds now, and when.
        indirect case messageEdited(messageGUID: String, content: MessageBody, editedAt: Date?)
        /// A message was read.
        case messageRead(messageGUID: String, readAt: Date?)
        /// A message was unsent.
        case messageUnsent(messageGUID: String, retractedAt: Date?)
        /// A reaction was added to a message, or to a part of it.
        case reactionAdded(messageGUID: String, targetPartIndex: Int?, reaction: ReactionInfo?)
        /// A reaction was taken back from a message, or from a part of it.
        case reactionRemoved(messageGUID: String, targetPartIndex: Int?, reaction: ReactionInfo?)
        /// A sticker was placed on a message, or on a part of it: the picture, and where it lies.
        indirect case stickerPlaced(
            messageGUID: String, targetPartIndex: Int?, sticker: AttachmentRecord?, placement: StickerPlacement?)
        /// The picture behind a chat changed.
        case backgroundChanged
        /// The picture behind a chat was removed.
        case backgroundRemoved
        /// A chat was read on another device of the account.
        case markedRead
        /// A chat was put away.
        case archived
        /// A chat was taken out again.
        case unarchived
        /// A group changed.
        case groupChanged(GroupChange)
        /// A poll changed.
        case pollChanged(pollMessageGUID: String, delta: PollChange)
        /// The log has been told up to this number.
        case catchUpComplete(headSequence: UInt64?)
        /// Newer than this library.
        case unknown(type: String)
    }

    /// How a group changed.
    public enum GroupChange: Sendable, Hashable {
        /// It has another name.
        case displayNameChanged(String)
        /// Somebody was added.
        case participantAdded(AddressInfo?)
        /// Somebody was removed.
        case participantRemoved(AddressInfo?)
        /// Somebody left.
        case participantLeft(AddressInfo?)
        /// It has another picture.
        case iconChanged
        /// Its picture was removed.
        case iconRemoved
        /// Newer than this library.
        case unknown(type: String)
    }

    /// How a poll changed.
    public enum PollChange: Sendable, Hashable {
        /// It was made.
        case created(title: String, options: [PollOptionRecord])
        /// It has another option; all of them.
        case optionAdded(title: String, options: [PollOptionRecord])
        /// Somebody voted for an option.
        case voted(optionIdentifier: String)
        /// Somebody took a vote for an option back.
        case unvoted(optionIdentifier: String)
        /// Newer than this library.
        case unknown(type: String)
    }

    /// The name of the change, such as `message.received`; `catchup.complete` ends the log.
    public var type: String { change.type }
}

extension LineEvent.Change {
    var type: String {
        switch self {
        case .messageReceived: "message.received"
        case .messageEdited: "message.edited"
        case .messageRead: "message.read"
        case .messageUnsent: "message.unsent"
        case .reactionAdded: "message.reactionAdded"
        case .reactionRemoved: "message.reactionRemoved"
        case .stickerPlaced: "message.stickerPlaced"
        case .backgroundChanged: "chat.backgroundChanged"
        case .backgroundRemoved: "chat.backgroundRemoved"
        case .markedRead: "chat.markedRead"
        case .archived: "chat.archived"
        case .unarchived: "chat.unarchived"
        case .groupChanged: "group.changed"
        case .pollChanged: "poll.changed"
        case .catchUpComplete: "catchup.complete"
        case .unknown(let type): type
        }
    }
}
