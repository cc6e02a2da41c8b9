internal import SpectrumIMessageNative

/// A platform and how it is connected.
public struct Provider: Sendable {
    private let connection: Connection

    private enum Connection {
        case cloud
        case clients([IMessageClient])
        case local(database: String?, osascript: String?)
        case conflicting
        case terminal
        case custom(@Sendable () throws -> any AnyRunner)
    }

    /// iMessage: through Spectrum Cloud, through relays of your own, or through this Mac's Messages.
    ///
    /// - Parameters:
    ///   - clients: Relays of your own, one for each line.
    ///   - local: Whether this Mac's own Messages is meant.
    public static func imessage(clients: [IMessageClient]? = nil, local: Bool = false) -> Provider {
        switch (clients, local) {
        case (nil, false): Provider(connection: .cloud)
        case (nil, true): Provider(connection: .local(database: nil, osascript: nil))
        case (.some(let clients), false): Provider(connection: .clients(clients))
        case (.some, true): Provider(connection: .conflicting)
        }
    }

    /// iMessage through this Mac's Messages, with places of its own: for tests, also on other systems.
    ///
    /// - Parameters:
    ///   - database: The database of Messages; else `SPECTRUM_LOCAL_DATABASE`, else `~/Library/Messages/chat.db`.
    ///   - osascript: The program that runs AppleScript; else `SPECTRUM_OSASCRIPT`, else `/usr/bin/osascript`.
    public static func localIMessage(database: String? = nil, osascript: String? = nil) -> Provider {
        Provider(connection: .local(database: database, osascript: osascript))
    }

    /// The terminal, for development: a line on standard input is a message, and what is sent is written to standard
    /// output. A line such as `/help` comes as custom content with the field `command`. What the terminal does not carry
    /// is sent in a plainer form, or skipped.
    public static func terminal() -> Provider {
        Provider(connection: .terminal)
    }

    /// A platform that the program defines. Each application makes a client of its own.
    public static func custom(_ definition: some PlatformDefinition) -> Provider {
        Provider(connection: .custom { try Runner(definition) })
    }

    /// The native provider, and what serves it if the program defines it.
    func native() throws -> (NativeProvider, (any AnyRunner)?) {
        if case .custom(let make) = connection {
            let runner = try make()
            return (.custom(definition: runner.native), runner)
        }
        return (try connected(), nil)
    }

    private func connected() throws -> NativeProvider {
        switch connection {
        case .cloud: .cloud
        case .clients(let clients): .clients(clients: clients.map(\.native))
        case .local(let database, let osascript): .local(database: database, osascript: osascript)
        case .terminal: .terminal
        case .conflicting, .custom: throw SpectrumError.invalid("iMessage takes clients or local, not both")
        }
    }
}

/// One line of a relay of your own.
public struct IMessageClient: Sendable {
    /// `host:port` (TLS), or `http://host:port` on this machine.
    public let address: String
    /// The number of the line.
    public let phone: String
    /// Not public: a secret must not be printed with the rest.
    private let token: String

    /// A line.
    ///
    /// - Parameters:
    ///   - address: `host:port` (TLS), or `http://host:port` on this machine.
    ///   - token: The token that the relay takes.
    ///   - phone: The number of the line.
    public init(address: String, token: String, phone: String) {
        self.address = address
        self.phone = phone
        self.token = token
    }

    fileprivate var native: NativeClient {
        NativeClient(address: address, token: token, phone: phone)
    }
}

extension IMessageClient: CustomStringConvertible, CustomReflectable {
    /// The address and the number, without the token.
    public var description: String { "IMessageClient(\(address), \(phone))" }

    /// The address and the number, without the token.
    public var customMirror: Mirror { Mirror(self, children: ["address": address, "phone": phone]) }
}
