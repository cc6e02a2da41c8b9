internal import SpectrumIMessageNative

/// One line, and every call that the service has, by namespace: what the rest of this library is made of, and what it
/// has no other name for.
///
/// ```swift
/// let line = try app.imessage.line()
/// let poll = try await line.polls.get(message.id)
/// try await line.polls.vote(message.id, option: poll.options[0].optionIdentifier)
/// ```
///
/// Chats and messages are named by their guids: the `id` of a ``Space`` or a ``Message``. What is sent here leaves when
/// it is called, beside the order of ``Space``.
public struct Line: Sendable {
    private let native: NativeLine
    /// The number of the line; `shared` on the shared pool.
    public let phone: String

    init(_ native: NativeLine) {
        self.native = native
        phone = native.phone()
    }

    /// What is known of addresses.
    public var addresses: Addresses { Addresses(line: self) }
    /// Files at the service.
    public var attachments: Attachments { Attachments(line: self) }
    /// Conversations.
    public var chats: Chats { Chats(line: self) }
    /// The log of events.
    public var events: Events { Events(line: self) }
    /// What only groups have.
    public var groups: Groups { Groups(line: self) }
    /// Where friends are who share it, by Find My.
    public var locations: Locations { Locations(line: self) }
    /// Messages as the service has them.
    public var messages: Messages { Messages(line: self) }
    /// Polls with their votes.
    public var polls: Polls { Polls(line: self) }
}

extension Line {
    /// Makes a call by its name.
    func call<Answer: Decodable & Sendable>(
        _ operation: String,
        _ arguments: Arguments = [:]
    ) async throws -> Answer {
        try CoreJSON.read(try await answer(operation, arguments))
    }

    /// Makes a call that answers nothing.
    func run(_ operation: String, _ arguments: Arguments) async throws {
        _ = try await answer(operation, arguments)
    }

    private func answer(_ operation: String, _ arguments: Arguments) async throws -> String {
        let arguments = try CoreJSON.write(arguments, for: operation)
        return try await awaiting {
            try await native.call(operation: operation, arguments: arguments, cancel: $0)
        }
    }

    /// Uploads a file.
    func upload(
        _ content: NativeContent,
        _ clientMessageID: String?,
        _ progress: NativeProgressSink?
    ) async throws -> String {
        try await awaiting {
            try await native.upload(
                content: content, clientMessageId: clientMessageID, progress: progress, cancel: $0)
        }
    }

    /// Opens a stream by its name.
    func open<Element>(_ operation: String, _ arguments: Arguments) async throws -> LineStream<Element> {
        let arguments = try CoreJSON.write(arguments, for: operation)
        return LineStream(
            try await awaiting {
                try await native.open(operation: operation, arguments: arguments, cancel: $0)
            })
    }
}
