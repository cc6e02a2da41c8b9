import Foundation
internal import SpectrumIMessageNative

/// What happens besides messages. Lines are named by their phone number, or `shared`.
public enum Event: Sendable, Hashable {
    /// A message was edited; the text is what it says now.
    case messageEdited(Happening, messageID: String, text: String?)
    /// A message was taken back: what it said should not be used any more.
    case messageUnsent(Happening, messageID: String)
    /// A sent message has arrived at the other side. Told in local mode.
    case messageDelivered(Happening, messageID: String)
    /// A sent message could not be delivered; the code is Apple's number. Told in local mode.
    case messageFailed(Happening, messageID: String, errorCode: Int)
    /// A file of a message that was handed out before is there. Told in local mode.
    case attachmentReady(Happening, messageID: String, attachmentID: String)
    /// A file of a message that was handed out before will not come. Told in local mode.
    case attachmentFailed(Happening, messageID: String, attachmentID: String)
    /// A reaction on a message, or on a part of it, was taken back.
    case reactionRemoved(Happening, messageID: String, partIndex: Int?, reaction: ReactionKind)
    /// A sticker was placed on a message, or on a part of it.
    case stickerPlaced(Happening, messageID: String, partIndex: Int?, sticker: AttachmentMetadata?)
    /// The picture behind a conversation was changed.
    case backgroundChanged(Happening)
    /// The picture behind a conversation was removed.
    case backgroundRemoved(Happening)
    /// A chat was marked as read, on this account.
    case chatRead(Happening)
    /// A chat was archived, on this account.
    case chatArchived(Happening)
    /// A chat was taken out of the archive, on this account.
    case chatUnarchived(Happening)
    /// The service refused the position of a line: what came after it, up to the head where the streams go on, is lost.
    /// In local mode: the database was replaced, and what it no longer holds is lost.
    case gap(line: String, after: UInt64, head: UInt64?)
    /// A line was added to the project.
    case lineAdded(line: String)
    /// A line was removed from the project.
    case lineRemoved(line: String)
    /// The number of a line has changed.
    case lineNumberChanged(before: String, line: String)
    /// A stream is open.
    case streamConnected(line: String, stream: StreamKind)
    /// A stream has ended, or could not be opened; the code is that of the error, nil if the service just ended it. It is
    /// opened again by itself.
    case streamDisconnected(line: String, stream: StreamKind, code: String?)
    /// The service refuses the credentials of a line: nothing arrives until that is mended.
    case unauthenticated(line: String)
    /// An event made no sense, or could not be looked up, and was stepped over.
    case unmappable(line: String, stream: StreamKind, sequence: UInt64?, reason: String)
    /// This many events were dropped, because they were not read in time.
    case missed(count: UInt64)

    /// Where, when and by whom something was changed.
    public struct Happening: Sendable, Hashable {
        /// The conversation.
        public let space: Space
        /// Who did it, where the service says it.
        public let actor: User?
        /// Whether it was this account: this program, or another device of the same number.
        public let isFromMe: Bool
        /// When, by the service's clock.
        public let timestamp: Date
        /// The service's number of the event.
        public let sequence: UInt64?
    }

    /// The name of the kind, the same in every language.
    public var type: String {
        switch self {
        case .messageEdited: "messageEdited"
        case .messageUnsent: "messageUnsent"
        case .messageDelivered: "messageDelivered"
        case .messageFailed: "messageFailed"
        case .attachmentReady: "attachmentReady"
        case .attachmentFailed: "attachmentFailed"
        case .reactionRemoved: "reactionRemoved"
        case .stickerPlaced: "stickerPlaced"
        case .backgroundChanged: "backgroundChanged"
        case .backgroundRemoved: "backgroundRemoved"
        case .chatRead: "chatRead"
        case .chatArchived: "chatArchived"
        case .chatUnarchived: "chatUnarchived"
        case .gap: "gap"
        case .lineAdded: "lineAdded"
        case .lineRemoved: "lineRemoved"
        case .lineNumberChanged: "lineNumberChanged"
        case .streamConnected: "streamConnected"
        case .streamDisconnected: "streamDisconnected"
        case .unauthenticated: "unauthenticated"
        case .unmappable: "unmappable"
        case .missed: "missed"
        }
    }

    /// Where, when and by whom it was done, of a change of a message or a conversation.
    public var happening: Happening? {
        switch self {
        case .messageEdited(let happening, _, _), .messageUnsent(let happening, _),
            .messageDelivered(let happening, _), .messageFailed(let happening, _, _),
            .attachmentReady(let happening, _, _), .attachmentFailed(let happening, _, _),
            .reactionRemoved(let happening, _, _, _), .stickerPlaced(let happening, _, _, _),
            .backgroundChanged(let happening), .backgroundRemoved(let happening), .chatRead(let happening),
            .chatArchived(let happening), .chatUnarchived(let happening):
            happening
        case .gap, .lineAdded, .lineRemoved, .lineNumberChanged, .streamConnected, .streamDisconnected,
            .unauthenticated, .unmappable, .missed:
            nil
        }
    }

    /// The conversation that it happened in, if it happened in one.
    public var space: Space? { happening?.space }
}

/// A stream of a line: one kind of events.
public enum StreamKind: String, Sendable, CaseIterable {
    /// Messages and what happens to them.
    case messages
    /// Polls and votes.
    case polls
    /// Changes of groups; not on shared lines.
    case groups
    /// Changes of chats; opened when ``Spectrum/events`` is read.
    case chats
}

extension Event {
    init(_ native: NativeEvent) {
        switch native {
        case .messageEdited(let happening, let messageID, let text):
            self = .messageEdited(Happening(happening), messageID: messageID, text: text)
        case .messageUnsent(let happening, let messageID):
            self = .messageUnsent(Happening(happening), messageID: messageID)
        case .messageDelivered(let happening, let messageID):
            self = .messageDelivered(Happening(happening), messageID: messageID)
        case .messageFailed(let happening, let messageID, let errorCode):
            self = .messageFailed(Happening(happening), messageID: messageID, errorCode: Int(errorCode))
        case .attachmentReady(let happening, let messageID, let attachmentID):
            self = .attachmentReady(Happening(happening), messageID: messageID, attachmentID: attachmentID)
        case .attachmentFailed(let happening, let messageID, let attachmentID):
            self = .attachmentFailed(Happening(happening), messageID: messageID, attachmentID: attachmentID)
        case .reactionRemoved(let happening, let messageID, let part, let reaction):
            self = .reactionRemoved(
                Happening(happening), messageID: messageID, partIndex: part.map(Int.init),
                reaction: ReactionKind(reaction))
        case .stickerPlaced(let happening, let messageID, let part, let sticker):
            self = .stickerPlaced(
                Happening(happening), messageID: messageID, partIndex: part.map(Int.init),
                sticker: sticker.map(AttachmentMetadata.init))
        case .backgroundChanged(let happening): self = .backgroundChanged(Happening(happening))
        case .backgroundRemoved(let happening): self = .backgroundRemoved(Happening(happening))
        case .chatRead(let happening): self = .chatRead(Happening(happening))
        case .chatArchived(let happening): self = .chatArchived(Happening(happening))
        case .chatUnarchived(let happening): self = .chatUnarchived(Happening(happening))
        case .gap(let line, let after, let head): self = .gap(line: line, after: after, head: head)
        case .lineAdded(let line): self = .lineAdded(line: line)
        case .lineRemoved(let line): self = .lineRemoved(line: line)
        case .lineNumberChanged(let before, let line): self = .lineNumberChanged(before: before, line: line)
        case .streamConnected(let line, let stream):
            self = .streamConnected(line: line, stream: StreamKind(stream))
        case .streamDisconnected(let line, let stream, let code):
            self = .streamDisconnected(line: line, stream: StreamKind(stream), code: code)
        case .unauthenticated(let line): self = .unauthenticated(line: line)
        case .unmappable(let line, let stream, let sequence, let reason):
            self = .unmappable(line: line, stream: StreamKind(stream), sequence: sequence, reason: reason)
        case .missed(let count): self = .missed(count: count)
        }
    }
}

extension Event.Happening {
    fileprivate init(_ native: NativeHappening) {
        space = Space(native.space)
        actor = native.actor.map(User.init)
        isFromMe = native.isFromMe
        timestamp = native.timestamp
        sequence = native.sequence
    }
}

extension StreamKind {
    init(_ native: NativeStreamKind) {
        switch native {
        case .messages: self = .messages
        case .polls: self = .polls
        case .groups: self = .groups
        case .chats: self = .chats
        }
    }
}
