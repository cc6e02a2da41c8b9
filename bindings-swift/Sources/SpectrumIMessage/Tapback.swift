internal import SpectrumIMessageNative

/// The six reactions that every version of Messages knows. The raw values are their names.
public enum Tapback: String, Sendable, CaseIterable {
    /// ❤️
    case love
    /// 👍
    case like
    /// 👎
    case dislike
    /// 😂
    case laugh
    /// ‼️
    case emphasize
    /// ❓
    case question

    /// The emoji.
    public var emoji: String { tapbackEmoji(tapback: native) }
}

extension Tapback {
    init(_ native: NativeTapback) {
        switch native {
        case .love: self = .love
        case .like: self = .like
        case .dislike: self = .dislike
        case .laugh: self = .laugh
        case .emphasize: self = .emphasize
        case .question: self = .question
        }
    }

    private var native: NativeTapback {
        switch self {
        case .love: .love
        case .like: .like
        case .dislike: .dislike
        case .laugh: .laugh
        case .emphasize: .emphasize
        case .question: .question
        }
    }
}
