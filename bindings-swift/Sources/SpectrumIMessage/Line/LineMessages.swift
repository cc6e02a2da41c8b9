import Foundation

extension Line {
    /// Messages as the service has them, named by their guids: ``Line/messages``.
    ///
    /// A `clientMessageID` is an idempotency key: the same key twice changes once. A `partIndex` is that of a part, from
    /// 0; without one the whole message is meant.
    public struct Messages: Sendable {
        let line: Line

        /// A message.
        ///
        /// - Throws: ``SpectrumError/notFound(_:)`` if it is unknown; else the service's.
        public func get(_ guid: String) async throws -> MessageRecord {
            try await line.call("messages.get", ["guid": guid])
        }

        /// A page of the line's messages of all conversations, newest first. The filter is that of
        /// ``IMessage/recent(phone:pageSize:pageToken:isFromMe:isRead:before:after:)``.
        ///
        /// - Throws: ``SpectrumError/validation(_:)`` for a page of no messages; else the service's.
        public func listRecent(
            pageSize: Int? = nil,
            pageToken: String? = nil,
            isFromMe: Bool? = nil,
            isRead: Bool? = nil,
            before: Date? = nil,
            after: Date? = nil
        ) async throws -> MessagePage {
            try await line.call(
                "messages.listRecent",
                Arguments(
                    pageSize: pageSize, pageToken: pageToken, isFromMe: isFromMe, isRead: isRead,
                    before: before, after: after))
        }

        /// A page of a conversation's messages, newest first. The filter is that of
        /// ``IMessage/recent(phone:pageSize:pageToken:isFromMe:isRead:before:after:)``.
        ///
        /// - Throws: ``SpectrumError/validation(_:)`` for a page of no messages; else the service's.
        public func listInChat(
            _ chat: String,
            pageSize: Int? = nil,
            pageToken: String? = nil,
            isFromMe: Bool? = nil,
            isRead: Bool? = nil,
            before: Date? = nil,
            after: Date? = nil
        ) async throws -> MessagePage {
            try await line.call(
                "messages.listInChat",
                Arguments(
                    pageSize: pageSize, pageToken: pageToken, isFromMe: isFromMe, isRead: isRead,
                    before: before, after: after
                ).adding(["chat": chat]))
        }

        /// Media that a message carries inside, such as handwriting or Digital Touch.
        ///
        /// - Throws: ``SpectrumError/notFound(_:)`` if there is none; else the service's.
        public func getEmbeddedMedia(_ chat: String, message: String) async throws -> MediaRecord {
            try await line.call("messages.getEmbeddedMedia", ["chat": chat, "message": message])
        }

        // MARK: Cards

        /// Sends a mini-app card. The answer's ``MessageRecord/miniAppCardSession`` updates it.
        @discardableResult
        public func sendCustomizedMiniApp(
            _ chat: String,
            card: MiniApp,
            clientMessageID: String? = nil
        ) async throws -> MessageRecord {
            try await line.call(
                "messages.sendCustomizedMiniApp",
                ["chat": chat, "card": card, "clientMessageId": clientMessageID])
        }

        /// Updates a sent card in place.
        @discardableResult
        public func updateCustomizedMiniApp(
            _ session: MiniAppCardSession,
            card: MiniApp,
            clientMessageID: String? = nil
        ) async throws -> MessageRecord {
            try await line.call(
                "messages.updateCustomizedMiniApp",
                ["session": session, "card": card, "clientMessageId": clientMessageID])
        }

        // MARK: Messages that are there

        /// Replaces the text of a sent message. Apple allows it for 15 minutes.
        ///
        /// - Parameter backwardCompatText: What older devices show.
        @discardableResult
        public func edit(
            _ chat: String,
            message: String,
            text: String,
            partIndex: Int? = nil,
            backwardCompatText: String? = nil,
            clientMessageID: String? = nil
        ) async throws -> MessageRecord {
            try await line.call(
                "messages.edit",
                [
                    "chat": chat, "message": message, "text": text, "partIndex": partIndex,
                    "backwardCompatText": backwardCompatText, "clientMessageId": clientMessageID,
                ])
        }

        /// Takes a sent message, or a part of it, back. Apple allows it for two minutes.
        public func unsend(
            _ chat: String,
            message: String,
            partIndex: Int? = nil,
            clientMessageID: String? = nil
        ) async throws {
            try await line.run(
                "messages.unsend",
                [
                    "chat": chat, "message": message, "partIndex": partIndex,
                    "clientMessageId": clientMessageID,
                ])
        }

        /// Adds a reaction, or takes it away.
        ///
        /// - Throws: ``SpectrumError/validation(_:)`` for a kind that cannot be set; else the service's.
        @discardableResult
        public func setReaction(
            _ chat: String,
            message: String,
            reaction: ReactionInfo,
            isSet: Bool,
            partIndex: Int? = nil,
            clientMessageID: String? = nil
        ) async throws -> MessageRecord {
            try await line.call(
                "messages.setReaction",
                [
                    "chat": chat, "message": message, "reaction": reaction, "isSet": isSet,
                    "partIndex": partIndex, "clientMessageId": clientMessageID,
                ])
        }

        /// Places an uploaded picture on a message as a sticker.
        ///
        /// - Parameter attachment: The guid of the picture.
        /// - Throws: ``SpectrumError/validation(_:)`` for numbers that are not finite; else the service's.
        @discardableResult
        public func placeSticker(
            _ chat: String,
            message: String,
            attachment: String,
            placement: StickerPlacement,
            partIndex: Int? = nil,
            clientMessageID: String? = nil
        ) async throws -> MessageRecord {
            try await line.call(
                "messages.placeSticker",
                [
                    "chat": chat, "message": message, "attachment": attachment, "placement": placement,
                    "partIndex": partIndex, "clientMessageId": clientMessageID,
                ])
        }

        /// Notifies somebody whose Focus silenced a message.
        public func notifySilenced(
            _ chat: String,
            message: String,
            clientMessageID: String? = nil
        ) async throws {
            try await line.run(
                "messages.notifySilenced",
                ["chat": chat, "message": message, "clientMessageId": clientMessageID])
        }
    }
}

extension Arguments {
    /// Which messages are listed, and how many at once.
    init(
        pageSize: Int?,
        pageToken: String?,
        isFromMe: Bool?,
        isRead: Bool?,
        before: Date?,
        after: Date?
    ) {
        self = [
            "pageSize": pageSize, "pageToken": pageToken, "isFromMe": isFromMe, "isRead": isRead,
            "before": before, "after": after,
        ]
    }
}
