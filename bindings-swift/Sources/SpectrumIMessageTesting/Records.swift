import Foundation
import SpectrumIMessage

extension Spectrum.Simulator {
    /// A file of a message in a simulator.
    public struct Attachment: Sendable, Hashable, Decodable {
        /// Its guid, for ``Spectrum/Simulator/attachment(_:)``.
        public let guid: String
        /// The name that the receiver sees.
        public let name: String
        /// Its MIME type.
        public let mimeType: String
        /// Its size in bytes.
        public let size: Int
    }

    /// A reaction that stands on a message in a simulator.
    public struct Reaction: Sendable, Hashable, Decodable {
        /// Who gave it: `agent`, or the address of the person.
        public let from: String
        /// The name of the tapback; nil for another emoji.
        public let tapback: String?
        /// The emoji as it is shown.
        public let emoji: String
        /// The part of the message, from 0, if one is meant.
        public let part: Int?
    }

    /// A sticker on a message in a simulator.
    public struct Sticker: Sendable, Hashable, Decodable {
        /// Who put it there: `agent`, or the address of the person.
        public let from: String
        /// The picture.
        public let file: Attachment
        /// Where it is, as the service counts it.
        public let x: Double
        /// Where it is, as the service counts it.
        public let y: Double
        /// The part of the message, from 0, if one is meant.
        public let part: Int?
    }

    /// An option of a poll in a simulator.
    public struct PollOption: Sendable, Hashable, Decodable {
        /// Its id.
        public let id: String
        /// What people read.
        public let text: String
        /// The addresses that voted for it.
        public let votes: [String]
    }

    /// A poll in a simulator.
    public struct Poll: Sendable, Hashable, Decodable {
        /// The question.
        public let title: String
        /// The options, in order.
        public let options: [PollOption]
    }

    /// The background of a conversation in a simulator.
    public struct Background: Sendable, Hashable, Decodable {
        /// The MIME type, by its content.
        public let mimeType: String
        /// Its size in bytes.
        public let size: Int
    }

    /// A conversation in a simulator, as its people see it.
    public struct Conversation: Sendable, Hashable, Decodable {
        /// Its guid: the `id` of the space in the application.
        public let guid: String
        /// The number of the line, or `shared`.
        public let line: String
        /// Whether it is a group.
        public let group: Bool
        /// The name of the group, if it has one.
        public let name: String?
        /// The addresses of the people.
        public let people: [String]
        /// The background, if one is set.
        public let background: Background?
        /// Whether the agent's typing indicator is shown.
        public let agentTyping: Bool
        /// The people whose typing indicator is shown.
        public let peopleTyping: [String]
        /// Messages of people that the agent has not marked as read.
        public let unread: Int
        /// Whether the agent has shared its name and photo here.
        public let contactCardShared: Bool
        /// The messages, the oldest first.
        public let messages: [Message]
    }

    /// A message in a simulator, as people see it.
    public struct Message: Sendable, Hashable {
        /// Its guid: the `id` of the message in the application.
        public let guid: String
        /// `agent`, or the address of the person who wrote it.
        public let from: String
        /// The text, with U+FFFC where a file stands; empty after an unsend.
        public let text: String
        /// The subject line.
        public let subject: String?
        /// The files, in order.
        public let attachments: [Attachment]
        /// The short name of the effect, such as `confetti`.
        public let effect: String?
        /// The guid of the message that it answers.
        public let replyTo: String?
        /// The reactions that stand on it.
        public let reactions: [Reaction]
        /// The stickers on it, the oldest first.
        public let stickers: [Sticker]
        /// Bold and other runs as `type:start:length`, in UTF-16 code units.
        public let formatting: [String]
        /// Whether it is an audio message.
        public let audio: Bool
        /// The bundle of a mini-app card.
        public let balloon: String?
        /// What a mini-app card opens.
        public let url: String?
        /// The poll, if it is one.
        public let poll: Poll?
        /// Whether its text was replaced.
        public let edited: Bool
        /// Whether it was taken back.
        public let unsent: Bool
        /// When it was sent.
        public let date: Date
    }

    /// One thing that the agent did and a person saw. What a kind does not have is nil.
    public struct Sighting: Sendable, Hashable {
        /// What people can see of the agent.
        public enum Kind: String, Sendable, Decodable {
            case message, edit, unsend, reaction, sticker, typing, background, read, notified, vote, group
            case contactCard = "contact_card"
            case pollOption = "poll_option"
        }

        /// Its number, growing from 1.
        public let n: Int
        /// The number of the line, or `shared`.
        public let line: String
        /// The guid of the conversation.
        public let chat: String
        /// What kind of thing it is.
        public let kind: Kind
        /// The message, as it was when it came.
        public let message: Message?
        /// The guid of the message that something happened to.
        public let messageGUID: String?
        /// The new text of an edit, or the new option of a poll.
        public let text: String?
        /// The name of the tapback; nil for another emoji.
        public let tapback: String?
        /// The emoji of a reaction.
        public let emoji: String?
        /// The part of the message that the reaction is for, from 0, if one is meant.
        public let part: Int?
        /// Whether the reaction was taken back.
        public let removed: Bool?
        /// Whether the typing indicator appeared.
        public let on: Bool?
        /// The new background; nil if it was cleared.
        public let background: Background?
        /// The option that the agent voted for.
        public let option: String?
        /// What happened to a group: `renamed`, `icon_changed`, `icon_removed`, `added`, `removed` or `left`.
        public let change: String?
        /// The new name of a group, or the people in question.
        public let values: [String]
    }

    /// A call of the application, as a simulator recorded it.
    public struct RecordedCall: Sendable {
        /// Its number, growing from 1.
        public let n: Int
        /// `SendTextMessage`, `POST /imessage/tokens`, …
        public let method: String
        /// The service, such as `MessageService`, or `REST`.
        public let service: String
        /// The line of the token: its number, or `shared`.
        public let line: String?
        /// The request, with the names of the wire in camelCase.
        public let request: JSONValue
        /// Which idempotency key it had: they are numbered in the order in which they came first.
        public let idempotencyKey: Int?
        /// Whether it had a deadline.
        public let deadline: Bool
        /// Whether it is a stream from the service.
        public let stream: Bool
        /// `OPEN` while it runs; then the gRPC status by name, or the HTTP status.
        public let status: String
        /// The stable code of a refusal.
        public let errorCode: String?
    }
}
