internal import SpectrumIMessageNative

/// A messaging network.
public enum Platform: String, Sendable {
    /// iMessage.
    case iMessage
}

extension Platform {
    init(_ native: NativePlatform) {
        switch native {
        case .iMessage: self = .iMessage
        }
    }
}
