import Foundation
import SimulatorSupport
import SpectrumIMessage

/// What a step gives back.
enum Stored: Sendable {
    case nothing
    case message(Message)
    case space(Space)
    case user(User)
    /// What a look-up found.
    case value(JSON)

    init(_ message: Message?) {
        self = message.map(Stored.message) ?? .nothing
    }
}

/// Runs the steps of a scenario, as `tests/scenarios/README.md` describes them.
actor Runner {
    private let simulator: Simulator
    private var app: Spectrum?
    private var incoming: Incoming?
    private var isDurable = false
    var events: AsyncStream<Event>?
    /// Stores are files in it.
    private let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    var stored: [String: Stored] = [:]

    init(_ simulator: Simulator) {
        self.simulator = simulator
    }

    /// Runs a step and compares it with what it expects.
    func run(_ step: JSON) async throws {
        let results: [Stored]
        do {
            results = try await perform(step)
        } catch is RuledOut where step["error"] != nil {
            return
        } catch let error as SpectrumError {
            guard let wanted = step["error"] else { throw error }
            return try check(error, wanted)
        }
        if let wanted = step["error"] { throw Failure("it succeeded; expected \(wanted)") }
        if let wanted = step["expect"] { try check(results, wanted) }
        if let name = step["as"]?.string { stored[name] = results.first ?? .nothing }
    }

    /// Stops the application if the scenario did not.
    func stop() async {
        await app?.stop()
        await incoming?.leave()
        try? FileManager.default.removeItem(at: folder)
    }

    private func perform(_ step: JSON) async throws -> [Stored] {
        switch try text(step, "do") {
        case "connect": return try await connect(step)
        case "control":
            try await simulator.control(try text(step, "path"), step["body"] ?? [:])
        case "wait":
            try await simulator.wait(for: try text(step, "method"), count: step["count"]?.int ?? 1)
        case "listen": incoming = Incoming(try running(), eagerly: !isDurable)
        case "receive": return [.message(try await receive())]
        case "ack": try message(try text(step, "message")).ack()
        case "watch": try watch()
        case "event": return [.value(try await event(step))]
        case "health": return [.value(try await health(step))]
        case "handle": return [.value(try await handle(step))]
        case "drop": await drop()
        case "create", "get", "user": return [try await open(step)]
        case "send": return try await send(step)
        case "reply": return try await reply(step)
        case "react":
            return [Stored(try await message(try text(step, "to")).react(try text(step, "reaction")))]
        case "background": try await background(step)
        case "typing":
            let space = try space(try text(step, "space"))
            try await step["state"] == "stop" ? space.stopTyping() : space.startTyping()
        case "responding":
            try await space(try text(step, "space")).responding {
                for inner in step["steps"]?.array ?? [] { try await run(inner) }
            }
        case "message": return [try await look(up: step)]
        case "edit", "unsend", "read": return try await change(step)
        case "rename", "avatar", "add", "remove", "leave", "shareContactCard", "members", "displayName",
            "getAvatar":
            return try await manage(step)
        case "attachment": return try await attachment(step)
        case "call", "open", "upload", "history", "lookUpUser": return [.value(try await ask(step))]
        case "stop":
            await app?.stop()
            await incoming?.end()
        case let other: throw Failure("unknown step \(other)")
        }
        return []
    }

    private func connect(_ step: JSON) async throws -> [Stored] {
        // Variables are the process's; the options that they stand for are this start's alone.
        let given = step["environment"]
        let address = given?["SPECTRUM_IMESSAGE_ADDRESS"]?.string ?? simulator.ready.imessageAddress
        let file = given?["SPECTRUM_CA_FILE"]?.string ?? simulator.ready.caFile
        let caFile = file.isEmpty ? nil : file
        let store = try store(step["store"]?.string)
        isDurable = store != .memory
        let ack = try ackMode(step["ack"]?.string ?? "auto")
        let flattenGroups = step["flattenGroups"] == true
        if step["local"] == true {
            let ready = simulator.ready
            app = try await Spectrum(
                providers: [.localIMessage(database: ready.database, osascript: ready.osascript)], store: store,
                ack: ack, flattenGroups: flattenGroups)
        } else if let clients = step["clients"]?.array {
            let clients = try clients.map {
                IMessageClient(address: address, token: try text($0, "token"), phone: try text($0, "phone"))
            }
            app = try await Spectrum(
                providers: [.imessage(clients: clients)], caFile: caFile, store: store, ack: ack,
                flattenGroups: flattenGroups)
        } else {
            app = try await Spectrum(
                projectID: Simulator.projectID,
                projectSecret: step["secret"]?.string ?? Simulator.projectSecret,
                providers: [.imessage()],
                cloudURL: given?["SPECTRUM_CLOUD_URL"]?.string ?? simulator.ready.cloudUrl,
                imessageAddress: address,
                imessageLineAddress: simulator.ready.imessageAddress,
                caFile: caFile,
                store: store,
                ack: ack,
                flattenGroups: flattenGroups
            )
        }
        return []
    }

    private func store(_ name: String?) throws -> Spectrum.Store {
        guard let name else { return .memory }
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        return .sqlite(path: folder.appendingPathComponent(name).path)
    }

    private func ackMode(_ name: String) throws -> Spectrum.AckMode {
        switch name {
        case "auto": .auto
        case "manual": .manual
        default: throw RuledOut()
        }
    }

    private func receive() async throws -> Message {
        guard let incoming else { throw Failure("nobody listens") }
        return try await within(.seconds(10), "receive") { try await incoming.next() }
    }

    /// Stops without another message having been asked for.
    private func drop() async {
        await incoming?.leave()
        incoming = nil
        await app?.stop()
        app = nil
    }

    private func open(_ step: JSON) async throws -> Stored {
        let im = try running().imessage
        let phone = step["phone"]?.string
        switch step["do"] {
        case "create":
            return .space(try await im.createSpace(with: users(step), phone: phone))
        case "get": return .space(try im.space(id: try text(step, "id"), phone: phone))
        default: return .user(try await im.user(try text(step, "id")))
        }
    }

    /// One content gives a message or nothing, several give a list: both forms of the call are used.
    private func send(_ step: JSON) async throws -> [Stored] {
        let space = try space(try text(step, "space"))
        let contents = try contents(step)
        if contents.count == 1 { return [Stored(try await space.send(contents[0]))] }
        return try await space.send(contents).map(Stored.message)
    }

    private func reply(_ step: JSON) async throws -> [Stored] {
        let message = try message(try text(step, "to"))
        let contents = try contents(step)
        if contents.count == 1 { return [Stored(try await message.reply(contents[0]))] }
        return try await message.reply(contents).map(Stored.message)
    }

    private func background(_ step: JSON) async throws {
        let space = try space(try text(step, "space")).imessage
        guard let picture = step["background"], picture != "clear" else {
            return try await space.clearBackground()
        }
        let mimeType = picture["mimeType"]?.string
        if let path = picture["path"]?.string {
            try await space.background(path: path, mimeType: mimeType)
        } else {
            try await space.background(data: try bytes(picture), mimeType: mimeType)
        }
    }

    private func look(up step: JSON) async throws -> Stored {
        let id = try text(step, "id")
        let known = id.hasPrefix("@") ? try message(String(id.dropFirst())).id : id
        return Stored(try await space(try text(step, "space")).message(id: known))
    }

    func running() throws -> Spectrum {
        guard let app else { throw Failure("not connected") }
        return app
    }

    func space(_ name: String) throws -> Space {
        if name.hasSuffix(".space") { return try message(String(name.dropLast(".space".count))).space }
        guard case .space(let space) = stored[name] else { throw Failure("no space is called \(name)") }
        return space
    }

    func message(_ name: String) throws -> Message {
        if name.hasSuffix("]"), let bracket = name.lastIndex(of: "[") {
            let index = Int(name[name.index(after: bracket)...].dropLast())
            guard case .group(let items) = try message(String(name[..<bracket])).content, let index,
                items.indices.contains(index)
            else { throw Failure("there is no part \(name)") }
            return items[index]
        }
        guard case .message(let message) = stored[name] else { throw Failure("no message is called \(name)") }
        return message
    }
}

/// A field of a step that is a text.
func text(_ step: JSON, _ name: String) throws -> String {
    guard let text = step[name]?.string else { throw Failure("\(name) is missing in \(step)") }
    return text
}

/// The bytes of a file that is part of a scenario.
func bytes(_ file: JSON) throws -> Data {
    guard let data = Data(base64Encoded: try text(file, "base64")) else { throw Failure("no base64: \(file)") }
    return data
}
