import Foundation
internal import SpectrumIMessageNative

/// What a message holds, by its kind.
public indirect enum MessageContent: Sendable {
    /// Plain text.
    case text(String)
    /// Markdown source. Never received.
    case markdown(String)
    /// A file.
    case attachment(Attachment)
    /// An audio message.
    case voice(Voice)
    /// A contact.
    case contact(Contact)
    /// The URL of a link with a preview. Never received: a received link is text.
    case richlink(String)
    /// A poll.
    case poll(Poll)
    /// A vote in a poll, or one taken back. Only received.
    case pollVote(PollVote)
    /// Several parts in one message, in the order of their bubbles.
    case group([Message])
    /// Content with an effect.
    case effect(MessageContent, MessageEffect)
    /// An answer to a message.
    case reply(MessageContent, to: Message)
    /// A tapback or an emoji on a message.
    case reaction(Reaction)
    /// A new text of a message.
    case edit(MessageContent, of: Message)
    /// The retraction of a message.
    case unsend(Message)
    /// The typing indicator.
    case typing(TypingState)
    /// A read receipt for a message.
    case read(Message)
    /// A change of the picture behind the conversation.
    case background(Background)
    /// A new name of a group.
    case rename(displayName: String)
    /// A change of a group's picture.
    case avatar(Avatar)
    /// People joined a group: their ids.
    case addMember([String])
    /// People were removed from a group: their ids.
    case removeMember([String])
    /// Somebody left a group: this account when sent, the sender when received.
    case leaveSpace
    /// A link as a card: only what a ``PlatformDefinition`` is given to send.
    case app(url: String, live: Bool?)
    /// A mini-app card.
    case customizedMiniApp(MiniApp)
    /// A JSON value, and what has no kind of its own.
    case custom(JSONValue)

    /// The name of the kind, the same in every language.
    public var type: String {
        switch self {
        case .text: "text"
        case .markdown: "markdown"
        case .attachment: "attachment"
        case .voice: "voice"
        case .contact: "contact"
        case .richlink: "richlink"
        case .poll: "poll"
        case .pollVote: "poll_option"
        case .group: "group"
        case .effect: "effect"
        case .reply: "reply"
        case .reaction: "reaction"
        case .edit: "edit"
        case .unsend: "unsend"
        case .typing: "typing"
        case .read: "read"
        case .background: "background"
        case .rename: "rename"
        case .avatar: "avatar"
        case .addMember: "addMember"
        case .removeMember: "removeMember"
        case .leaveSpace: "leaveSpace"
        case .app: "app"
        case .customizedMiniApp: "customized-mini-app"
        case .custom: "custom"
        }
    }
}

/// A poll.
public struct Poll: Sendable, Hashable {
    /// The question.
    public let title: String
    /// The options.
    public let options: [String]
}

/// A vote in a poll, or one taken back.
public struct PollVote: Sendable, Hashable {
    /// The poll.
    public let poll: Poll
    /// The option that is meant.
    public let option: String
    /// Whether it was voted for (or the vote taken back).
    public let selected: Bool
}

/// A reaction to a message.
public struct Reaction: Sendable {
    /// The emoji; of a tapback, the one that stands for it.
    public let emoji: String
    /// The tapback, if it is one.
    public let tapback: Tapback?
    /// The message that is reacted to.
    public let target: Message
}

/// Whether the typing indicator shows.
public enum TypingState: String, Sendable {
    /// It shows.
    case start
    /// It is gone.
    case stop
}

/// A change of the picture behind a conversation.
public enum Background: Sendable {
    /// The default background.
    case clear
    /// A picture.
    case set(mimeType: String, file: File)
}

/// A change of a group's picture.
public enum Avatar: Sendable {
    /// No picture.
    case clear
    /// A picture.
    case set(mimeType: String, file: File)
}

/// A JSON value.
public struct JSONValue: Sendable {
    /// The JSON text.
    public let json: String

    package init(json: String) {
        self.json = json
    }

    /// The value as a type of the program.
    ///
    /// - Throws: A `DecodingError` if it has another form.
    public func decode<Value: Decodable>(as type: Value.Type = Value.self) throws -> Value {
        try JSONDecoder().decode(type, from: Data(json.utf8))
    }
}

extension MessageContent {
    init(_ content: NativeContent) {
        self.init(content.value())
    }

    init(_ value: NativeValue) {
        switch value {
        case .text(let text): self = .text(text)
        case .markdown(let markdown): self = .markdown(markdown)
        case .attachment(let attachment): self = .attachment(Attachment(attachment))
        case .voice(let id, let name, let mimeType, let duration, let size, let file):
            self = .voice(
                Voice(
                    id: id, name: name, mimeType: mimeType, duration: duration, size: size,
                    file: File(native: file)))
        case .contact(let contact): self = .contact(Contact(contact))
        case .richlink(let url): self = .richlink(url)
        case .poll(let title, let options): self = .poll(Poll(title: title, options: options))
        case .pollVote(let title, let options, let option, let selected):
            let poll = Poll(title: title, options: options)
            self = .pollVote(PollVote(poll: poll, option: option, selected: selected))
        case .group(let items): self = .group(items.map(Message.init))
        case .effect(let content, let effect):
            self = .effect(MessageContent(content), MessageEffect(effect))
        case .reply(let content, let target): self = .reply(MessageContent(content), to: Message(target))
        case .reaction(let emoji, let tapback, let target):
            self = .reaction(
                Reaction(emoji: emoji, tapback: tapback.map(Tapback.init), target: Message(target)))
        case .edit(let content, let target): self = .edit(MessageContent(content), of: Message(target))
        case .unsend(let target): self = .unsend(Message(target))
        case .typing(let state): self = .typing(TypingState(state))
        case .read(let target): self = .read(Message(target))
        case .background(let change): self = .background(Background(change))
        case .rename(let displayName): self = .rename(displayName: displayName)
        case .avatar(let change): self = .avatar(Avatar(change))
        case .addMember(let members): self = .addMember(members)
        case .removeMember(let members): self = .removeMember(members)
        case .leaveSpace: self = .leaveSpace
        case .app(let url, let live): self = .app(url: url, live: live)
        case .miniApp(let card): self = .customizedMiniApp(MiniApp(card))
        case .custom(let json): self = .custom(JSONValue(json: json))
        }
    }
}

extension TypingState {
    fileprivate init(_ native: NativeTyping) {
        switch native {
        case .start: self = .start
        case .stop: self = .stop
        }
    }

    var native: NativeTyping {
        switch self {
        case .start: .start
        case .stop: .stop
        }
    }
}

extension Background {
    fileprivate init(_ native: NativePictureChange) {
        switch native {
        case .clear: self = .clear
        case .set(let mimeType, let file): self = .set(mimeType: mimeType, file: File(native: file))
        }
    }
}

extension Avatar {
    fileprivate init(_ native: NativePictureChange) {
        switch native {
        case .clear: self = .clear
        case .set(let mimeType, let file): self = .set(mimeType: mimeType, file: File(native: file))
        }
    }
}
