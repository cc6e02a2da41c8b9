import Foundation
internal import SpectrumIMessageNative

/// What a line may still send today, as it was counted here: with a durable store over restarts. What other programs and
/// the calls of ``IMessage/line(_:)`` send is not in it, and conversations that the store has not seen yet count as new;
/// the service has the last word.
public struct Quota: Sendable, Equatable {
    /// The line: its phone number, or `shared`.
    public let line: String
    /// Messages that its server takes a day, all chats together.
    public let messagesLimit: Int
    /// How many of them are left.
    public let messagesLeft: Int
    /// Conversations that the line may begin a day.
    public let newConversationsLimit: Int
    /// How many of them are left.
    public let newConversationsLeft: Int
    /// When the day is over: midnight in UTC, or as the service has said.
    public let resetsAt: Date
}

extension IMessage {
    /// What each line may still send today, as it was counted here. Asks nobody over the network.
    ///
    /// - Throws: ``SpectrumError/other(_:)`` with the code `stopped` after the stop.
    public func quota() throws -> [Quota] {
        try calling { try native.quota() }.map(Quota.init)
    }
}

extension Quota {
    fileprivate init(_ native: NativeQuota) {
        line = native.line
        messagesLimit = Int(native.messagesLimit)
        messagesLeft = Int(native.messagesLeft)
        newConversationsLimit = Int(native.newConversationsLimit)
        newConversationsLeft = Int(native.newConversationsLeft)
        resetsAt = native.resetsAt
    }
}
