internal import SpectrumIMessageNative

/// Somebody in a conversation. The details are there where the platform sent them.
public struct User: Sendable, Hashable, Identifiable {
    /// Who a user is to the conversation.
    public enum Kind: String, Sendable {
        /// Somebody else.
        case person
        /// This program.
        case agent
    }

    /// The service that reaches an address.
    public enum Service: String, Sendable {
        /// iMessage.
        case iMessage
        /// SMS.
        case sms = "SMS"
        /// RCS.
        case rcs = "RCS"
        /// Not known.
        case unknown
    }

    /// A phone number or an e-mail address, as given; not normalised.
    public let id: String
    /// Whether this is the program itself.
    public let kind: Kind
    /// The phone number or e-mail address.
    public let address: String?
    /// The country code of the address.
    public let country: String?
    /// The service that reaches the address.
    public let service: Service?

    /// A user by a phone number or an e-mail address.
    public init(_ id: String) {
        self.id = id
        kind = .person
        address = nil
        country = nil
        service = nil
    }
}

extension User: ExpressibleByStringInterpolation {
    /// A user by a phone number or an e-mail address.
    public init(stringLiteral id: String) {
        self.init(id)
    }
}

extension User.Service: Codable {
    /// Reads a service; one that is newer than this library is ``unknown``.
    public init(from decoder: any Decoder) throws {
        self = Self(rawValue: try decoder.singleValueContainer().decode(String.self)) ?? .unknown
    }
}

extension User {
    init(_ native: NativeUser) {
        id = native.id
        kind = Kind(native.kind)
        address = native.address
        country = native.country
        service = native.service.map(Service.init)
    }

    var native: NativeUser {
        NativeUser(
            id: id,
            kind: kind.native,
            address: address,
            country: country,
            service: service?.native
        )
    }
}

extension User.Kind {
    fileprivate init(_ native: NativeUserKind) {
        switch native {
        case .person: self = .person
        case .agent: self = .agent
        }
    }

    fileprivate var native: NativeUserKind {
        switch self {
        case .person: .person
        case .agent: .agent
        }
    }
}

extension User.Service {
    init(_ native: NativeService) {
        switch native {
        case .iMessage: self = .iMessage
        case .sms: self = .sms
        case .rcs: self = .rcs
        case .unknown: self = .unknown
        }
    }

    fileprivate var native: NativeService {
        switch self {
        case .iMessage: .iMessage
        case .sms: .sms
        case .rcs: .rcs
        case .unknown: .unknown
        }
    }
}
