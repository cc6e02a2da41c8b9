internal import SpectrumIMessageNative

/// The 13 effects of iMessage. The raw values are Apple's identifiers.
public enum MessageEffect: String, Sendable, CaseIterable {
    /// The bubble slams down.
    case slam = "com.apple.MobileSMS.expressivesend.impact"
    /// The bubble shouts.
    case loud = "com.apple.MobileSMS.expressivesend.loud"
    /// The bubble whispers.
    case gentle = "com.apple.MobileSMS.expressivesend.gentle"
    /// Invisible ink.
    case invisible = "com.apple.MobileSMS.expressivesend.invisibleink"
    /// Confetti falls.
    case confetti = "com.apple.messages.effect.CKConfettiEffect"
    /// Fireworks.
    case fireworks = "com.apple.messages.effect.CKFireworksEffect"
    /// Balloons rise.
    case balloons = "com.apple.messages.effect.CKBalloonEffect"
    /// A heart grows.
    case heart = "com.apple.messages.effect.CKHeartEffect"
    /// Lasers.
    case lasers = "com.apple.messages.effect.CKLasersEffect"
    /// The celebration of a birthday.
    case celebration = "com.apple.messages.effect.CKHappyBirthdayEffect"
    /// Sparkles.
    case sparkles = "com.apple.messages.effect.CKSparklesEffect"
    /// A spotlight on the bubble.
    case spotlight = "com.apple.messages.effect.CKSpotlightEffect"
    /// The bubble echoes over the screen.
    case echo = "com.apple.messages.effect.CKEchoEffect"
}

extension MessageEffect {
    init(_ native: NativeEffect) {
        switch native {
        case .slam: self = .slam
        case .loud: self = .loud
        case .gentle: self = .gentle
        case .invisible: self = .invisible
        case .confetti: self = .confetti
        case .fireworks: self = .fireworks
        case .balloons: self = .balloons
        case .heart: self = .heart
        case .lasers: self = .lasers
        case .celebration: self = .celebration
        case .sparkles: self = .sparkles
        case .spotlight: self = .spotlight
        case .echo: self = .echo
        }
    }
}
