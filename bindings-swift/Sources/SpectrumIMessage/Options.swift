import Foundation
internal import SpectrumIMessageNative

extension Spectrum {
    /// What happens to content that a platform does not carry.
    public enum UnsupportedPolicy: Sendable {
        /// It is logged and skipped; the rest of the call goes on.
        case warn
        /// ``SpectrumError/unsupported(_:)`` is thrown.
        case `throw`
    }
}

extension Spectrum.UnsupportedPolicy {
    var native: NativeUnsupportedPolicy {
        switch self {
        case .warn: .warn
        case .throw: .throw
        }
    }
}

extension Duration {
    /// A limit of time in seconds, which must not be negative.
    func limitInSeconds() throws -> TimeInterval {
        guard self >= .zero else { throw SpectrumError.invalid("the start timeout must not be negative") }
        return TimeInterval(components.seconds) + TimeInterval(components.attoseconds) * 1e-18
    }
}
