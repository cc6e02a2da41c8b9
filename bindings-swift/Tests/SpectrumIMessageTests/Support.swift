import Foundation
import SimulatorSupport
import SpectrumIMessage
import XCTest

/// The person that writes.
let alice = "+15551230001"

/// A test with a simulator of its own.
class SimulatorTestCase: XCTestCase {
    /// Starts a simulator that ends with the test.
    func simulator(_ arguments: String...) throws -> Simulator {
        let simulator = try Simulator(arguments)
        addTeardownBlock { simulator.stop() }
        return simulator
    }

    /// Starts an application that stops with the test.
    func connect(
        to simulator: Simulator,
        secret: String = Simulator.projectSecret,
        startTimeout: Duration? = nil,
        unsupported: Spectrum.UnsupportedPolicy = .warn,
        store: Spectrum.Store = .memory,
        ack: Spectrum.AckMode = .auto,
        watchdog: Duration? = nil,
        eventsInMessages: Bool = false,
        refuseOverQuota: Bool = false,
        platformIDs: Spectrum.PlatformIDs = .documented,
        webhookSecret: String? = nil
    ) async throws -> Spectrum {
        let app = try await start(
            on: simulator, secret: secret, startTimeout: startTimeout, unsupported: unsupported, store: store,
            ack: ack, watchdog: watchdog, eventsInMessages: eventsInMessages,
            refuseOverQuota: refuseOverQuota, platformIDs: platformIDs,
            webhookSecret: webhookSecret)
        addTeardownBlock { await app.stop() }
        return app
    }

    /// A folder that goes with the test.
    func temporaryFolder() -> URL {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        addTeardownBlock { try FileManager.default.removeItem(at: folder) }
        XCTAssertNoThrow(
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true))
        return folder
    }

    /// A store that goes with the test.
    func temporaryStore() -> Spectrum.Store {
        .sqlite(path: temporaryFolder().appendingPathComponent("store.db").path)
    }
}

/// Starts an application.
func start(
    on simulator: Simulator,
    secret: String? = Simulator.projectSecret,
    trusting caFile: String? = nil,
    startTimeout: Duration? = nil,
    unsupported: Spectrum.UnsupportedPolicy = .warn,
    store: Spectrum.Store = .memory,
    ack: Spectrum.AckMode = .auto,
    watchdog: Duration? = nil,
    eventsInMessages: Bool = false,
    refuseOverQuota: Bool = false,
    platformIDs: Spectrum.PlatformIDs = .documented,
    webhookSecret: String? = nil
) async throws -> Spectrum {
    try await Spectrum(
        projectID: Simulator.projectID,
        projectSecret: secret,
        providers: [.imessage()],
        cloudURL: simulator.ready.cloudUrl,
        imessageAddress: simulator.ready.imessageAddress,
        imessageLineAddress: simulator.ready.imessageAddress,
        caFile: caFile ?? simulator.ready.caFile,
        startTimeout: startTimeout,
        unsupported: unsupported,
        store: store,
        ack: ack,
        watchdog: watchdog,
        eventsInMessages: eventsInMessages,
        refuseOverQuota: refuseOverQuota,
        platformIDs: platformIDs,
        webhookSecret: webhookSecret
    )
}

/// The error that some work throws; nil, and a failure, if it throws none.
func spectrumError(
    file: StaticString = #filePath,
    line: UInt = #line,
    _ work: () async throws -> Void
) async -> SpectrumError? {
    do {
        try await work()
        XCTFail("nothing was thrown", file: file, line: line)
    } catch let error as SpectrumError {
        return error
    } catch {
        XCTFail("another error was thrown: \(error)", file: file, line: line)
    }
    return nil
}

/// The first message of an application, caused when its stream is open.
func first(
    of app: Spectrum,
    to simulator: Simulator,
    after cause: () async throws -> Void
) async throws -> Message {
    async let message = next(of: app)
    try await simulator.wait(for: "SubscribeMessageEvents", count: 1)
    try await cause()
    return try await message
}

/// The first message of an application: a text.
func first(of app: Spectrum, to simulator: Simulator, text: String) async throws -> Message {
    try await first(of: app, to: simulator) { try await simulator.text(text, from: alice) }
}

/// The next message of an application.
func next(of app: Spectrum) async throws -> Message {
    try await within(.seconds(10), "the next message") {
        for try await (_, message) in app.messages { return message }
        throw Failure("the stream ended")
    }
}

/// Checks that a task ends by its cancellation.
func assertCancelled<Value: Sendable>(
    _ task: Task<Value, any Error>,
    file: StaticString = #filePath,
    line: UInt = #line
) async {
    do {
        _ = try await task.value
        XCTFail("it was not cancelled", file: file, line: line)
    } catch is CancellationError {
    } catch {
        XCTFail("another error was thrown: \(error)", file: file, line: line)
    }
}

/// Waits until the service has no stream open, 10 seconds at most.
func waitForTheEnd(of simulator: Simulator) async throws {
    let deadline = Date().addingTimeInterval(10)
    while true {
        let state = try JSONDecoder().decode(JSON.self, from: try await simulator.get("/api/state"))
        if state["open_streams"] == 0 { return }
        guard Date() < deadline else { throw Failure("the streams are still open: \(state)") }
        // The control address has no push for this.
        try await Task.sleep(for: .milliseconds(10))
    }
}

extension Message {
    /// What it says, if it is a text.
    var text: String? {
        guard case .text(let text) = content else { return nil }
        return text
    }
}

extension Simulator {
    /// Waits until a program reads the streams, 10 seconds at most.
    func waitForStreams() async throws {
        _ = try await get("/api/listening")
    }

    /// What the agent has written to a person.
    func outgoing(to person: String) async throws -> [JSON] {
        let path = "/api/conversations/any;-;\(person)"
        guard let escaped = path.addingPercentEncoding(withAllowedCharacters: .urlPathAllowed) else {
            throw Failure("\(path) is no path")
        }
        let conversation = try JSONDecoder().decode(JSON.self, from: try await get(escaped))
        return (conversation["messages"]?.array ?? []).filter { $0["from"]?.string != person }
    }
}

/// Waits until something holds, 10 seconds at most.
func until(_ what: String, _ holds: () async throws -> Bool) async throws {
    let deadline = Date().addingTimeInterval(10)
    while try await !holds() {
        guard Date() < deadline else { throw Failure("waited 10 s: \(what)") }
        // What is waited for has no push.
        try await Task.sleep(for: .milliseconds(10))
    }
}

/// Waits until the streams of an application are open and heard.
func untilHeard(_ app: Spectrum, streams: Int = 2) async throws {
    try await until("the streams are heard") {
        let all = app.health.lines.flatMap(\.streams)
        return all.filter(\.healthy).count == streams
    }
}
