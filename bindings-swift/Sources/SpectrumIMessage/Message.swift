import Foundation
internal import SpectrumIMessageNative

/// A message, received or sent.
public struct Message: Sendable, Identifiable {
    /// Whether a message was received or sent.
    public enum Direction: String, Sendable {
        /// Received.
        case inbound
        /// Sent by this account.
        case outbound
    }

    /// A message that crossed the boundary on its own.
    private final class Single: Sendable {
        let native: NativeMessage
        let id: String
        let direction: Direction
        let sender: User?
        let space: Space
        let timestamp: Date
        let partIndex: Int?
        let parentID: String?
        let redelivered: Bool

        init(_ info: NativeMessageInfo) {
            native = info.handle
            id = info.id
            switch info.direction {
            case .inbound: direction = .inbound
            case .outbound: direction = .outbound
            }
            sender = info.sender.map(User.init)
            space = Space(info.space)
            timestamp = info.timestamp
            partIndex = info.partIndex.map(Int.init)
            parentID = info.parentId
            redelivered = info.redelivered
        }
    }

    private enum Origin: Sendable {
        case single(Single)
        case batch(Batch, Int)
    }

    private let origin: Origin

    init(_ info: NativeMessageInfo) {
        origin = .single(Single(info))
    }

    init(_ native: NativeMessage) {
        self.init(native.info())
    }

    /// One of a batch.
    init(_ batch: Batch, _ index: Int) {
        origin = .batch(batch, index)
    }

    var native: NativeMessage {
        switch origin {
        case .single(let message): message.native
        case .batch(let batch, let index): batch.message(index)
        }
    }

    /// The id: the message's guid, or `p:<index>/<guid>` of a part. The same event seen again has the same id.
    public var id: String {
        switch origin {
        case .single(let message): message.id
        case .batch(let batch, let index): batch.id(index)
        }
    }

    /// Whether it was received or sent.
    public var direction: Direction {
        switch origin {
        case .single(let message): message.direction
        case .batch(let batch, let index): batch.direction(index)
        }
    }

    /// Who wrote it. Absent where the platform does not say.
    public var sender: User? {
        switch origin {
        case .single(let message): message.sender
        case .batch(let batch, let index): batch.sender(index)
        }
    }

    /// The conversation it belongs to.
    public var space: Space {
        switch origin {
        case .single(let message): message.space
        case .batch(let batch, let index): Space(of: batch, index)
        }
    }

    /// When it was written, by the service's clock.
    public var timestamp: Date {
        switch origin {
        case .single(let message): message.timestamp
        case .batch(let batch, let index): batch.timestamp(index)
        }
    }

    /// The index of the part, from 0, if this is one.
    public var partIndex: Int? {
        switch origin {
        case .single(let message): message.partIndex
        case .batch(let batch, let index): batch.partIndex(index)
        }
    }

    /// The id of the message that this is a part of.
    public var parentID: String? {
        switch origin {
        case .single(let message): message.parentID
        case .batch(let batch, let index): batch.parentID(index)
        }
    }

    /// Whether the program has had this message before and did not acknowledge it.
    public var redelivered: Bool {
        switch origin {
        case .single(let message): message.redelivered
        case .batch(let batch, let index): batch.redelivered(index)
        }
    }

    /// What the message holds.
    public var content: MessageContent {
        if case .batch(let batch, let index) = origin, let text = batch.plain(index) { return .text(text) }
        return MessageContent(native.content())
    }

    /// The platform it came through.
    public var platform: Platform { space.platform }
    /// The name of the platform, as the option `platformIDs` says: `iMessage`, or `imessage`.
    public var platformName: String { space.platformName }

    /// The span in which this received message is handled: for work elsewhere that belongs to it. Nil without
    /// ``Spectrum/observe(_:)``.
    public var traceContext: TraceContext? { native.traceparent().flatMap(TraceContext.init) }

    /// Confirms that this message is handled: it does not come again. For ``Spectrum/AckMode/manual``; otherwise asking
    /// for the next message says so. With a durable store this is on disk when the call returns. Of an event that came
    /// as several messages (`flattenGroups`) all have to be acknowledged. A second call does nothing, nor does one on a
    /// message that did not come from ``Spectrum/messages``.
    ///
    /// - Throws: An error with the code `storeFailed` if the store cannot be written, `stopped` if the application has
    ///   let go of it: then the message may come again after a restart.
    public func ack() throws {
        try calling { try native.ack() }
    }
}

extension Message: Hashable {
    /// Whether both are the same message.
    public static func == (left: Message, right: Message) -> Bool {
        left.id == right.id && left.space == right.space
    }

    /// Hashes what ``==(_:_:)`` compares.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(id)
        hasher.combine(space)
    }
}

/// A page of messages.
public struct Page: Sendable, Hashable {
    /// The messages, newest first.
    public let messages: [Message]
    /// Asks for the next page; nil on the last.
    public let nextPageToken: String?

    init(_ native: NativePage) {
        messages = native.messages.map(Message.init)
        nextPageToken = native.nextPageToken
    }
}

// MARK: Actions

extension Message {
    /// Answers this message.
    ///
    /// - Returns: The answer; nil for content that the platform does not carry in an answer.
    /// - Throws: As ``Space/send(_:clientMessageID:onProgress:)-(Content,_,_)``, and
    ///   ``SpectrumError/validation(_:)`` for content that cannot be an answer.
    @discardableResult
    public func reply(
        _ content: Content,
        clientMessageID: String? = nil,
        onProgress: OnProgress? = nil
    ) async throws -> Message? {
        try await space.send(
            .reply(content, to: self), clientMessageID: clientMessageID, onProgress: onProgress)
    }

    /// Answers this message with a text. As ``reply(_:clientMessageID:onProgress:)-(Content,_,_)``.
    @discardableResult
    public func reply(_ text: String, clientMessageID: String? = nil) async throws -> Message? {
        try await reply(.text(text), clientMessageID: clientMessageID)
    }

    /// Answers this message with several contents, one answer each.
    ///
    /// - Returns: The answers, without gaps.
    @discardableResult
    public func reply(
        _ first: Content,
        _ second: Content,
        _ more: Content...,
        clientMessageID: String? = nil,
        onProgress: OnProgress? = nil
    ) async throws -> [Message] {
        try await reply([first, second] + more, clientMessageID: clientMessageID, onProgress: onProgress)
    }

    /// Answers this message with several contents, one answer each.
    ///
    /// - Returns: The answers, without gaps.
    @discardableResult
    public func reply(
        _ contents: [Content],
        clientMessageID: String? = nil,
        onProgress: OnProgress? = nil
    ) async throws -> [Message] {
        let replies = contents.map { Content.reply($0, to: self) }
        return try await space.send(replies, clientMessageID: clientMessageID, onProgress: onProgress)
    }

    /// Reacts to this message with a tapback.
    ///
    /// - Returns: The reaction; ``unsend()`` takes it back.
    @discardableResult
    public func react(_ tapback: Tapback) async throws -> Message? {
        try await react(tapback.rawValue)
    }

    /// Reacts to this message: a tapback by its name or emoji, or any other emoji.
    ///
    /// - Returns: The reaction; ``unsend()`` takes it back.
    @discardableResult
    public func react(_ reaction: String) async throws -> Message? {
        try await space.send(.reaction(reaction, to: self))
    }

    /// Replaces the text of this sent message. Apple allows it for 15 minutes.
    ///
    /// - Throws: ``SpectrumError/validation(_:)`` if it was received.
    public func edit(_ content: Content) async throws {
        try await space.edit(self, content)
    }

    /// Replaces the text of this sent message. As ``edit(_:)-(Content)``.
    public func edit(_ text: String) async throws {
        try await edit(.text(text))
    }

    /// Takes this sent message back, for which Apple allows about 2 minutes, or this reaction.
    ///
    /// - Throws: ``SpectrumError/validation(_:)`` if it was received.
    public func unsend() async throws {
        try await space.unsend(self)
    }

    /// Marks this received message as read; on iMessage the whole chat.
    ///
    /// - Throws: ``SpectrumError/validation(_:)`` if it was sent.
    public func read() async throws {
        try await space.read(self)
    }

    /// What iMessage adds to the message.
    ///
    /// - Throws: ``SpectrumError/validation(_:)`` if it is on another platform.
    public var imessage: IMessageMessage {
        get throws {
            guard platform == .iMessage else {
                throw SpectrumError.invalid("this message is on \(platform.rawValue), not on iMessage")
            }
            return IMessageMessage(message: self, fields: native.fields().map(IMessageFields.init))
        }
    }
}
