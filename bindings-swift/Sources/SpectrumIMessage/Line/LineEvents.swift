extension Line {
    /// The log of events: ``Line/events``. The live streams end when the service ends them: who wants to lose nothing
    /// reads ``Spectrum/messages``.
    public struct Events: Sendable {
        let line: Line

        /// What came after a position of the log. The stream ends after
        /// ``LineEvent/Change-swift.enum/catchUpComplete(headSequence:)``.
        ///
        /// - Parameter sequence: The ``LineEvent/sequence`` of the last event that is known; 0 is the beginning of the
        ///   log. If not given, the log is at its end already, and only that is told.
        public func catchUp(since sequence: UInt64? = nil) async throws -> LineStream<LineEvent> {
            try await line.open("events.catchUp", ["since": sequence])
        }

        /// Changes of messages as they come, of one chat or of all.
        ///
        /// - Throws: ``SpectrumError/validation(_:)`` for a chat that is none; else the service's.
        public func messages(chat: String? = nil) async throws -> LineStream<LineEvent> {
            try await line.open("events.messages", ["chat": chat])
        }

        /// Changes of chats as they come, of one chat or of all.
        ///
        /// - Throws: ``SpectrumError/validation(_:)`` for a chat that is none; else the service's.
        public func chats(chat: String? = nil) async throws -> LineStream<LineEvent> {
            try await line.open("events.chats", ["chat": chat])
        }

        /// Changes of groups as they come, of one group or of all.
        ///
        /// - Throws: ``SpectrumError/validation(_:)`` for a chat that is none; else the service's.
        public func groups(chat: String? = nil) async throws -> LineStream<LineEvent> {
            try await line.open("events.groups", ["chat": chat])
        }

        /// Changes of polls as they come, of one poll or of all.
        public func polls(pollMessage: String? = nil) async throws -> LineStream<LineEvent> {
            try await line.open("events.polls", ["pollMessage": pollMessage])
        }
    }
}
