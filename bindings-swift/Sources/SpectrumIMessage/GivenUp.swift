import Foundation
internal import SpectrumIMessageNative

/// An event that could not be mapped and was stepped over, or a message whose job has failed as often as it may. The store
/// keeps the last 256.
public struct GivenUp: Sendable, Equatable, Identifiable {
    /// Names it, for ``Spectrum/removeDeadLetter(id:)``. The same event or message given up once more has the same one.
    public let id: String
    /// The line: its phone number, or `shared`.
    public let line: String
    /// The stream that it came on, where it is known.
    public let stream: StreamKind?
    /// The service's number of the event.
    public let sequence: UInt64?
    /// The message, if it is one.
    public let messageID: String?
    /// The conversation, where it is known.
    public let spaceID: String?
    /// Why it was given up; of a message the type of the error.
    public let reason: String
    /// How often the message was tried.
    public let attempts: Int?
    /// When it was given up, by this machine's clock.
    public let time: Date
    /// The event as the service sent it: protobuf, `MessageChangeEvent`, `PollChangeEvent`, `GroupChangeEvent` or
    /// `ChatChangeEvent` of `photon.imessage.v1`, by the stream. Not of messages, nor of events above 64 KiB.
    public let event: Data?
}

extension Spectrum {
    /// What was given up and is kept to be looked into: events that were stepped over, and messages whose jobs have
    /// failed as often as they may. The oldest first, at most 256; with a durable store also those of earlier runs. Asks
    /// nobody over the network.
    ///
    /// - Throws: ``SpectrumError/other(_:)`` with the code `storeFailed` if the store cannot be read, `stopped` after the
    ///   stop.
    public func deadLetters() throws -> [GivenUp] {
        try calling { try native.deadLetters() }.map(GivenUp.init)
    }

    /// Removes one of ``deadLetters()`` by its id.
    ///
    /// - Returns: Whether it was there.
    /// - Throws: As ``deadLetters()``.
    @discardableResult
    public func removeDeadLetter(id: String) throws -> Bool {
        try calling { try native.removeDeadLetter(id: id) }
    }
}

extension GivenUp {
    fileprivate init(_ native: NativeGivenUp) {
        id = native.id
        line = native.line
        stream = native.stream.map(StreamKind.init)
        sequence = native.sequence
        messageID = native.messageId
        spaceID = native.spaceId
        reason = native.reason
        attempts = native.attempts.map(Int.init)
        time = native.time
        event = native.event
    }
}
