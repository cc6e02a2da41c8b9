import Foundation
internal import SpectrumIMessageNative

/// A conversation. Holds no connection.
public struct Space: Sendable, Identifiable {
    /// What kind of conversation a space is.
    public enum Kind: String, Sendable {
        /// Two people.
        case dm
        /// A group.
        case group
    }

    /// Where the handle is.
    private enum Origin: Sendable {
        case handle(NativeSpace)
        case message(Batch, Int)
    }

    private let origin: Origin
    private let row: SpaceRow

    var native: NativeSpace {
        switch origin {
        case .handle(let native): native
        case .message(let batch, let index): batch.space(index)
        }
    }

    /// The id; on iMessage the chat guid (`any;-;<address>`, `any;+;<id>`).
    public var id: String { row.id }
    /// Whether it is a conversation of two or a group.
    public var type: Kind { row.type }
    /// The line that serves it: its phone number, or `shared`.
    public var phone: String { row.phone }
    /// The platform it is on.
    public var platform: Platform { row.platform }
    /// The name of the platform, as the option `platformIDs` says: `iMessage`, or `imessage`.
    public var platformName: String { row.platformName }

    init(_ info: NativeSpaceInfo) {
        origin = .handle(info.handle)
        row = SpaceRow(
            id: info.id, kind: info.kind, phone: info.phone, platform: info.platform, platformName: info.platformName)
    }

    /// That of a message of a batch.
    init(of batch: Batch, _ index: Int) {
        origin = .message(batch, index)
        row = batch.spaceRow(index)
    }
}

extension Space: Hashable {
    /// Whether both are the same conversation on the same line.
    public static func == (left: Space, right: Space) -> Bool {
        left.id == right.id && left.phone == right.phone && left.platform == right.platform
    }

    /// Hashes what ``==(_:_:)`` compares.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(id)
        hasher.combine(phone)
        hasher.combine(platform)
    }
}

// MARK: Sending

extension Space {
    /// Sends one content.
    ///
    /// Cancelling the task cancels the call; whether the service had taken it by then is unknown, unless a
    /// `clientMessageID` makes a second send harmless.
    ///
    /// - Parameters:
    ///   - content: What is sent.
    ///   - clientMessageID: An idempotency key: the same key twice delivers once.
    ///   - onProgress: Told how far the upload is of all files of this call together: attachments, voice messages and
    ///     contacts. The total is unknown while one of them is a URL that has not answered. A call without files tells
    ///     nothing.
    /// - Returns: The message; nil for an action that yields none, and for content that the platform does not carry.
    /// - Throws: ``SpectrumError/validation(_:)`` for bad content, before anything is sent; else the service's.
    @discardableResult
    public func send(
        _ content: Content,
        clientMessageID: String? = nil,
        onProgress: OnProgress? = nil
    ) async throws -> Message? {
        try await sendAll([content], clientMessageID, onProgress).first ?? nil
    }

    /// Sends a text. As ``send(_:clientMessageID:onProgress:)-(Content,_,_)``.
    @discardableResult
    public func send(_ text: String, clientMessageID: String? = nil) async throws -> Message? {
        try await send(.text(text), clientMessageID: clientMessageID)
    }

    /// Sends several contents in order, after all were checked: if one is bad, nothing is sent. A failure ends the
    /// call; what was sent before stays sent.
    ///
    /// - Returns: The messages that came of it, without gaps.
    @discardableResult
    public func send(
        _ first: Content,
        _ second: Content,
        _ more: Content...,
        clientMessageID: String? = nil,
        onProgress: OnProgress? = nil
    ) async throws -> [Message] {
        try await send([first, second] + more, clientMessageID: clientMessageID, onProgress: onProgress)
    }

    /// Sends several contents in order, after all were checked: if one is bad, nothing is sent. A failure ends the
    /// call; what was sent before stays sent.
    ///
    /// - Returns: The messages that came of it, without gaps.
    @discardableResult
    public func send(
        _ contents: [Content],
        clientMessageID: String? = nil,
        onProgress: OnProgress? = nil
    ) async throws -> [Message] {
        try await sendAll(contents, clientMessageID, onProgress).compactMap { $0 }
    }

    private func sendAll(
        _ contents: [Content],
        _ clientMessageID: String?,
        _ onProgress: OnProgress?
    ) async throws -> [Message?] {
        let checked = try contents.map { try $0.checked() }
        let sent = try await reading(contents.flatMap(\.sources)) {
            try await reporting(to: onProgress) { sink in
                try await awaiting {
                    try await native.send(
                        contents: checked, clientMessageId: clientMessageID, progress: sink, cancel: $0)
                }
            }
        }
        return sent.map { $0.map(Message.init) }
    }

    /// Replaces the text of a message that was sent here.
    public func edit(_ message: Message, _ content: Content) async throws {
        try await send(.edit(content, of: message))
    }

    /// Takes a message that was sent here, or a reaction, back.
    public func unsend(_ message: Message) async throws {
        try await send(.unsend(message))
    }

    /// Marks a message that was received here as read; on iMessage the whole chat.
    public func read(_ message: Message) async throws {
        try await send(.read(message))
    }
}

// MARK: Typing

extension Space {
    /// Shows the typing indicator.
    public func startTyping() async throws {
        try await awaiting { try await native.startTyping(cancel: $0) }
    }

    /// Hides the typing indicator.
    public func stopTyping() async throws {
        try await awaiting { try await native.stopTyping(cancel: $0) }
    }

    /// Shows the typing indicator while some work is done. If it cannot be shown, the work is not begun. It is hidden
    /// in any case, also when the task is cancelled; errors of that are swallowed, as it vanishes by itself in the end.
    ///
    /// - Parameters:
    ///   - refresh: Shows the indicator again so often, for work that takes longer than it lasts: no more often than
    ///     every 100 milliseconds. Not given, it is shown once. That it could not be shown again is logged, and tried at
    ///     the next time.
    ///   - isolation: Where the work runs.
    ///   - work: The work.
    /// - Returns: The result of the work.
    /// - Throws: The error of the work, or that of showing the indicator.
    @discardableResult
    public func responding<Result: Sendable>(
        refresh: Duration? = nil,
        isolation: isolated (any Actor)? = #isolation,
        _ work: () async throws -> Result
    ) async throws -> Result {
        if let refresh, refresh <= .zero { throw SpectrumError.invalid("refresh must be longer than nothing") }
        let every = try refresh?.seconds("refresh")
        do {
            try await startTyping()
        } catch SpectrumError.unsupported {
            // Nothing is shown, and the work goes on.
        }
        let cancel = NativeCancel()
        if let every {
            // It ends with the work.
            Task { [native] in try? await native.keepTyping(every: every, cancel: cancel) }
        }
        do {
            let result = try await work()
            cancel.cancel()
            await hideTyping()
            return result
        } catch {
            cancel.cancel()
            await hideTyping()
            throw error
        }
    }

    /// Not cancellable: a cancelled task hides the indicator too.
    private func hideTyping() async {
        try? await native.stopTyping(cancel: nil)
    }
}

// MARK: Background

extension Space {
    /// Changes the picture behind the conversation to one at a path (iMessage only). JPEG, PNG, HEIC or HEIF.
    ///
    /// - Parameters:
    ///   - path: The path. The bare word `clear` is reserved and returns to the default; a file of that name is `./clear`.
    ///   - mimeType: The MIME type; by the extension if not given.
    public func background(path: String, mimeType: String? = nil) async throws {
        try await setBackground(.background(path: path, mimeType: mimeType))
    }

    /// Changes the picture behind the conversation to one in memory (iMessage only). JPEG, PNG, HEIC or HEIF.
    public func background(data: Data, mimeType: String? = nil) async throws {
        try await setBackground(.background(data: data, mimeType: mimeType))
    }

    /// Changes the picture behind the conversation to one behind a URL (iMessage only). JPEG, PNG, HEIC or HEIF.
    public func background(url: URL, mimeType: String? = nil) async throws {
        try await setBackground(.background(url: url, mimeType: mimeType))
    }

    /// Returns to the default picture behind the conversation (iMessage only).
    public func clearBackground() async throws {
        try await setBackground(.clearBackground)
    }

    private func setBackground(_ background: Content) async throws {
        let background = try background.checked()
        try await awaiting { try await native.background(background: background, cancel: $0) }
    }
}

// MARK: Groups

extension Space {
    /// Gives the group a name. White space around it is left out; what remains must not be empty.
    public func rename(_ displayName: String) async throws {
        try await send(.rename(displayName))
    }

    /// Changes the picture of the group to one at a path. PNG, JPEG, GIF, HEIC or HEIF.
    ///
    /// - Parameters:
    ///   - path: The path. The bare word `clear` is reserved and takes the picture away; a file of that name is `./clear`.
    ///   - mimeType: The MIME type; by the extension if not given.
    public func avatar(path: String, mimeType: String? = nil) async throws {
        try await send(.avatar(path: path, mimeType: mimeType))
    }

    /// Changes the picture of the group to one in memory. PNG, JPEG, GIF, HEIC or HEIF.
    public func avatar(data: Data, mimeType: String? = nil) async throws {
        try await send(.avatar(data: data, mimeType: mimeType))
    }

    /// Changes the picture of the group to one behind a URL. PNG, JPEG, GIF, HEIC or HEIF.
    public func avatar(url: URL, mimeType: String? = nil) async throws {
        try await send(.avatar(url: url, mimeType: mimeType))
    }

    /// Takes the picture of the group away.
    public func clearAvatar() async throws {
        try await send(.clearAvatar)
    }

    /// Adds people to the group; string literals will do.
    public func add(_ users: User...) async throws {
        try await add(users)
    }

    /// Adds people to the group.
    public func add(_ users: [User]) async throws {
        try await send(.addMember(users))
    }

    /// Removes people from the group; string literals will do.
    public func remove(_ users: User...) async throws {
        try await remove(users)
    }

    /// Removes people from the group.
    public func remove(_ users: [User]) async throws {
        try await send(.removeMember(users))
    }

    /// Leaves the group.
    public func leave() async throws {
        try await send(.leaveSpace)
    }

    /// The people of the group, without this account.
    ///
    /// - Throws: ``SpectrumError/unsupported(_:)`` in a conversation of two; else the service's.
    public func members() async throws -> [User] {
        try await awaiting { try await native.members(cancel: $0) }.map(User.init)
    }

    /// The name of the group; nil if it has none.
    ///
    /// - Throws: ``SpectrumError/unsupported(_:)`` in a conversation of two; else the service's.
    public func displayName() async throws -> String? {
        try await awaiting { try await native.displayName(cancel: $0) }
    }

    /// The picture of the group; nil if it has none.
    ///
    /// - Throws: ``SpectrumError/unsupported(_:)`` in a conversation of two; else the service's.
    public func avatar() async throws -> Picture? {
        try await awaiting { try await native.avatar(cancel: $0) }.map(Picture.init)
    }
}

// MARK: Contact card

extension Space {
    /// Shares the account's own name and photo with the chat (iMessage only).
    public func shareContactCard() async throws {
        try await send(.nativeContactCard)
    }
}

// MARK: Looking up

extension Space {
    /// A message of this conversation by its id, or a part by `p:<index>/<guid>`; nil if it is unknown.
    public func message(id: String) async throws -> Message? {
        try await awaiting { try await native.getMessage(id: id, cancel: $0) }.map(Message.init)
    }

    /// What iMessage adds to the conversation.
    ///
    /// - Throws: ``SpectrumError/validation(_:)`` if it is on another platform.
    public var imessage: IMessageSpace {
        get throws {
            guard platform == .iMessage else {
                throw SpectrumError.invalid("this space is on \(platform.rawValue), not on iMessage")
            }
            return IMessageSpace(space: self)
        }
    }
}
