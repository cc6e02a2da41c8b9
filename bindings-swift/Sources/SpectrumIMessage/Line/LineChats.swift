import Foundation

extension Line {
    /// Conversations, each named by its guid: ``Line/chats``.
    public struct Chats: Sendable {
        let line: Line

        /// Begins a conversation, with a first message if one is given.
        ///
        /// - Parameters:
        ///   - addresses: The people.
        ///   - message: The first message.
        ///   - effectID: Its effect, by Apple's identifier: the raw value of a ``MessageEffect``.
        ///   - subject: Its subject line.
        ///   - attributedBody: The first message in Apple's own form.
        ///   - clientMessageID: An idempotency key: the same key twice changes once.
        /// - Throws: ``SpectrumError/validation(_:)`` without addresses; else the service's.
        @discardableResult
        public func create(
            _ addresses: [String],
            message: String? = nil,
            effectID: String? = nil,
            subject: String? = nil,
            attributedBody: Data? = nil,
            clientMessageID: String? = nil
        ) async throws -> CreatedChat {
            try await line.call(
                "chats.create",
                [
                    "addresses": addresses, "message": message, "effect": effectID, "subject": subject,
                    "attributedBody": attributedBody, "clientMessageId": clientMessageID,
                ])
        }

        /// A conversation.
        ///
        /// - Throws: ``SpectrumError/notFound(_:)`` if it is unknown; else the service's.
        public func get(_ chat: String) async throws -> ChatRecord {
            try await line.call("chats.get", ["chat": chat])
        }

        /// How many conversations the line has.
        public func count(includeArchived: Bool = false) async throws -> Int {
            try await line.call("chats.count", ["includeArchived": includeArchived])
        }

        /// Whether a conversation has a background.
        ///
        /// - Throws: ``SpectrumError/notFound(_:)`` if it is unknown; else the service's.
        public func hasBackground(_ chat: String) async throws -> Bool {
            try await line.call("chats.hasBackground", ["chat": chat])
        }

        /// Sets the picture behind a conversation: JPEG, PNG, HEIC or HEIF.
        ///
        /// - Throws: ``SpectrumError/validation(_:)`` for another kind of picture; else the service's.
        public func setBackground(_ chat: String, data: Data) async throws {
            try await line.run("chats.setBackground", ["chat": chat, "data": data])
        }

        /// Removes the picture behind a conversation.
        public func removeBackground(_ chat: String) async throws {
            try await line.run("chats.removeBackground", ["chat": chat])
        }

        /// Marks a conversation as read.
        public func markRead(_ chat: String) async throws {
            try await line.run("chats.markRead", ["chat": chat])
        }

        /// Shares the account's own name and photo with a conversation.
        public func shareContactInfo(_ chat: String) async throws {
            try await line.run("chats.shareContactInfo", ["chat": chat])
        }

        /// Shows or hides the typing indicator.
        public func setTyping(_ chat: String, isTyping: Bool) async throws {
            try await line.run("chats.setTyping", ["chat": chat, "isTyping": isTyping])
        }
    }

    /// What only groups have, each named by its chat guid: ``Line/groups``.
    ///
    /// A `clientMessageID` is an idempotency key: the same key twice changes once.
    public struct Groups: Sendable {
        let line: Line

        /// Renames a group. White space around the name is cut.
        ///
        /// - Throws: ``SpectrumError/validation(_:)`` for an empty name; else the service's.
        @discardableResult
        public func setDisplayName(
            _ chat: String,
            to name: String,
            clientMessageID: String? = nil
        ) async throws -> ChatRecord {
            try await line.call(
                "groups.setDisplayName",
                ["chat": chat, "displayName": name, "clientMessageId": clientMessageID])
        }

        /// Adds people. White space around addresses is cut.
        ///
        /// - Throws: ``SpectrumError/validation(_:)`` without addresses or for an empty one; else the service's.
        @discardableResult
        public func addParticipants(
            _ chat: String,
            addresses: [String],
            clientMessageID: String? = nil
        ) async throws -> ChatRecord {
            try await line.call(
                "groups.addParticipants",
                ["chat": chat, "addresses": addresses, "clientMessageId": clientMessageID])
        }

        /// Removes people. White space around addresses is cut.
        ///
        /// - Throws: ``SpectrumError/validation(_:)`` without addresses or for an empty one; else the service's.
        @discardableResult
        public func removeParticipants(
            _ chat: String,
            addresses: [String],
            clientMessageID: String? = nil
        ) async throws -> ChatRecord {
            try await line.call(
                "groups.removeParticipants",
                ["chat": chat, "addresses": addresses, "clientMessageId": clientMessageID])
        }

        /// Leaves a group.
        public func leave(_ chat: String, clientMessageID: String? = nil) async throws {
            try await line.run("groups.leave", ["chat": chat, "clientMessageId": clientMessageID])
        }

        /// Sets the picture of a group: PNG, JPEG, GIF, HEIC or HEIF.
        ///
        /// - Throws: ``SpectrumError/validation(_:)`` for another kind of picture; else the service's.
        public func setIcon(_ chat: String, data: Data, clientMessageID: String? = nil) async throws {
            try await line.run(
                "groups.setIcon", ["chat": chat, "data": data, "clientMessageId": clientMessageID])
        }

        /// Removes the picture of a group.
        public func removeIcon(_ chat: String, clientMessageID: String? = nil) async throws {
            try await line.run("groups.removeIcon", ["chat": chat, "clientMessageId": clientMessageID])
        }

        /// The picture of a group.
        ///
        /// - Throws: ``SpectrumError/notFound(_:)`` if it has none; else the service's.
        public func getIcon(_ chat: String) async throws -> MediaRecord {
            try await line.call("groups.getIcon", ["chat": chat])
        }
    }
}
