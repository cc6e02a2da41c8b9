import Foundation

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// A running `spectrum-sim`, the stand-in for the service. It ends with ``stop()``, or with this process.
public final class Simulator: Sendable {
    /// What the simulator says when it is ready.
    public struct Ready: Decodable, Sendable {
        public let cloudUrl: String
        public let imessageAddress: String
        public let imessageAddressPlain: String
        public let caFile: String
        public let pageUrl: String
        /// Of a stand-in for a Mac.
        public let database: String?
        /// Of a stand-in for a Mac.
        public let osascript: String?
    }

    public static let projectID = "proj-1"
    public static let projectSecret = "secret-1"

    public let ready: Ready
    private let process: Process
    /// The simulator ends when this is closed, also if this process dies.
    private let lifeline: Pipe

    /// Starts a simulator with these further arguments; with `--local` a stand-in for a Mac.
    public init(_ arguments: [String] = []) throws {
        let process = Process()
        let output = Pipe()
        lifeline = Pipe()
        let program = try Self.program()
        let mac = program.deletingLastPathComponent().appendingPathComponent("spectrum-sim-mac")
        process.executableURL = arguments.contains("--local") ? mac : program
        process.arguments =
            [
                "--json", "--exit-with-stdin", "--project-id", Self.projectID, "--project-secret",
                Self.projectSecret,
            ] + arguments
        process.standardInput = lifeline
        process.standardOutput = output
        try process.run()
        self.process = process
        ready = try Self.read(from: output.fileHandleForReading)
    }

    /// The program: `SPECTRUM_SIM`, else where cargo puts it.
    private static func program() throws -> URL {
        let named = ProcessInfo.processInfo.environment["SPECTRUM_SIM"].map { URL(fileURLWithPath: $0) }
        let program = named ?? repository.appendingPathComponent("target/debug/spectrum-sim")
        guard FileManager.default.isExecutableFile(atPath: program.path) else {
            throw Failure("there is no \(program.path): cargo build -p spectrum-imessage-simulator")
        }
        return program
    }

    /// The top of the repository.
    public static var repository: URL {
        var folder = URL(fileURLWithPath: #filePath)
        for _ in 0..<4 { folder.deleteLastPathComponent() }
        return folder
    }

    private static func read(from output: FileHandle) throws -> Ready {
        var line = Data()
        while !line.contains(UInt8(ascii: "\n")) {
            let more = output.availableData
            guard !more.isEmpty else { throw Failure("the simulator ended before it was ready") }
            line.append(more)
        }
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return try decoder.decode(Ready.self, from: line)
    }

    /// Ends the simulator and waits for it.
    public func stop() {
        try? lifeline.fileHandleForWriting.close()
        process.waitUntilExit()
    }

    // MARK: Control

    /// POSTs to the control address.
    @discardableResult
    public func control(_ path: String, _ body: JSON = [:]) async throws -> JSON {
        var request = URLRequest(url: try address(path))
        request.httpMethod = "POST"
        request.httpBody = try JSONEncoder().encode(body)
        request.setValue("application/json", forHTTPHeaderField: "content-type")
        return try JSONDecoder().decode(JSON.self, from: try await fetch(request))
    }

    /// GETs from the control address; the answer as it is.
    public func get(_ path: String) async throws -> Data {
        try await fetch(URLRequest(url: try address(path)))
    }

    private func address(_ path: String) throws -> URL {
        guard let url = URL(string: ready.pageUrl + path) else { throw Failure("\(path) is no path") }
        return url
    }

    private func fetch(_ request: URLRequest) async throws -> Data {
        let (data, response) = try await URLSession.shared.data(for: request)
        guard let status = (response as? HTTPURLResponse)?.statusCode, (200..<300).contains(status) else {
            throw Failure("\(request.url?.path ?? "?"): \(String(decoding: data, as: UTF8.self))")
        }
        return data
    }

    /// A person writes to the agent.
    public func text(_ text: String, from person: String, line: String? = nil) async throws {
        var body: [String: JSON] = ["text": .string(text)]
        body["line"] = line.map(JSON.string)
        try await control("/api/people/\(person)/text", .object(body))
    }

    // MARK: Transcript

    /// The calls of a method so far, of all methods if none is given.
    public func calls(_ method: String? = nil) async throws -> [JSON] {
        let answer = try JSONDecoder().decode(JSON.self, from: try await get("/api/transcript"))
        let entries = answer["entries"]?.array ?? []
        guard let method else { return entries }
        return entries.filter { $0["method"]?.string == method }
    }

    /// Waits until the calls of a method are as asked, 10 seconds at most.
    @discardableResult
    public func wait(for method: String, until isDone: ([JSON]) -> Bool) async throws -> [JSON] {
        let deadline = Date().addingTimeInterval(10)
        while true {
            let found = try await calls(method)
            if isDone(found) { return found }
            guard Date() < deadline else { throw Failure("waited 10 s for \(method); there are \(found)") }
            // The control address has no push for this.
            try await Task.sleep(for: .milliseconds(10))
        }
    }

    /// Waits for a number of calls of a method, 10 seconds at most.
    @discardableResult
    public func wait(for method: String, count: Int) async throws -> [JSON] {
        try await wait(for: method) { $0.count >= count }
    }
}

/// What went wrong in a test's own machinery.
public struct Failure: Error, CustomStringConvertible {
    public let description: String

    public init(_ description: String) {
        self.description = description
    }
}
