internal import SpectrumIMessageNative

/// A messaging network.
public enum Platform: String, Sendable {
    /// iMessage.
    case iMessage
    /// Standard input and output, for development.
    case terminal
}

extension Platform {
    init(_ native: NativePlatform) {
        switch native {
        case .iMessage: self = .iMessage
        case .terminal: self = .terminal
        }
    }
}
