import Foundation
internal import SpectrumIMessageNative

extension Spectrum {
    /// The service in the process of the program, with a page in the browser; the module `SpectrumIMessageTesting` has the
    /// people who write, and the faults.
    ///
    /// An application has one of its own with `Spectrum(simulator: true)`: ``Spectrum/simulator``. To share one among
    /// applications, or to keep it longer than they live, start it and hand it over:
    ///
    /// ```swift
    /// let simulator = try await Spectrum.Simulator()
    /// let app = try await Spectrum(simulator: .shared(simulator))
    /// try await app.imessage.createSpace(with: User("+15551230001")).send("hello")
    /// ```
    ///
    /// Each has ports, people and conversations of its own. It runs until ``stop()``, or until nobody has it any more.
    public final class Simulator: Sendable {
        let native: NativeSimulator
        private let ready: Ready

        private struct Ready: Decodable {
            let pageURL: String
            let projectID: String
            let projectSecret: String
            let cloudURL: String
            let imessageAddress: String
        }

        /// Starts one.
        ///
        /// - Throws: ``SpectrumError/validation(_:)`` for settings that cannot be used, before anything starts.
        public convenience init(_ settings: Settings = Settings()) async throws {
            Logging.begin()
            let json = try settings.json()
            try self.init(try await awaiting { try await NativeSimulator.start(settings: json, cancel: $0) })
        }

        init(_ native: NativeSimulator) throws {
            self.native = native
            ready = try SimulatorJSON.read(Data(native.ready().utf8))
        }

        /// The page, for a browser on this machine: conversations as in Messages.
        public var pageURL: String { ready.pageURL }
        /// The id of the project.
        public var projectID: String { ready.projectID }
        /// The secret of the project, for a client in another process.
        public var projectSecret: String { ready.projectSecret }
        /// The cloud's address, for a client in another process.
        public var cloudURL: String { ready.cloudURL }
        /// Where all lines are reached over TLS, for a client in another process.
        public var imessageAddress: String { ready.imessageAddress }
        /// The root certificate that a client in another process must trust: a file, written when it is first asked for; empty
        /// if it cannot be written.
        public var caFile: String { (try? native.caFile()) ?? "" }

        /// Ends streams and closes the ports, in less than a second. What was said can still be read.
        public func stop() async {
            // Fails only where the process was forked: nothing runs there.
            try? await native.close()
        }
    }

    /// What stands in for the service: nothing, a simulator of the application's own, or one that runs.
    ///
    /// `true` stands for ``own(_:)`` without settings.
    public enum Simulation: Sendable, ExpressibleByBooleanLiteral {
        /// Nothing: the application runs on the service.
        case none
        /// A simulator that starts and ends with the application.
        case own(Simulator.Settings)
        /// One that runs, perhaps for other applications too.
        case shared(Simulator)

        /// Whether there is one.
        public init(booleanLiteral value: Bool) {
            self = value ? .own(Simulator.Settings()) : .none
        }

        func native() throws -> NativeSimulated? {
            switch self {
            case .none: nil
            case .own(let settings): .own(settings: try settings.json())
            case .shared(let simulator): .shared(simulator: simulator.native)
            }
        }
    }

    /// The simulator on which the application runs.
    ///
    /// - Throws: ``SpectrumError/other(_:)`` with the code `noSimulator` if it runs on the service.
    public var simulator: Simulator {
        get throws {
            guard let native = native.simulator() else {
                throw SpectrumError.other(
                    SpectrumError.Details(
                        code: "noSimulator",
                        message: "the application runs on the service; start it with `simulator: true`",
                        retryable: false,
                        context: [:],
                        grpcStatus: nil,
                        httpStatus: nil,
                        unsupported: nil
                    ))
            }
            return try Simulator(native)
        }
    }
}

extension Spectrum.Simulator {
    /// What can be set about a simulator. What is not given stays as it is.
    public struct Settings: Sendable, Hashable {
        /// The numbers of a project with dedicated lines; shared lines if not given.
        public var lines: [String]?
        /// The project's id; `sim-project` if not given.
        public var projectID: String?
        /// How long a token lives; an hour if not given.
        public var tokenTTL: Duration?
        /// The interval of heartbeats on streams; 10 seconds if not given.
        public var heartbeat: Duration?
        /// Messages of a line and day; 5,000 if not given.
        public var dailyLimit: Int?
        /// Conversations that the agent begins, of a line and day; 50 if not given.
        public var newConversationLimit: Int?
        /// The account shares its name and photo by itself; it does not if not given.
        public var profileSynced: Bool?
        /// The port of the page; a free one if not given.
        public var pagePort: Int?

        /// Settings.
        public init(
            lines: [String]? = nil,
            projectID: String? = nil,
            tokenTTL: Duration? = nil,
            heartbeat: Duration? = nil,
            dailyLimit: Int? = nil,
            newConversationLimit: Int? = nil,
            profileSynced: Bool? = nil,
            pagePort: Int? = nil
        ) {
            self.lines = lines
            self.projectID = projectID
            self.tokenTTL = tokenTTL
            self.heartbeat = heartbeat
            self.dailyLimit = dailyLimit
            self.newConversationLimit = newConversationLimit
            self.profileSynced = profileSynced
            self.pagePort = pagePort
        }

        func json() throws -> String {
            let data = try SimulatorJSON.write([
                "lines": lines,
                "project_id": projectID,
                "token_ttl": try tokenTTL?.seconds("the life of a token"),
                "heartbeat": try heartbeat?.seconds("the heartbeat"),
                "daily_limit": dailyLimit,
                "new_conversation_limit": newConversationLimit,
                "profile_synced": profileSynced,
                "page_port": pagePort,
            ])
            return String(decoding: data, as: UTF8.self)
        }
    }
}

// MARK: - Calls

extension Spectrum.Simulator {
    /// The bytes that a call of the simulator answers.
    package func bytes(_ method: String, _ path: String, _ body: Arguments? = nil) async throws -> Data {
        let body = try body.map(SimulatorJSON.write) ?? Data()
        return try await awaiting {
            try await native.request(method: method, path: path, body: body, cancel: $0)
        }
    }

    /// What a call of the simulator answers.
    package func ask<Answer: Decodable>(
        _ method: String,
        _ path: String,
        _ body: Arguments? = nil
    ) async throws -> Answer {
        try SimulatorJSON.read(try await bytes(method, path, body))
    }

    /// Makes a call that answers nothing of interest.
    package func post(_ path: String, _ body: Arguments = [:]) async throws {
        _ = try await bytes("POST", path, body)
    }
}

/// The JSON of the simulator: snake_case, times in RFC 3339.
package enum SimulatorJSON {
    static func read<Value: Decodable>(_ data: Data) throws -> Value {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .custom { JSONName.swift([JSONName(camel($0.last?.stringValue ?? ""))]) }
        decoder.dateDecodingStrategy = .custom { try CoreJSON.time($0.singleValueContainer().decode(String.self)) }
        return try decoder.decode(Value.self, from: data)
    }

    static func write(_ arguments: Arguments) throws -> Data {
        do {
            return try JSONEncoder().encode(arguments)
        } catch {
            throw SpectrumError.invalid("a number must be finite")
        }
    }

    private static func camel(_ name: String) -> String {
        let words = name.split(separator: "_")
        return words.dropFirst().reduce(String(words.first ?? "")) { $0 + $1.capitalized }
    }

    /// A piece of a path or of a query.
    package static func escaped(_ text: String) -> String {
        let plain = CharacterSet(charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
        return text.addingPercentEncoding(withAllowedCharacters: plain) ?? ""
    }

    /// A query; what is nil is left out.
    package static func query(_ fields: KeyValuePairs<String, Any?>) -> String {
        let given = fields.compactMap { name, value in value.map { "\(name)=\(escaped("\($0)"))" } }
        return given.isEmpty ? "" : "?" + given.joined(separator: "&")
    }
}
