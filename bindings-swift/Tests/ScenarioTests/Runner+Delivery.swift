import Foundation
import SimulatorSupport
import SpectrumIMessage

extension Runner {
    /// Reads events in the background, in order.
    func watch() throws {
        let source = try running().events
        let (stream, continuation) = AsyncStream<Event>.makeStream()
        events = stream
        Task {
            for try await event in source { continuation.yield(event) }
            continuation.finish()
        }
    }

    /// The next event of the type that is expected.
    func event(_ step: JSON) async throws -> JSON {
        guard let events else { throw Failure("nobody watches") }
        let wanted = step["expect"]?["type"]?.string
        return try await within(.seconds(10), "the event \(wanted ?? "?")") {
            for await event in events where event.type == wanted { return event.json }
            throw Failure("the events have ended")
        }
    }

    /// The health, as soon as it is as expected.
    func health(_ step: JSON) async throws -> JSON {
        let app = try running()
        let deadline = Date().addingTimeInterval(10)
        while true {
            let health = app.health.json
            if try isCovered(health, step["expect"] ?? [:]) || Date() > deadline { return health }
            // Nothing tells of a change.
            try await Task.sleep(for: .milliseconds(20))
        }
    }

    /// Handles messages in the background with answers, until enough are handled.
    func handle(_ step: JSON) async throws -> JSON {
        let app = try running()
        let count = HandleCount(fail: step["fail"]?.int ?? 0)
        let handling = Task {
            try await app.handle(
                concurrency: step["concurrency"]?.int ?? 4, attempts: step["attempts"]?.int ?? 3,
                backoff: .milliseconds(20), maxBackoff: .milliseconds(20)
            ) { space, message in
                try await count.begin()
                if case .text(let text) = message.content { try await space.send("re: \(text)") }
                await count.succeed()
            } deadLetter: { _, _, _ in
                await count.bury()
            }
        }
        let take = step["take"]?.int ?? 1
        do {
            return try await within(.seconds(10), "handling \(take) messages") {
                try await count.reach(take)
                return ["succeeded": number(await count.succeeded), "dead": number(await count.dead)]
            }
        } catch {
            handling.cancel()
            throw error
        }
    }
}

/// What has become of the messages that `handle` was given.
private actor HandleCount {
    private var fail: Int
    private(set) var succeeded = 0
    private(set) var dead = 0

    init(fail: Int) {
        self.fail = fail
    }

    func begin() throws {
        guard fail > 0 else { return }
        fail -= 1
        throw Failure("on purpose")
    }

    func succeed() { succeeded += 1 }

    func bury() { dead += 1 }

    func reach(_ count: Int) async throws {
        while succeeded + dead < count { try await Task.sleep(for: .milliseconds(5)) }
    }
}

// MARK: The form that scenarios name

extension Event {
    fileprivate var json: JSON {
        var fields = details
        fields["type"] = .string(type)
        if let happening {
            fields["chat"] = .string(happening.space.id)
            fields["actor"] = happening.actor.map(\.json)
            fields["isFromMe"] = .bool(happening.isFromMe)
            fields["timestamp"] = .string(happening.timestamp.formatted(.iso8601))
            fields["sequence"] = happening.sequence.map { .string(String($0)) }
        }
        return .object(fields.compactMapValues { $0 })
    }

    /// The fields of the kind.
    private var details: [String: JSON?] {
        switch self {
        case .messageEdited(_, let messageID, let text):
            ["messageId": .string(messageID), "text": text.map(JSON.string)]
        case .messageUnsent(_, let messageID), .messageDelivered(_, let messageID):
            ["messageId": .string(messageID)]
        case .messageFailed(_, let messageID, let errorCode):
            ["messageId": .string(messageID), "errorCode": number(errorCode)]
        case .attachmentReady(_, let messageID, let attachmentID),
            .attachmentFailed(_, let messageID, let attachmentID):
            ["messageId": .string(messageID), "attachmentId": .string(attachmentID)]
        case .reactionRemoved(_, let messageID, let part, let reaction):
            ["messageId": .string(messageID), "partIndex": part.map(number), "reaction": reaction.json]
        case .stickerPlaced(_, let messageID, let part, let sticker):
            [
                "messageId": .string(messageID), "partIndex": part.map(number),
                "sticker": sticker.map { ["guid": .string($0.guid), "fileName": .string($0.fileName)] },
            ]
        case .backgroundChanged, .backgroundRemoved, .chatRead, .chatArchived, .chatUnarchived: [:]
        case .gap(let line, let after, let head):
            ["line": .string(line), "after": text(after), "head": head.map(text)]
        case .lineAdded(let line), .lineRemoved(let line), .unauthenticated(let line): ["line": .string(line)]
        case .lineNumberChanged(let before, let line): ["before": .string(before), "line": .string(line)]
        case .streamConnected(let line, let stream):
            ["line": .string(line), "stream": .string(stream.rawValue)]
        case .streamDisconnected(let line, let stream, let code):
            ["line": .string(line), "stream": .string(stream.rawValue), "code": code.map(JSON.string)]
        case .unmappable(let line, let stream, let sequence, let reason):
            [
                "line": .string(line), "stream": .string(stream.rawValue), "sequence": sequence.map(text),
                "reason": .string(reason),
            ]
        case .missed(let count): ["count": text(count)]
        }
    }
}

extension ReactionKind {
    fileprivate var json: JSON {
        switch self {
        case .tapback(let tapback): ["kind": .string(tapback.rawValue)]
        case .emoji(let emoji): object(["kind": "emoji", "emoji": emoji.map(JSON.string)])
        case .sticker: ["kind": "sticker"]
        case .unknown: ["kind": "unknown"]
        }
    }
}

extension User {
    fileprivate var json: JSON {
        object([
            "id": .string(id), "address": address.map(JSON.string), "country": country.map(JSON.string),
            "service": service.map { .string($0.rawValue) },
        ])
    }
}

extension Health {
    fileprivate var json: JSON {
        object([
            "healthy": .bool(healthy),
            "lines": .array(lines.map(\.json)),
            "waiting": number(waiting),
            "tokenAge": tokenAge.map { number(Int($0.components.seconds)) },
            "unauthenticated": .bool(unauthenticated),
        ])
    }
}

extension LineHealth {
    fileprivate var json: JSON {
        object([
            "healthy": .bool(healthy), "line": .string(line), "streams": .array(streams.map(\.json)),
            "head": head.map(text), "unhandled": number(unhandled),
        ])
    }
}

extension StreamHealth {
    fileprivate var json: JSON {
        object([
            "healthy": .bool(healthy), "stream": .string(stream.rawValue),
            "connectedSince": connectedSince.map { .string($0.formatted(.iso8601)) },
            "lastEvent": lastEvent.map { .string($0.formatted(.iso8601)) },
            "lastHeartbeat": lastHeartbeat.map { .string($0.formatted(.iso8601)) },
            "cursor": cursor.map(text), "reconnects": number(Int(reconnects)),
            "steppedOver": number(Int(steppedOver)),
            "lastError": lastError.map {
                ["class": .string($0.name), "code": .string($0.code), "message": .string($0.message)]
            },
        ])
    }
}

/// An object without the fields that are absent.
private func object(_ fields: [String: JSON?]) -> JSON {
    .object(fields.compactMapValues { $0 })
}

private func number(_ value: Int) -> JSON { .number(Double(value)) }

/// A 64-bit number, which JSON holds as text.
private func text(_ value: UInt64) -> JSON { .string(String(value)) }
