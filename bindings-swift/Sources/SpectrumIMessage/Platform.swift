internal import SpectrumIMessageNative

/// A messaging network.
public enum Platform: Sendable, Hashable {
    /// iMessage.
    case iMessage
    /// Standard input and output, for development.
    case terminal
    /// One that the program defines, by the name of its ``PlatformDefinition``.
    case custom(String)
}

extension Platform: RawRepresentable {
    /// The platform of a name; nil for an empty one.
    public init?(rawValue: String) {
        switch rawValue {
        case "": return nil
        case "iMessage": self = .iMessage
        case "terminal": self = .terminal
        default: self = .custom(rawValue)
        }
    }

    /// `iMessage`, `terminal`, or the name of a definition.
    public var rawValue: String {
        switch self {
        case .iMessage: "iMessage"
        case .terminal: "terminal"
        case .custom(let name): name
        }
    }
}

extension Platform {
    init(_ native: NativePlatform) {
        switch native {
        case .iMessage: self = .iMessage
        case .terminal: self = .terminal
        case .custom(let name): self = .custom(name)
        }
    }
}
