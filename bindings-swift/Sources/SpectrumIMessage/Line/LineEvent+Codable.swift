import Foundation

extension LineEvent: Codable {
    enum Field: String, CodingKey {
        case type, sequence, chatGUID, occurredAt, actor, isFromMe
        case message, messageGUID, content, editedAt, readAt, retractedAt
        case targetPartIndex, reaction, sticker, placement
        case change, pollMessageGUID, delta, headSequence
        case displayName, participant, title, options, optionIdentifier
    }

    /// Reads an event as it was written.
    public init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: Field.self)
        sequence = try fields.sequence(.sequence)
        chatGUID = try fields.decodeIfPresent(String.self, forKey: .chatGUID)
        occurredAt = try fields.decodeIfPresent(Date.self, forKey: .occurredAt)
        actor = try fields.decodeIfPresent(AddressInfo.self, forKey: .actor)
        isFromMe = try fields.decodeIfPresent(Bool.self, forKey: .isFromMe) ?? false
        change = try Change(fields)
    }

    /// Writes the event: the fields of the change beside its own, sequences as text.
    public func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: Field.self)
        try fields.encode(type, forKey: .type)
        try fields.encode(sequence: sequence, .sequence)
        try fields.encodeIfPresent(chatGUID, forKey: .chatGUID)
        try fields.encodeIfPresent(occurredAt, forKey: .occurredAt)
        try fields.encodeIfPresent(actor, forKey: .actor)
        if chatGUID != nil { try fields.encode(isFromMe, forKey: .isFromMe) }
        try change.encode(to: &fields)
    }
}

extension LineEvent.Change {
    fileprivate init(_ fields: KeyedDecodingContainer<LineEvent.Field>) throws {
        func guid() throws -> String { try fields.decode(String.self, forKey: .messageGUID) }
        func time(_ field: LineEvent.Field) throws -> Date? {
            try fields.decodeIfPresent(Date.self, forKey: field)
        }
        func part() throws -> Int? { try fields.decodeIfPresent(Int.self, forKey: .targetPartIndex) }
        func reaction() throws -> ReactionInfo? {
            try fields.decodeIfPresent(ReactionInfo.self, forKey: .reaction)
        }

        switch try fields.decode(String.self, forKey: .type) {
        case "message.received":
            self = .messageReceived(message: try fields.decodeIfPresent(MessageRecord.self, forKey: .message))
        case "message.edited":
            let content = try fields.decode(MessageBody.self, forKey: .content)
            self = .messageEdited(messageGUID: try guid(), content: content, editedAt: try time(.editedAt))
        case "message.read": self = .messageRead(messageGUID: try guid(), readAt: try time(.readAt))
        case "message.unsent":
            self = .messageUnsent(messageGUID: try guid(), retractedAt: try time(.retractedAt))
        case "message.reactionAdded":
            self = .reactionAdded(
                messageGUID: try guid(), targetPartIndex: try part(), reaction: try reaction())
        case "message.reactionRemoved":
            self = .reactionRemoved(
                messageGUID: try guid(), targetPartIndex: try part(), reaction: try reaction())
        case "message.stickerPlaced":
            self = .stickerPlaced(
                messageGUID: try guid(), targetPartIndex: try part(),
                sticker: try fields.decodeIfPresent(AttachmentRecord.self, forKey: .sticker),
                placement: try fields.decodeIfPresent(StickerPlacement.self, forKey: .placement))
        case "chat.backgroundChanged": self = .backgroundChanged
        case "chat.backgroundRemoved": self = .backgroundRemoved
        case "chat.markedRead": self = .markedRead
        case "chat.archived": self = .archived
        case "chat.unarchived": self = .unarchived
        case "group.changed":
            self = .groupChanged(try fields.decode(LineEvent.GroupChange.self, forKey: .change))
        case "poll.changed":
            self = .pollChanged(
                pollMessageGUID: try fields.decode(String.self, forKey: .pollMessageGUID),
                delta: try fields.decode(LineEvent.PollChange.self, forKey: .delta))
        case "catchup.complete": self = .catchUpComplete(headSequence: try fields.sequence(.headSequence))
        case let type: self = .unknown(type: type)
        }
    }

    fileprivate func encode(to fields: inout KeyedEncodingContainer<LineEvent.Field>) throws {
        switch self {
        case .messageReceived(let message): try fields.encodeIfPresent(message, forKey: .message)
        case .messageEdited(let guid, let content, let editedAt):
            try fields.encode(guid, forKey: .messageGUID)
            try fields.encode(content, forKey: .content)
            try fields.encodeIfPresent(editedAt, forKey: .editedAt)
        case .messageRead(let guid, let readAt):
            try fields.encode(guid, forKey: .messageGUID)
            try fields.encodeIfPresent(readAt, forKey: .readAt)
        case .messageUnsent(let guid, let retractedAt):
            try fields.encode(guid, forKey: .messageGUID)
            try fields.encodeIfPresent(retractedAt, forKey: .retractedAt)
        case .reactionAdded(let guid, let part, let reaction),
            .reactionRemoved(let guid, let part, let reaction):
            try fields.encode(guid, forKey: .messageGUID)
            try fields.encodeIfPresent(part, forKey: .targetPartIndex)
            try fields.encodeIfPresent(reaction, forKey: .reaction)
        case .stickerPlaced(let guid, let part, let sticker, let placement):
            try fields.encode(guid, forKey: .messageGUID)
            try fields.encodeIfPresent(part, forKey: .targetPartIndex)
            try fields.encodeIfPresent(sticker, forKey: .sticker)
            try fields.encodeIfPresent(placement, forKey: .placement)
        case .groupChanged(let change): try fields.encode(change, forKey: .change)
        case .pollChanged(let guid, let delta):
            try fields.encode(guid, forKey: .pollMessageGUID)
            try fields.encode(delta, forKey: .delta)
        case .catchUpComplete(let head): try fields.encode(sequence: head, .headSequence)
        case .backgroundChanged, .backgroundRemoved, .markedRead, .archived, .unarchived, .unknown: break
        }
    }
}

extension LineEvent.GroupChange: Codable {
    /// Reads a change as it was written.
    public init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: LineEvent.Field.self)
        func participant() throws -> AddressInfo? {
            try fields.decodeIfPresent(AddressInfo.self, forKey: .participant)
        }
        switch try fields.decode(String.self, forKey: .type) {
        case "displayNameChanged":
            self = .displayNameChanged(try fields.decode(String.self, forKey: .displayName))
        case "participantAdded": self = .participantAdded(try participant())
        case "participantRemoved": self = .participantRemoved(try participant())
        case "participantLeft": self = .participantLeft(try participant())
        case "iconChanged": self = .iconChanged
        case "iconRemoved": self = .iconRemoved
        case let type: self = .unknown(type: type)
        }
    }

    /// Writes the change, with its name as the field `type`.
    public func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: LineEvent.Field.self)
        try fields.encode(type, forKey: .type)
        switch self {
        case .displayNameChanged(let name): try fields.encode(name, forKey: .displayName)
        case .participantAdded(let person), .participantRemoved(let person), .participantLeft(let person):
            try fields.encodeIfPresent(person, forKey: .participant)
        case .iconChanged, .iconRemoved, .unknown: break
        }
    }

    private var type: String {
        switch self {
        case .displayNameChanged: "displayNameChanged"
        case .participantAdded: "participantAdded"
        case .participantRemoved: "participantRemoved"
        case .participantLeft: "participantLeft"
        case .iconChanged: "iconChanged"
        case .iconRemoved: "iconRemoved"
        case .unknown(let type): type
        }
    }
}

extension LineEvent.PollChange: Codable {
    /// Reads a change as it was written.
    public init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: LineEvent.Field.self)
        func title() throws -> String { try fields.decode(String.self, forKey: .title) }
        func options() throws -> [PollOptionRecord] {
            try fields.decode([PollOptionRecord].self, forKey: .options)
        }
        func option() throws -> String { try fields.decode(String.self, forKey: .optionIdentifier) }
        switch try fields.decode(String.self, forKey: .type) {
        case "created": self = .created(title: try title(), options: try options())
        case "optionAdded": self = .optionAdded(title: try title(), options: try options())
        case "voted": self = .voted(optionIdentifier: try option())
        case "unvoted": self = .unvoted(optionIdentifier: try option())
        case let type: self = .unknown(type: type)
        }
    }

    /// Writes the change, with its name as the field `type`.
    public func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: LineEvent.Field.self)
        try fields.encode(type, forKey: .type)
        switch self {
        case .created(let title, let options), .optionAdded(let title, let options):
            try fields.encode(title, forKey: .title)
            try fields.encode(options, forKey: .options)
        case .voted(let option), .unvoted(let option): try fields.encode(option, forKey: .optionIdentifier)
        case .unknown: break
        }
    }

    private var type: String {
        switch self {
        case .created: "created"
        case .optionAdded: "optionAdded"
        case .voted: "voted"
        case .unvoted: "unvoted"
        case .unknown(let type): type
        }
    }
}

// MARK: - Sequences

extension KeyedDecodingContainer {
    /// A 64-bit number, which JSON holds as text: not every language's numbers keep all its digits.
    func sequence(_ field: Key) throws -> UInt64? {
        guard let text = try decodeIfPresent(String.self, forKey: field) else { return nil }
        guard let number = UInt64(text) else {
            throw DecodingError.dataCorruptedError(forKey: field, in: self, debugDescription: "no number")
        }
        return number
    }
}

extension KeyedEncodingContainer {
    /// Writes a 64-bit number as text.
    mutating func encode(sequence: UInt64?, _ field: Key) throws {
        try encodeIfPresent(sequence.map { String($0) }, forKey: field)
    }
}
