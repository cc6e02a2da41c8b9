import Foundation

/// A platform that a program defines: how a network is reached. Everything else is as on every platform. The value is
/// its configuration; each application makes one client of it.
///
/// Methods may run side by side; the task of one that nobody waits for any more is cancelled. What they throw comes
/// out of the call as it is. Logs have the type of an error, not its text. What else the platform can do (actions,
/// values, streams of other events) are methods and properties of the type itself.
public protocol PlatformDefinition: Sendable {
    /// What is connected to the network.
    associatedtype Client: Sendable

    /// The name: small letters, digits and single underscores, such as `my_chat`.
    static var name: String { get }

    /// The fields that every space has besides its id. With such, ``space(id:params:client:)`` has to be given if spaces
    /// are to be found by their ids.
    static var spaceFields: [String] { get }

    /// Checks the configuration, before an application connects anything. Throws for a wrong one.
    func check() throws

    /// Connects. The time of the application's start limits it.
    func createClient() async throws -> Client

    /// Disconnects: once for each client, when the application has stopped, after the calls that were on their way, in
    /// at most 5 seconds.
    func destroyClient(_ client: Client) async throws

    /// A user by the id.
    func resolveUser(id: String, client: Client) async throws -> User

    /// Begins a conversation with users; the params are those of the caller.
    func createSpace(with users: [User], params: JSONValue?, client: Client) async throws -> SpaceRecord

    /// A known conversation by its id. Not given, it is made of the id alone.
    func space(id: String, params: JSONValue?, client: Client) async throws -> SpaceRecord

    /// Puts what arrives into `arrivals`, from the first read of the application's messages to the stop, when its task is
    /// cancelled. Its end means that nothing will arrive any more. An error is logged and told in ``Spectrum/events``,
    /// and it is called again after a wait (500 ms, doubled up to 30 s until something arrives).
    func messages(client: Client, into arrivals: Arrivals) async throws

    /// Sends content, to a conversation one after another in the order of the calls. Nil for content that yields no
    /// message, such as typing. The key is for networks that know such: a send that is repeated has the same.
    ///
    /// Every kind of content that the network does not carry is answered with `throw unsupported(content)`: it comes
    /// again in a plainer form if it has one (markdown as text, an effect as what is inside), else it is skipped.
    func send(
        _ content: MessageContent, to space: Space, clientMessageID: String?, client: Client
    ) async throws -> SentMessage?

    /// A message by its id, if it is none of the last 1000; nil if it is unknown.
    func message(id: String, in space: Space, client: Client) async throws -> IncomingMessage?

    /// The people of a group, without this program.
    func members(of space: Space, client: Client) async throws -> [User]

    /// The name of a group; nil if it has none.
    func displayName(of space: Space, client: Client) async throws -> String?

    /// The picture of a group, from `Content.avatar`; nil if it has none.
    func avatar(of space: Space, client: Client) async throws -> Content?
}

/// An optional method that a definition does not have.
struct NotGiven: Error {}

extension PlatformDefinition {
    /// None.
    public static var spaceFields: [String] { [] }

    /// Takes every configuration.
    public func check() throws {}

    /// Does nothing.
    public func destroyClient(_ client: Client) async throws {}

    /// Not given.
    public func space(id: String, params: JSONValue?, client: Client) async throws -> SpaceRecord {
        throw NotGiven()
    }

    /// Not given.
    public func message(id: String, in space: Space, client: Client) async throws -> IncomingMessage? {
        throw NotGiven()
    }

    /// Not given.
    public func members(of space: Space, client: Client) async throws -> [User] { throw NotGiven() }

    /// Not given.
    public func displayName(of space: Space, client: Client) async throws -> String? { throw NotGiven() }

    /// Not given.
    public func avatar(of space: Space, client: Client) async throws -> Content? { throw NotGiven() }

    /// The error for content that the platform does not carry.
    public func unsupported(_ content: MessageContent, detail: String? = nil) -> SpectrumError {
        .unsupportedContent(content.type, platform: Self.name, detail: detail)
    }
}

extension SpectrumError {
    fileprivate static func unsupportedContent(_ type: String, platform: String, detail: String?) -> SpectrumError {
        .unsupported(
            Details(
                code: "unsupported",
                message: "\(platform) does not support content type \"\(type)\"",
                retryable: false,
                context: [:],
                grpcStatus: nil,
                httpStatus: nil,
                unsupported: Unsupported(kind: .content, name: type, platform: platform, detail: detail)
            ))
    }
}

/// A conversation, as a definition describes it.
public struct SpaceRecord: Sendable {
    /// The id, unique on the platform.
    public let id: String
    /// Whether it is a conversation of two or a group.
    public let type: Space.Kind
    /// What the definition needs besides: an object as JSON, ``Space/fields`` of every later call.
    public let fields: JSONValue?

    /// A conversation.
    ///
    /// - Parameters:
    ///   - id: The id, unique on the platform.
    ///   - type: Whether it is a conversation of two or a group.
    ///   - fields: What the definition needs besides: an object.
    public init(_ id: String, type: Space.Kind = .dm, fields: JSONValue? = nil) {
        self.id = id
        self.type = type
        self.fields = fields
    }
}

extension SpaceRecord: ExpressibleByStringInterpolation {
    /// A conversation of two that is nothing but its id.
    public init(stringLiteral id: String) {
        self.init(id)
    }
}

/// A message, as a definition describes it.
public struct IncomingMessage: Sendable {
    /// What a message holds, as a definition describes it.
    public enum Body: Sendable {
        /// Content from its builder.
        case content(Content)
        /// A reaction: a tapback's name or an emoji, and the id of the message that is meant. It is handed over if that
        /// is known: one of the last 1000, or what ``PlatformDefinition/message(id:in:client:)`` finds.
        case reaction(String, to: String)
    }

    /// The id, unique in its conversation and the same whenever the message is seen.
    public let id: String
    /// What it holds.
    public let body: Body
    /// Who wrote it. What an ``User/Kind/agent`` wrote counts as sent.
    public let sender: User
    /// Where.
    public let space: SpaceRecord
    /// When; now if it is not given.
    public let timestamp: Date?
    /// The id of the message that it answers.
    public let replyTo: String?

    /// A message.
    ///
    /// - Parameters:
    ///   - id: The id, unique in its conversation and the same whenever the message is seen.
    ///   - body: What it holds.
    ///   - sender: Who wrote it.
    ///   - space: Where.
    ///   - timestamp: When; now if it is not given.
    ///   - replyTo: The id of the message that it answers.
    public init(
        id: String, body: Body, sender: User, space: SpaceRecord, timestamp: Date? = nil, replyTo: String? = nil
    ) {
        self.id = id
        self.body = body
        self.sender = sender
        self.space = space
        self.timestamp = timestamp
        self.replyTo = replyTo
    }

    /// A message with content.
    ///
    /// - Parameters:
    ///   - id: The id, unique in its conversation and the same whenever the message is seen.
    ///   - content: What it holds; a string literal will do.
    ///   - sender: Who wrote it.
    ///   - space: Where.
    ///   - timestamp: When; now if it is not given.
    ///   - replyTo: The id of the message that it answers.
    public init(
        id: String, content: Content, sender: User, space: SpaceRecord, timestamp: Date? = nil,
        replyTo: String? = nil
    ) {
        self.init(
            id: id, body: .content(content), sender: sender, space: space, timestamp: timestamp, replyTo: replyTo)
    }
}

/// A message that a definition has sent.
public struct SentMessage: Sendable {
    /// The id, unique in its conversation.
    public let id: String
    /// When; now if it is not given.
    public let timestamp: Date?

    /// A message.
    ///
    /// - Parameters:
    ///   - id: The id, unique in its conversation.
    ///   - timestamp: When; now if it is not given.
    public init(_ id: String, timestamp: Date? = nil) {
        self.id = id
        self.timestamp = timestamp
    }
}
