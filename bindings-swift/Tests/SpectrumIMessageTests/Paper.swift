import Foundation
import SpectrumIMessage

/// A small platform in memory: letters that arrive are put into a slot, letters that are sent pile up.
struct Paper: PlatformDefinition {
    static let name = "paper"
    let colour: String

    struct NobodyThere: Error {}
    struct DryPen: Error {}
    struct Jam: Error {}

    func check() throws {
        if colour.isEmpty { throw Jam() }
    }

    func createClient() async throws -> Desk { Desk(colour: colour.lowercased()) }

    func destroyClient(_ desk: Desk) async throws { await desk.note("destroy") }

    func resolveUser(id: String, client: Desk) async throws -> User {
        if id == "nobody" { throw NobodyThere() }
        return User(id)
    }

    func createSpace(with users: [User], params: JSONValue?, client: Desk) async throws -> SpaceRecord {
        let id = users.map(\.id).joined(separator: "+")
        guard let params else { return SpaceRecord(id) }
        return SpaceRecord(id, type: .group, fields: params)
    }

    func messages(client: Desk, into arrivals: Arrivals) async throws {
        for await letter in client.slot {
            guard let letter else { throw Jam() }
            if try await !arrivals.put(letter) { return }
        }
    }

    func send(
        _ content: MessageContent, to space: Space, clientMessageID: String?, client: Desk
    ) async throws -> SentMessage? {
        if await client.isBroken { throw DryPen() }
        if case .typing = content { return nil }
        let colour = (try? space.fields.decode(as: [String: String].self))?["colour"] ?? client.colour
        let text = try await shown(content)
        return SentMessage(await client.note("\(colour) to \(space.id): \(text)"))
    }

    private func shown(_ content: MessageContent) async throws -> String {
        switch content {
        case .text(let text): return text
        case .reply(.text(let text), let target): return "\(target.id): \(text)"
        case .reaction(let reaction): return "\(reaction.emoji) on \(reaction.target.id)"
        case .attachment(let file): return "\(file.name) of \(try await file.read().count) bytes"
        case .group(let items): return items.map(\.content.type).joined(separator: " and ")
        default: throw unsupported(content)
        }
    }

    static func letter(_ id: String, _ text: String, replyTo: String? = nil) -> IncomingMessage {
        IncomingMessage(id: id, content: .text(text), sender: "ada", space: "ada", replyTo: replyTo)
    }
}

/// A platform whose spaces have a colour.
struct ColouredPaper: PlatformDefinition {
    static let name = "coloured_paper"
    static let spaceFields = ["colour"]
    private let paper = Paper(colour: "white")

    func createClient() async throws -> Desk { try await paper.createClient() }

    func resolveUser(id: String, client: Desk) async throws -> User { User(id) }

    func createSpace(with users: [User], params: JSONValue?, client: Desk) async throws -> SpaceRecord {
        try await paper.createSpace(with: users, params: params, client: client)
    }

    func messages(client: Desk, into arrivals: Arrivals) async throws {}

    func send(
        _ content: MessageContent, to space: Space, clientMessageID: String?, client: Desk
    ) async throws -> SentMessage? {
        nil
    }
}

/// What the platform has connected.
actor Desk {
    nonisolated let colour: String
    /// What arrives; nil is a jam.
    nonisolated let slot: AsyncStream<IncomingMessage?>
    private nonisolated let putIn: AsyncStream<IncomingMessage?>.Continuation
    private(set) var log: [String] = []
    private(set) var isBroken = false

    init(colour: String) {
        self.colour = colour
        (slot, putIn) = AsyncStream.makeStream()
    }

    nonisolated func arrive(_ letter: IncomingMessage?) { putIn.yield(letter) }

    @discardableResult
    func note(_ what: String) -> String {
        log.append(what)
        return "s\(log.count)"
    }

    func take() -> [String] {
        defer { log = [] }
        return log
    }

    func breakPen() { isBroken = true }
}
