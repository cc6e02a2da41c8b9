extension Line.Messages {
    /// Sends a text.
    ///
    /// - Parameters:
    ///   - chat: The conversation.
    ///   - text: The text.
    ///   - replyTo: The guid of the message that it answers.
    ///   - replyToPart: The part of that message, from 0.
    ///   - subject: The subject line.
    ///   - effectID: The effect, by Apple's identifier: the raw value of a ``MessageEffect``.
    ///   - enableDataDetection: Whether dates, numbers and the like are looked for and become links.
    ///   - enableLinkPreview: Whether a link shows a preview.
    ///   - formatting: Formatting of the text.
    ///   - clientMessageID: An idempotency key: the same key twice sends once.
    /// - Throws: ``SpectrumError/validation(_:)`` for a chat or a format that is none; else the service's.
    @discardableResult
    public func sendText(
        _ chat: String,
        text: String,
        replyTo: String? = nil,
        replyToPart: Int? = nil,
        subject: String? = nil,
        effectID: String? = nil,
        enableDataDetection: Bool? = nil,
        enableLinkPreview: Bool? = nil,
        formatting: [Formatting] = [],
        clientMessageID: String? = nil
    ) async throws -> MessageRecord {
        try await line.call(
            "messages.sendText",
            [
                "chat": chat, "text": text, "replyTo": target(replyTo, replyToPart), "subject": subject,
                "effect": effectID, "enableDataDetection": enableDataDetection,
                "enableLinkPreview": enableLinkPreview, "formatting": formatting.map(\.arguments),
                "clientMessageId": clientMessageID,
            ])
    }

    /// Sends an uploaded file.
    ///
    /// - Parameters:
    ///   - chat: The conversation.
    ///   - attachment: The guid of the file.
    ///   - replyTo: The guid of the message that it answers.
    ///   - replyToPart: The part of that message, from 0.
    ///   - effectID: The effect, by Apple's identifier: the raw value of a ``MessageEffect``.
    ///   - isAudioMessage: Whether it is an audio message.
    ///   - clientMessageID: An idempotency key: the same key twice sends once.
    /// - Throws: ``SpectrumError/notFound(_:)`` if the file is unknown; else the service's.
    @discardableResult
    public func sendAttachment(
        _ chat: String,
        attachment: String,
        replyTo: String? = nil,
        replyToPart: Int? = nil,
        effectID: String? = nil,
        isAudioMessage: Bool? = nil,
        clientMessageID: String? = nil
    ) async throws -> MessageRecord {
        try await line.call(
            "messages.sendAttachment",
            [
                "chat": chat, "attachment": attachment, "replyTo": target(replyTo, replyToPart),
                "effect": effectID, "isAudioMessage": isAudioMessage, "clientMessageId": clientMessageID,
            ])
    }

    /// Sends several parts as one message.
    ///
    /// - Parameters:
    ///   - chat: The conversation.
    ///   - parts: The parts, in the order of their bubbles.
    ///   - replyTo: The guid of the message that it answers.
    ///   - replyToPart: The part of that message, from 0.
    ///   - subject: The subject line.
    ///   - effectID: The effect, by Apple's identifier: the raw value of a ``MessageEffect``.
    ///   - enableDataDetection: Whether dates, numbers and the like are looked for and become links.
    ///   - clientMessageID: An idempotency key: the same key twice sends once.
    /// - Throws: ``SpectrumError/validation(_:)`` for a format that is none; else the service's.
    @discardableResult
    public func sendMultipart(
        _ chat: String,
        parts: [MessagePart],
        replyTo: String? = nil,
        replyToPart: Int? = nil,
        subject: String? = nil,
        effectID: String? = nil,
        enableDataDetection: Bool? = nil,
        clientMessageID: String? = nil
    ) async throws -> MessageRecord {
        try await line.call(
            "messages.sendMultipart",
            [
                "chat": chat, "parts": parts.map(\.arguments), "replyTo": target(replyTo, replyToPart),
                "subject": subject, "effect": effectID, "enableDataDetection": enableDataDetection,
                "clientMessageId": clientMessageID,
            ])
    }

    private func target(_ guid: String?, _ partIndex: Int?) throws -> Arguments? {
        guard let guid else {
            if partIndex == nil { return nil }
            throw SpectrumError.invalid("replyToPart needs replyTo: the message that the part is of")
        }
        return ["guid": guid, "partIndex": partIndex]
    }
}

/// One part of a message of several.
public struct MessagePart: Sendable, Hashable {
    /// Its text.
    public var text: String?
    /// The guid of an uploaded file.
    public var attachmentGUID: String?
    /// The name that the file is shown by.
    public var attachmentName: String?
    /// The person that the text mentions.
    public var mentionedAddress: String?
    /// The bubble that it is in; parts of one index share one.
    public var bubbleIndex: Int?
    /// Formatting of the text.
    public var formatting: [Formatting]

    /// One part of a message of several.
    public init(
        text: String? = nil,
        attachmentGUID: String? = nil,
        attachmentName: String? = nil,
        mentionedAddress: String? = nil,
        bubbleIndex: Int? = nil,
        formatting: [Formatting] = []
    ) {
        self.text = text
        self.attachmentGUID = attachmentGUID
        self.attachmentName = attachmentName
        self.mentionedAddress = mentionedAddress
        self.bubbleIndex = bubbleIndex
        self.formatting = formatting
    }

    fileprivate var arguments: Arguments {
        [
            "text": text, "attachmentGuid": attachmentGUID, "attachmentName": attachmentName,
            "mentionedAddress": mentionedAddress, "bubbleIndex": bubbleIndex,
            "formatting": formatting.map(\.arguments),
        ]
    }
}

extension Formatting {
    /// The animation has another name where it is sent.
    fileprivate var arguments: Arguments {
        ["type": kind, "start": start, "length": length, "effect": effectName]
    }
}
