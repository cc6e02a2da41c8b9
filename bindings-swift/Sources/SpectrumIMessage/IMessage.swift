import Foundation
internal import SpectrumIMessageNative

/// What iMessage adds to an application.
///
/// ```swift
/// let im = try app.imessage
/// let alice = try await im.user("+15551111111")
/// let dm = try await im.createSpace(with: alice)
/// try await dm.send("Hi Alice")
/// ```
public struct IMessage: Sendable {
    let native: NativeIMessage

    /// What arrives on iMessage: the messages of the application, with its one reader at a time.
    public let messages: Messages

    /// A user by a phone number or an e-mail address. Nothing is normalised.
    public func user(_ id: String) async throws -> User {
        try Task.checkCancellation()
        return User(native.user(id: id))
    }

    /// A user with what the service knows of the address, if that is looked up: its normal form, country and service.
    ///
    /// - Parameters:
    ///   - id: A phone number or an e-mail address.
    ///   - lookup: Whether the service is asked.
    ///   - phone: The line that asks; needed where there are several.
    /// - Throws: ``SpectrumError/notFound(_:)`` if the address is unknown; else the service's.
    public func user(_ id: String, lookup: Bool, phone: String? = nil) async throws -> User {
        guard lookup else { return try await user(id) }
        return User(try await awaiting { try await native.lookUpUser(id: id, phone: phone, cancel: $0) })
    }

    /// Begins a conversation with one person.
    ///
    /// - Parameters:
    ///   - user: The person; a string literal will do.
    ///   - phone: The line that serves it; one at random if not given. Ignored on shared lines.
    public func createSpace(with user: User, phone: String? = nil) async throws -> Space {
        try await createSpace(with: [user], phone: phone)
    }

    /// Begins a conversation. On shared lines only one of two people is possible.
    ///
    /// - Parameters:
    ///   - users: The people; string literals will do.
    ///   - phone: The line that serves it; one at random if not given. Ignored on shared lines.
    /// - Throws: ``SpectrumError/validation(_:)`` without users or for an address that is none,
    ///   ``SpectrumError/unsupported(_:)`` for several users on shared lines, ``SpectrumError/notFound(_:)`` for a
    ///   line that is none of ours.
    public func createSpace(with users: [User], phone: String? = nil) async throws -> Space {
        let users = users.map(\.native)
        return Space(
            try await awaiting { try await native.createSpace(users: users, phone: phone, cancel: $0) })
    }

    /// A known conversation by its chat guid (`any;-;+15551111111`). Makes no call.
    ///
    /// - Parameter phone: The line that serves it; needed where there are several.
    public func space(id: String, phone: String? = nil) throws -> Space {
        Space(try calling { try native.space(id: id, phone: phone) })
    }

    /// A received or uploaded file by its guid; nil if it is unknown. Its bytes are fetched when they are read.
    ///
    /// - Parameter phone: The line that knows it; needed where there are several.
    public func attachment(id: String, phone: String? = nil) async throws -> Attachment? {
        try await awaiting { try await native.attachment(guid: id, phone: phone, cancel: $0) }
            .map(Attachment.init)
    }

    /// A page of a line's messages of all conversations, newest first.
    ///
    /// - Parameters:
    ///   - phone: The line; needed where there are several.
    ///   - pageSize: At most this many in a page; the service's own number if not given.
    ///   - pageToken: Where the page begins, as the page before says.
    ///   - isFromMe: Only those that this account wrote, or only those that it did not.
    ///   - isRead: Only those that were read, or only those that were not.
    ///   - before: Only those before this time.
    ///   - after: Only those after this time.
    /// - Throws: ``SpectrumError/validation(_:)`` for a page of no messages; else the service's.
    public func recent(
        phone: String? = nil,
        pageSize: Int? = nil,
        pageToken: String? = nil,
        isFromMe: Bool? = nil,
        isRead: Bool? = nil,
        before: Date? = nil,
        after: Date? = nil
    ) async throws -> Page {
        let filter = try CoreJSON.write(
            Arguments(
                pageSize: pageSize, pageToken: pageToken, isFromMe: isFromMe, isRead: isRead,
                before: before, after: after),
            for: "recent")
        return Page(
            try await awaiting { try await native.recent(phone: phone, filter: filter, cancel: $0) })
    }

    /// One line with every call that the service has. Makes no call.
    ///
    /// - Parameter phone: Which line; needed where there are several.
    /// - Throws: ``SpectrumError/validation(_:)`` if `phone` is needed and missing, ``SpectrumError/notFound(_:)`` if
    ///   there is no line at all. A number that is none of the lines' is told by the first call.
    public func line(_ phone: String? = nil) throws -> Line {
        Line(try calling { try native.line(phone: phone) })
    }

    /// The numbers of the lines; `shared` on the shared pool.
    public var lines: [String] { native.lines() }
}

/// What iMessage adds to a conversation.
public struct IMessageSpace: Sendable {
    /// The conversation.
    public let space: Space

    /// The chat guid.
    public var id: String { space.id }
    /// Whether it is a conversation of two or a group.
    public var type: Space.Kind { space.type }
    /// The phone number of the line that serves it, or `shared`.
    public var phone: String { space.phone }

    /// Changes the picture behind the conversation. As ``Space/background(path:mimeType:)``.
    public func background(path: String, mimeType: String? = nil) async throws {
        try await space.background(path: path, mimeType: mimeType)
    }

    /// Changes the picture behind the conversation. As ``Space/background(data:mimeType:)``.
    public func background(data: Data, mimeType: String? = nil) async throws {
        try await space.background(data: data, mimeType: mimeType)
    }

    /// Changes the picture behind the conversation. As ``Space/background(url:mimeType:)``.
    public func background(url: URL, mimeType: String? = nil) async throws {
        try await space.background(url: url, mimeType: mimeType)
    }

    /// Returns to the default picture behind the conversation.
    public func clearBackground() async throws {
        try await space.clearBackground()
    }

    /// Shares the account's own name and photo with the chat.
    public func shareContactCard() async throws {
        try await space.shareContactCard()
    }
}

extension IMessageSpace {
    /// A page of the conversation's messages, newest first.
    ///
    /// - Parameters:
    ///   - pageSize: At most this many in a page; the service's own number if not given.
    ///   - pageToken: Where the page begins, as the page before says.
    ///   - isFromMe: Only those that this account wrote, or only those that it did not.
    ///   - isRead: Only those that were read, or only those that were not.
    ///   - before: Only those before this time.
    ///   - after: Only those after this time.
    /// - Throws: ``SpectrumError/validation(_:)`` for a page of no messages; else the service's.
    public func history(
        pageSize: Int? = nil,
        pageToken: String? = nil,
        isFromMe: Bool? = nil,
        isRead: Bool? = nil,
        before: Date? = nil,
        after: Date? = nil
    ) async throws -> Page {
        let filter = try CoreJSON.write(
            Arguments(
                pageSize: pageSize, pageToken: pageToken, isFromMe: isFromMe, isRead: isRead,
                before: before, after: after),
            for: "history")
        return Page(try await awaiting { try await space.native.history(filter: filter, cancel: $0) })
    }
}

/// What iMessage adds to a message. Its fields read as if they were this struct's own: `im.dateRead`.
@dynamicMemberLookup
public struct IMessageMessage: Sendable {
    /// The message.
    public let message: Message
    /// The fields that only iMessage has; nil where the service did not send them.
    public let fields: IMessageFields?

    /// What identifies this card, if it is one that was sent here. Changes with every update of the card.
    public var miniAppCardSession: MiniAppCardSession? {
        message.native.cardSession().map(MiniAppCardSession.init)
    }

    /// Who wrote it, with address, country and service.
    public var sender: User? { message.sender }

    /// A field; nil where the service did not send it.
    public subscript<Value>(dynamicMember field: KeyPath<IMessageFields, Value> & Sendable) -> Value? {
        fields?[keyPath: field]
    }

    /// A field; nil where the service did not send it.
    public subscript<Value>(dynamicMember field: KeyPath<IMessageFields, Value?> & Sendable) -> Value? {
        fields?[keyPath: field]
    }
}
