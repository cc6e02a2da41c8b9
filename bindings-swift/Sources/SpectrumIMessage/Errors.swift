import Foundation

internal import SpectrumIMessageNative

/// What went wrong, in the groups that people catch. A cancelled call throws `CancellationError` instead.
public enum SpectrumError: Error, Sendable, Equatable {
    /// The service refuses the credentials, or the right to do this.
    case authentication(Details)
    /// The chat, message, attachment or line is unknown.
    case notFound(Details)
    /// A quota or a rate limit is used up.
    case rateLimit(Details)
    /// The input cannot be accepted; the same call fails again.
    case validation(Details)
    /// The service cannot be reached, or did not answer in time.
    case connection(Details)
    /// The platform, the mode or the kind of space cannot do this.
    case unsupported(Details)
    /// None of the groups above: a fault of the service, or a use after `stop()`.
    case other(Details)

    /// What an error says besides its group.
    public struct Details: Sendable, Equatable {
        /// The stable code, the same in every language: `emptyText`, `dailyLimitExceeded`, …
        public let code: String
        /// The text for people. Never holds a secret or the text of a message.
        public let message: String
        /// Whether the service says that the same call may succeed later.
        public let retryable: Bool
        /// Details by name, such as `host` and `reason` of a failed connection.
        public let context: [String: String]
        /// The gRPC status code, where the service answered a call with one.
        public let grpcStatus: Int?
        /// The HTTP status, where Spectrum Cloud answered with one.
        public let httpStatus: Int?
        /// What is unsupported, in the case ``SpectrumError/unsupported(_:)``.
        public let unsupported: Unsupported?
    }

    /// What exactly is unsupported.
    public struct Unsupported: Sendable, Equatable {
        /// Whether a kind of content or an action is meant.
        public enum Kind: Sendable, Equatable {
            /// A kind of content.
            case content
            /// An action.
            case action
        }

        /// Whether a kind of content or an action is meant.
        public let kind: Kind
        /// The kind of content (`poll`) or the name of the action (`space.create`).
        public let name: String
        /// The platform that cannot do it, with its mode where that is the reason.
        public let platform: String
        /// Why, and what to do instead.
        public let detail: String?
    }

    /// What the error says besides its group.
    public var details: Details {
        switch self {
        case .authentication(let details), .notFound(let details), .rateLimit(let details),
            .validation(let details), .connection(let details), .unsupported(let details),
            .other(let details):
            details
        }
    }

    /// The stable code, the same in every language.
    public var code: String { details.code }
    /// The text for people. Safe to log.
    public var message: String { details.message }
    /// Whether the service says that the same call may succeed later.
    public var retryable: Bool { details.retryable }
    /// Details by name.
    public var context: [String: String] { details.context }
    /// The gRPC status code, where the service answered a call with one.
    public var grpcStatus: Int? { details.grpcStatus }
    /// The HTTP status, where Spectrum Cloud answered with one.
    public var httpStatus: Int? { details.httpStatus }
}

extension SpectrumError: CustomStringConvertible {
    /// The code and the text.
    public var description: String { "\(code): \(message)" }
}

extension SpectrumError {
    init(_ error: NativeErrorDetails, _ make: (Details) -> SpectrumError) {
        self = make(
            Details(
                code: error.code,
                message: error.message,
                retryable: error.retryable,
                context: error.context,
                grpcStatus: error.grpcStatus.map(Int.init),
                httpStatus: error.httpStatus.map(Int.init),
                unsupported: error.unsupported.map(Unsupported.init)
            ))
    }

    /// Input that is told apart before the native side sees it.
    static func invalid(_ message: String, code: String = "invalidArgument") -> SpectrumError {
        .validation(
            Details(
                code: code,
                message: message,
                retryable: false,
                context: [:],
                grpcStatus: nil,
                httpStatus: nil,
                unsupported: nil
            ))
    }
}

extension SpectrumError.Unsupported {
    init(_ native: NativeUnsupported) {
        self.init(
            kind: native.isAction ? .action : .content,
            name: native.name,
            platform: native.platform,
            detail: native.detail
        )
    }
}

extension SpectrumError: LocalizedError {
    /// The text for people.
    public var errorDescription: String? { message }
}
