import Foundation

/// What is known of an address.
public struct AddressDetails: Sendable, Hashable, Codable {
    /// The phone number or e-mail address, as the service writes it.
    public let address: String
    /// Its country code, where known.
    public let country: String?
    /// The services that reach it.
    public let services: [User.Service]
}

/// A page of messages as the service has them.
public struct MessagePage: Sendable, Hashable, Codable {
    /// The messages, newest first.
    public let messages: [MessageRecord]
    /// Asks for the next page; nil on the last.
    public let nextPageToken: String?
}

/// A file at the service.
public struct AttachmentRecord: Sendable, Hashable, Codable {
    /// The guid: what sends, stickers and downloads name.
    public let guid: String
    /// The guid before a forward.
    public let originalGUID: String?
    /// The file name.
    public let fileName: String
    /// The MIME type.
    public let mimeType: String
    /// Apple's type identifier.
    public let uti: String
    /// The size in bytes.
    public let totalBytes: Int64
    /// Whether it was sent by this account.
    public let isOutgoing: Bool
    /// `pending`, `transferring`, `failed`, `finished` or `unknown`.
    public let transferState: String
    /// Not shown.
    public let isHidden: Bool
    /// A sticker.
    public let isSticker: Bool
    /// What accompanies it: `live-photo-video`.
    public let companionKind: String?
}

/// The video of a Live Photo.
public struct CompanionRecord: Sendable, Hashable, Codable {
    /// The file name.
    public let fileName: String
    /// The MIME type.
    public let mimeType: String
    /// The size in bytes.
    public let totalBytes: Int64
    /// `live-photo-video`.
    public let kind: String
}

/// What an upload has put at the service.
public struct Uploaded: Sendable, Hashable, Codable {
    /// The file.
    public let attachment: AttachmentRecord
    /// The video of a Live Photo.
    public let companion: CompanionRecord?
}

/// A conversation.
public struct ChatRecord: Sendable, Hashable, Codable {
    /// The guid, `any;-;<address>` or `any;+;<id>`.
    public let guid: String
    /// The other address, or the name of the group's room.
    public let chatIdentifier: String?
    /// Apple's identifier of the group.
    public let groupID: String?
    /// The group's name; empty if it has none.
    public let displayName: String
    /// Whether it is a group.
    public let isGroup: Bool
    /// The service it runs over.
    public let service: User.Service
    /// Put away.
    public let isArchived: Bool
    /// Filtered as of an unknown sender.
    public let isFiltered: Bool
    /// Messages not read yet.
    public let unreadCount: Int?
    /// The people, the line itself among them.
    public let participants: [AddressInfo]
    /// The last message, where the service gives it.
    public let lastMessage: MessageRecord?
}

/// A new conversation.
public struct CreatedChat: Sendable, Hashable, Codable {
    /// The conversation.
    public let chat: ChatRecord?
    /// Its first message, if one was given.
    public let initialMessage: MessageRecord?
}

/// A picture: of a group, or embedded in a message.
public struct MediaRecord: Sendable, Hashable, Codable {
    /// The bytes.
    public let data: Data
    /// The MIME type.
    public let mimeType: String
}

/// An option of a poll.
public struct PollOptionRecord: Sendable, Hashable, Codable {
    /// What votes name.
    public let optionIdentifier: String
    /// The text.
    public let text: String
    /// Who added it.
    public let creatorHandle: String?
}

/// A vote.
public struct PollVoteRecord: Sendable, Hashable, Codable {
    /// The option.
    public let optionIdentifier: String
    /// Who voted.
    public let participant: AddressInfo?
}

/// A poll with its votes.
public struct PollRecord: Sendable, Hashable, Codable {
    /// The guid of the poll's message.
    public let pollMessageGUID: String
    /// The conversation.
    public let chatGUID: String
    /// The question.
    public let title: String
    /// The options.
    public let options: [PollOptionRecord]
    /// The votes, one a person.
    public let votes: [PollVoteRecord]

    /// The number of votes of an option.
    public func votes(for optionIdentifier: String) -> Int {
        votes.count { $0.optionIdentifier == optionIdentifier }
    }
}

/// Where a friend is who shares it.
public struct LocationRecord: Sendable, Hashable, Codable {
    /// The friend's address.
    public let address: String
    /// The friend's name.
    public let name: String?
    /// Degrees north.
    public let latitude: Double?
    /// Degrees east.
    public let longitude: Double?
    /// The radius in metres.
    public let accuracy: Double?
    /// The postal address.
    public let longAddress: String?
    /// The town.
    public let shortAddress: String?
    /// Whether it is being looked for right now.
    public let isLocatingInProgress: Bool
    /// `legacy`, `live`, `shallow` or `unknown`.
    public let locationType: String
    /// When the friend was there.
    public let locationTimestamp: Date?
    /// Until when it is shared.
    public let expiresAt: Date?
}

/// A friend moved.
public struct LocationUpdate: Sendable, Hashable {
    /// The number of the update at its source.
    public let sourceSequence: UInt64?
    /// Where the friend is now.
    public let location: LocationRecord?
}

/// What became of a request to share a location.
public struct SharingRequest: Sendable, Hashable, Codable {
    /// The friend's address.
    public let address: String
    /// What became of it, such as `requested`.
    public let status: String
    /// Why, where the service says so.
    public let reason: String?
    /// The message that asks.
    public let messageGUID: String?
}

extension LocationUpdate: Codable {
    private enum Field: String, CodingKey {
        case sourceSequence, location
    }

    /// Reads an update as it was written.
    public init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: Field.self)
        sourceSequence = try fields.sequence(.sourceSequence)
        location = try fields.decodeIfPresent(LocationRecord.self, forKey: .location)
    }

    /// Writes the update, the sequence as text.
    public func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: Field.self)
        try fields.encode(sequence: sourceSequence, .sourceSequence)
        try fields.encodeIfPresent(location, forKey: .location)
    }
}
