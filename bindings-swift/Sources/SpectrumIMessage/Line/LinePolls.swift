extension Line {
    /// Polls with their votes, each named by the guid of its message: ``Line/polls``.
    ///
    /// A `clientMessageID` is an idempotency key: the same key twice changes once.
    public struct Polls: Sendable {
        let line: Line

        /// Creates and sends a poll.
        @discardableResult
        public func create(
            _ chat: String,
            title: String,
            options: [String],
            clientMessageID: String? = nil
        ) async throws -> PollRecord {
            try await line.call(
                "polls.create",
                ["chat": chat, "title": title, "options": options, "clientMessageId": clientMessageID])
        }

        /// A poll.
        ///
        /// - Throws: ``SpectrumError/notFound(_:)`` if it is unknown; else the service's.
        public func get(_ pollMessage: String) async throws -> PollRecord {
            try await line.call("polls.get", ["pollMessage": pollMessage])
        }

        /// Votes for an option, in place of an earlier vote.
        ///
        /// - Parameters:
        ///   - pollMessage: The poll.
        ///   - option: The ``PollOptionRecord/optionIdentifier`` of the option.
        ///   - clientMessageID: An idempotency key.
        /// - Throws: ``SpectrumError/notFound(_:)`` if the poll is unknown; else the service's.
        @discardableResult
        public func vote(
            _ pollMessage: String,
            option: String,
            clientMessageID: String? = nil
        ) async throws -> PollRecord {
            try await line.call(
                "polls.vote",
                [
                    "pollMessage": pollMessage, "optionIdentifier": option,
                    "clientMessageId": clientMessageID,
                ])
        }

        /// Takes the line's vote back.
        ///
        /// - Throws: ``SpectrumError/notFound(_:)`` if the poll is unknown; else the service's.
        @discardableResult
        public func unvote(_ pollMessage: String, clientMessageID: String? = nil) async throws -> PollRecord {
            try await line.call(
                "polls.unvote", ["pollMessage": pollMessage, "clientMessageId": clientMessageID])
        }

        /// Adds an option.
        ///
        /// - Throws: ``SpectrumError/notFound(_:)`` if the poll is unknown; else the service's.
        @discardableResult
        public func addOption(
            _ pollMessage: String,
            text: String,
            clientMessageID: String? = nil
        ) async throws -> PollRecord {
            try await line.call(
                "polls.addOption",
                ["pollMessage": pollMessage, "text": text, "clientMessageId": clientMessageID])
        }
    }
}
