import Foundation
internal import SpectrumIMessageNative

/// Where a definition puts what arrives.
public struct Arrivals: Sendable {
    let request: NativeRequest

    /// Hands over a message; waits while the program is behind. What makes no sense, such as a message without an id, is
    /// logged, told in ``Spectrum/events`` and stepped over.
    ///
    /// - Returns: False when nobody will read any more.
    /// - Throws: The error of the content's builder; `CancellationError` if the task is cancelled.
    @discardableResult
    public func put(_ message: IncomingMessage) async throws -> Bool {
        let record = try message.native()
        return try await awaiting { try await request.put(record: record, cancel: $0) }
    }
}

/// A definition on its way into an application, whatever its type.
protocol AnyRunner: Sendable {
    var native: NativeDefinition { get }
    /// Serves the requests until the client is destroyed.
    func start()
}

/// Serves the requests to one definition, for one application: the core asks, tasks answer.
final class Runner<Definition: PlatformDefinition>: AnyRunner, @unchecked Sendable {
    // Unchecked: the lock guards both variables.
    private let lock = NSLock()
    private var made: Definition.Client?
    /// What is called when the client is destroyed; nil from then on.
    private var endings: [@Sendable () -> Void]? = []

    private let definition: Definition
    let native: NativeDefinition

    init(_ definition: Definition) throws {
        try definition.check()
        self.definition = definition
        native = try calling { try NativeDefinition(name: Definition.name, spaceFields: Definition.spaceFields) }
    }

    /// What the definition has connected.
    func client() throws -> Definition.Client {
        guard let client = lock.withLock({ made }) else {
            throw SpectrumError.invalid("\(Definition.name) has no client", code: "stopped")
        }
        return client
    }

    /// Calls when the client is destroyed, or at once if it was.
    func atEnd(_ ending: @escaping @Sendable () -> Void) {
        let over = lock.withLock {
            endings?.append(ending)
            return endings == nil
        }
        if over { ending() }
    }

    private func end() {
        let endings = lock.withLock {
            defer { self.endings = nil }
            return self.endings ?? []
        }
        for ending in endings { ending() }
    }

    func start() {
        Task {
            // Fails only where the process was forked.
            while let request = try? await native.next() {
                Task { await self.serve(request) }
            }
            end()
        }
    }

    private func serve(_ request: NativeRequest) async {
        let work = Task { await answer(request) }
        // When it was answered, or nobody waits any more.
        try? await request.cancelled()
        work.cancel()
    }

    private func answer(_ request: NativeRequest) async {
        do {
            try await work(request, request.asked())
        } catch is NotGiven {
            _ = request.notGiven()
        } catch {
            fail(request, error)
        }
    }

    private func fail(_ request: NativeRequest, _ error: any Error) {
        let failure = Failures.keep(error)
        if case .unsupported(let details) = error as? SpectrumError, let what = details.unsupported {
            request.unsupported(
                isAction: what.kind == .action, name: what.name, detail: what.detail, failure: failure)
            return
        }
        switch request.asked() {
        case .messages, .destroyClient: request.logFailure(name: "\(type(of: error))")
        default: break
        }
        request.broken(name: "\(type(of: error))", failure: failure)
    }

    private func work(_ request: NativeRequest, _ asked: NativeAsked) async throws {
        switch asked {
        case .createClient:
            let client = try await definition.createClient()
            lock.withLock { made = client }
            // Nobody waited so long.
            if !request.done() { try await definition.destroyClient(client) }
        case .destroyClient:
            end()
            try await definition.destroyClient(client())
            _ = request.done()
        case .messages:
            try await definition.messages(client: client(), into: Arrivals(request: request))
            _ = request.done()
        case .send(let space, let content, let clientMessageID):
            let sent = try await definition.send(
                MessageContent(content), to: Space(space), clientMessageID: clientMessageID, client: client())
            if let sent {
                _ = request.sent(id: sent.id, timestamp: sent.timestamp)
            } else {
                _ = request.done()
            }
        default:
            try await look(request, asked)
        }
    }

    private func look(_ request: NativeRequest, _ asked: NativeAsked) async throws {
        switch asked {
        case .resolveUser(let id):
            _ = request.user(user: try await definition.resolveUser(id: id, client: client()).native)
        case .createSpace(let users, let params):
            let made = try await definition.createSpace(
                with: users.map { User($0) }, params: JSONValue(params: params), client: client())
            _ = try request.space(space: made.native)
        case .getSpace(let id, let params):
            let found = try await definition.space(id: id, params: JSONValue(params: params), client: client())
            _ = try request.space(space: found.native)
        case .getMessage(let space, let id):
            let found = try await definition.message(id: id, in: Space(space), client: client())
            _ = try found.map { try request.message(record: try $0.native()) } ?? request.done()
        case .getMembers(let space):
            let members = try await definition.members(of: Space(space), client: client())
            _ = request.members(users: members.map(\.native))
        case .getDisplayName(let space):
            let name = try await definition.displayName(of: Space(space), client: client())
            _ = name.map { request.displayName(name: $0) } ?? request.done()
        case .getAvatar(let space):
            let picture = try await definition.avatar(of: Space(space), client: client())
            _ = try picture.map { try request.avatar(content: try $0.checked()) } ?? request.done()
        case .createClient, .destroyClient, .messages, .send:
            break
        }
    }
}

extension JSONValue {
    /// What was given; null is nothing.
    fileprivate init?(params: String) {
        if params == "null" { return nil }
        self.init(json: params)
    }
}

extension SpaceRecord {
    fileprivate var native: NativeSpaceRecord {
        let kind: NativeSpaceType = type == .group ? .group : .dm
        return NativeSpaceRecord(id: id, kind: kind, fields: fields?.json ?? "{}")
    }
}

extension IncomingMessage {
    fileprivate func native() throws -> NativeRecord {
        var content: NativeContent?
        var reaction = (emoji: "", target: "")
        switch body {
        case .content(let given): content = try given.checked()
        case .reaction(let emoji, let target): reaction = (emoji, target)
        }
        return NativeRecord(
            id: id, content: content, emoji: reaction.emoji, target: reaction.target, sender: sender.native,
            space: space.native, timestamp: timestamp, replyTo: replyTo)
    }
}

/// Errors of the program's own code on their way through the core: it carries their numbers.
enum Failures {
    private static let most = 256

    private final class Box: @unchecked Sendable {
        // Unchecked: the lock guards the variables.
        let lock = NSLock()
        var last: UInt64 = 0
        var errors: [UInt64: any Error] = [:]
    }

    private static let box = Box()

    /// Keeps an error until somebody is told of it; the last ones of those that nobody asks for.
    static func keep(_ error: any Error) -> UInt64 {
        box.lock.withLock {
            box.last += 1
            box.errors[box.last] = error
            if box.last > most { box.errors[box.last - UInt64(most)] = nil }
            return box.last
        }
    }

    /// The error that an error of the core stands for.
    static func original(of error: SpectrumError) -> (any Error)? {
        guard let failure = error.context["failure"].flatMap(UInt64.init) else { return nil }
        return box.lock.withLock { box.errors.removeValue(forKey: failure) }
    }
}
