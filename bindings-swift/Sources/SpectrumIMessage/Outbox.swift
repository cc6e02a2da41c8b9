import Foundation
internal import SpectrumIMessageNative

/// A send of an earlier run of the program that was not confirmed: the service may have taken it, or not.
public struct OutboxEntry: Sendable {
    /// The idempotency key that it was sent with: sent again with it, it goes out once.
    public let clientMessageID: String
    /// The line: its phone number, or `shared`.
    public let line: String
    /// The conversation.
    public let spaceID: String
    /// The kind of the content, such as `text`.
    public let contentType: String
    /// What was to be sent, as far as it is kept: `type` and the fields of the content, with the id of a `target`. Nil
    /// where ``Spectrum/sendAgain(clientMessageID:)`` cannot send it: of data and streams nothing is kept.
    public let content: JSONValue?
    /// When the send began, by this machine's clock.
    public let time: Date
}

extension Spectrum {
    /// Sends of earlier runs of the program that were not confirmed: it was stopped (calls in flight get 5 seconds) or
    /// killed before the service had answered, so nobody knows whether they went out. The oldest first, at most 256; none
    /// without a durable store. They stay until ``sendAgain(clientMessageID:)`` has succeeded, or
    /// ``removeFromOutbox(clientMessageID:)``.
    ///
    /// What the program has cancelled itself, or was told the failure of, is not here; nor what was sent while a message
    /// was handled, which comes again with the message; nor actions such as edits. Asks nobody over the network.
    ///
    /// - Throws: ``SpectrumError/other(_:)`` with the code `storeFailed` if the store cannot be read, `stopped` after the
    ///   stop.
    public func outbox() throws -> [OutboxEntry] {
        try calling { try native.outbox() }.map(OutboxEntry.init)
    }

    /// Sends an entry of ``outbox()`` again, with the same key: it goes out once, and if the service had taken it, the
    /// message is the first one. Then it leaves the outbox.
    ///
    /// - Throws: ``SpectrumError/notFound(_:)`` (`outboxEntryNotFound`) if there is none, ``SpectrumError/validation(_:)``
    ///   (`notKept`) if its content is not kept: that of data and streams is not; else the service's.
    @discardableResult
    public func sendAgain(clientMessageID: String) async throws -> Message? {
        try await awaiting { try await native.sendAgain(clientMessageId: clientMessageID, cancel: $0) }
            .map(Message.init)
    }

    /// Takes an entry out of the outbox.
    ///
    /// - Returns: Whether it was there.
    @discardableResult
    public func removeFromOutbox(clientMessageID: String) throws -> Bool {
        try calling { try native.removeFromOutbox(clientMessageId: clientMessageID) }
    }
}

extension OutboxEntry {
    fileprivate init(_ native: NativeOutboxEntry) {
        clientMessageID = native.clientMessageId
        line = native.line
        spaceID = native.spaceId
        contentType = native.contentType
        content = native.content.map { JSONValue(json: $0) }
        time = native.time
    }
}
