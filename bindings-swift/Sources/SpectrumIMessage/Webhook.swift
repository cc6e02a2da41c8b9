import Foundation
internal import SpectrumIMessageNative

/// What to answer to a request of a webhook.
public struct WebhookAnswer: Sendable, Equatable {
    /// The HTTP status.
    public let status: Int
    /// A word for people who look into the service's log: plain text.
    public let body: String

    /// An answer.
    public init(status: Int, body: String) {
        self.status = status
        self.body = body
    }
}

/// When a delivery of a webhook is answered 200.
public enum WebhookAck: Sendable {
    /// When the message is accepted: on disk with a durable store, and in the queue of messages.
    case accepted
    /// When the message is handled. 500 if that fails, or takes more than 25 seconds: the service sends it again then,
    /// and waits for the same message.
    case after

    var native: NativeWebhookAck {
        switch self {
        case .accepted: .accepted
        case .after: .after
        }
    }
}

/// What the headers of a delivery of a webhook say.
public struct WebhookDelivery: Sendable, Equatable {
    /// The id of the webhook; empty if there is none.
    public let webhookID: String
    /// The name of the event; empty if there is none.
    public let event: String
    /// When it was signed.
    public let timestamp: Date

    /// Checks the signature of a request, at most 300 seconds from now. Needs no application.
    ///
    /// - Parameters:
    ///   - secret: The secret of the webhook.
    ///   - headers: The headers of the request. The case of names does not matter.
    ///   - body: The raw body; the signature is over its bytes.
    ///   - now: The time.
    /// - Throws: ``SpectrumError/authentication(_:)`` if the signature is wrong, or too old or too new (the status to
    ///   answer is 401), ``SpectrumError/validation(_:)`` if a header is missing or senseless (400) or the secret is empty
    ///   (500).
    public static func verify(
        secret: String, headers: some Sequence<(key: String, value: String)>, body: Data, now: Date = Date()
    ) throws -> WebhookDelivery {
        let native = try calling {
            try verifyWebhook(secret: secret, headers: headers.map(NativeHeader.init), body: body, now: now)
        }
        return WebhookDelivery(
            webhookID: native.webhookId, event: native.event,
            timestamp: Date(timeIntervalSince1970: native.timestamp))
    }
}

extension NativeHeader {
    fileprivate init(_ header: (key: String, value: String)) {
        self.init(name: header.key, value: header.value)
    }
}

extension Spectrum {
    /// Takes a request of a webhook, and says what to answer to it.
    ///
    /// The message goes to ``messages`` or to the handler, like one from a stream; one that came on a stream too is handed
    /// over once. Before the answer 200 it is on disk if the store is durable, and comes again after a crash until it is
    /// handled. A delivery that was accepted before is answered 200 without a second run.
    ///
    /// A bad request is an answer: 400 for what is not understood, 401 for a wrong signature, 500 without a secret, 503
    /// for a platform that is not among the providers and after the stop.
    ///
    /// - Parameters:
    ///   - headers: The headers of the request. The case of names does not matter.
    ///   - body: The raw body; the signature is over its bytes.
    ///   - ack: When to answer 200.
    /// - Throws: `CancellationError` if the task is cancelled.
    public func webhook(
        headers: some Sequence<(key: String, value: String)>, body: Data, ack: WebhookAck = .accepted
    ) async throws -> WebhookAnswer {
        let headers = headers.map(NativeHeader.init)
        let answer = try await awaiting {
            try await self.native.webhook(headers: headers, body: body, ack: ack.native, cancel: $0)
        }
        return WebhookAnswer(status: Int(answer.status), body: answer.body)
    }
}
