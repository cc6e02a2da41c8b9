import Foundation
import SimulatorSupport
import SpectrumIMessage

/// The types of Swift do not let a program make this call.
struct RuledOut: Error {}

extension Runner {
    /// The steps that ask the service itself: calls of a line, its streams, messages of the past.
    func ask(_ step: JSON) async throws -> JSON {
        switch try text(step, "do") {
        case "call":
            let arguments = try resolved(step["arguments"] ?? [:])
            return try await line(step).call(try text(step, "operation"), arguments)
        case "open": return try await openStream(step)
        case "upload": return try await upload(step)
        case "history": return try await history(step)
        default: return try await lookUpUser(step)
        }
    }

    private func line(_ step: JSON) throws -> Line {
        try running().imessage.line(step["phone"]?.string)
    }

    /// Opens a stream, runs the inner steps, takes elements.
    private func openStream(_ step: JSON) async throws -> JSON {
        let events = try line(step).events
        let given = try resolved(step["arguments"] ?? [:])
        switch try text(step, "operation") {
        case "events.catchUp":
            let since = given["since"]?.int
            guard let since else { return try await take(step, try await events.catchUp()) }
            guard let sequence = UInt64(exactly: since) else { throw RuledOut() }
            return try await take(step, try await events.catchUp(since: sequence))
        case "events.messages":
            return try await take(step, try await events.messages(chat: given["chat"]?.string))
        case "events.chats": return try await take(step, try await events.chats(chat: given["chat"]?.string))
        case "events.groups": return try await take(step, try await events.groups(chat: given["chat"]?.string))
        case "events.polls":
            return try await take(step, try await events.polls(pollMessage: given["pollMessage"]?.string))
        case "locations.watch":
            let locations = try line(step).locations
            return try await take(step, try await locations.watch(address: given["address"]?.string))
        case let other: throw Failure("no stream is called \(other)")
        }
    }

    private func take<Element: Codable & Sendable>(
        _ step: JSON,
        _ stream: LineStream<Element>
    ) async throws -> JSON {
        for inner in step["steps"]?.array ?? [] { try await run(inner) }
        let count = step["take"]?.int ?? 1
        return try await within(.seconds(10), "the elements") {
            var elements: [JSON] = []
            for try await element in stream {
                elements.append(try json(element))
                if elements.count == count { break }
            }
            return .array(elements)
        }
    }

    private func upload(_ step: JSON) async throws -> JSON {
        let content = try attachment(step["attachment"] ?? [:], companion: step["companion"])
        return try json(try await line(step).attachments.upload(content))
    }

    private func history(_ step: JSON) async throws -> JSON {
        let filter = Filter(try resolved(step["filter"] ?? [:]))
        let page: Page
        if let space = step["space"]?.string {
            page = try await self.space(space).imessage.history(
                pageSize: filter.pageSize, pageToken: filter.pageToken, isFromMe: filter.isFromMe,
                isRead: filter.isRead, before: filter.before, after: filter.after)
        } else {
            page = try await running().imessage.recent(
                phone: step["phone"]?.string, pageSize: filter.pageSize, pageToken: filter.pageToken,
                isFromMe: filter.isFromMe, isRead: filter.isRead, before: filter.before, after: filter.after)
        }
        return [
            "messages": .array(page.messages.map(\.fields)),
            "nextPageToken": page.nextPageToken.map(JSON.string) ?? .null,
        ]
    }

    private func lookUpUser(_ step: JSON) async throws -> JSON {
        let im = try running().imessage
        let user = try await im.user(try text(step, "id"), lookup: true, phone: step["phone"]?.string)
        return [
            "id": .string(user.id),
            "address": user.address.map(JSON.string) ?? .null,
            "country": user.country.map(JSON.string) ?? .null,
            "service": user.service.map { .string($0.rawValue) } ?? .null,
        ]
    }

    // MARK: Names

    /// Compares what was found with what is wanted of it, which may be a part.
    func checkCover(_ found: JSON, _ wanted: JSON) throws {
        guard try isCovered(found, wanted) else { throw Failure("the result is \(found), expected \(wanted)") }
    }

    /// Whether what was found has all that is wanted of it.
    func isCovered(_ found: JSON, _ wanted: JSON) throws -> Bool {
        covers(found, try resolved(wanted))
    }

    /// Texts that begin with `@` name what is stored: the id of a message or a space, or a field of an answer
    /// (`@poll.options.0.optionIdentifier`).
    private func resolved(_ value: JSON) throws -> JSON {
        switch value {
        case .string(let text) where text.hasPrefix("@"): return try named(String(text.dropFirst()))
        case .array(let values): return .array(try values.map(resolved))
        case .object(let fields): return .object(try fields.mapValues(resolved))
        case .null, .bool, .number, .string: return value
        }
    }

    private func named(_ path: String) throws -> JSON {
        let parts = path.split(separator: ".").map(String.init)
        switch stored[parts.first ?? ""] {
        case .message(let message): return .string(message.id)
        case .space(let space): return .string(space.id)
        case .value(let value):
            let field = parts.dropFirst().reduce(value as JSON?) { value, part in
                Int(part).flatMap { index in value?.array.map { $0[index] } } ?? value?[part]
            }
            guard let field else { throw Failure("there is no \(path)") }
            return field
        case .user, .nothing, nil: throw Failure("nothing is called \(path)")
        }
    }
}

/// Whether a value has all that is wanted of it. Lists are compared whole, objects by what is named.
private func covers(_ found: JSON, _ wanted: JSON) -> Bool {
    switch (found, wanted) {
    case (.object(let found), .object(let wanted)):
        wanted.allSatisfy { name, value in covers(found[name] ?? .null, value) }
    case (.array(let found), .array(let wanted)):
        found.count == wanted.count && zip(found, wanted).allSatisfy { covers($0, $1) }
    default: found == wanted
    }
}

/// A typed answer in the form that scenarios name.
func json(_ answer: some Encodable) throws -> JSON {
    let encoder = JSONEncoder()
    encoder.dateEncodingStrategy = .iso8601
    return try JSONDecoder().decode(JSON.self, from: encoder.encode(answer)).renamed
}

extension JSON {
    /// With the names of the other languages: `chatGuid` for `chatGUID`.
    fileprivate var renamed: JSON {
        switch self {
        case .array(let values): return .array(values.map(\.renamed))
        case .object(let fields):
            let names = fields.map { name, value in
                let endings = [("GUIDs", "Guids"), ("GUID", "Guid"), ("ID", "Id")]
                let ending = endings.first { name.hasSuffix($0.0) }
                return (ending.map { name.dropLast($0.0.count) + $0.1 } ?? name, value.renamed)
            }
            return .object(Dictionary(uniqueKeysWithValues: names))
        case .null, .bool, .number, .string: return self
        }
    }
}

/// Which messages a scenario asks for.
struct Filter {
    let pageSize: Int?
    let pageToken: String?
    let isFromMe: Bool?
    let isRead: Bool?
    let before: Date?
    let after: Date?

    init(_ json: JSON) {
        pageSize = json["pageSize"]?.int
        pageToken = json["pageToken"]?.string
        isFromMe = json["isFromMe"]?.bool
        isRead = json["isRead"]?.bool
        before = json["before"]?.date
        after = json["after"]?.date
    }
}
