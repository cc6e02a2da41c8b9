import Foundation
import SimulatorSupport
import SpectrumIMessage
import XCTest

/// Spans, metrics and log records.
final class TelemetryTests: SimulatorTestCase {
    private let own = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"

    override func tearDown() {
        Spectrum.observe(nil)
    }

    func testWhatIsSentWhileAMessageIsHandledBelongsToIt() async throws {
        let told = Told()
        Spectrum.observe { told.put($0) }
        let simulator = try simulator()
        let app = try await connect(to: simulator)
        let elsewhere = try await app.imessage.createSpace(with: User("+15551230002"))
        let around = try XCTUnwrap(TraceContext(traceparent: own))
        let handling = Task {
            try await app.handle { _, message in
                try await message.reply("a reply")
                try await elsewhere.send("elsewhere")
                try await TraceContext.$current.withValue(around) { _ = try await message.react(.love) }
            }
        }
        _ = try await simulator.get("/api/listening")
        try await simulator.text("ping", from: alice)
        let handle = try await told.ended("spectrum.handle")
        await app.stop()
        try await handling.value
        XCTAssertNil(handle.parent)
        XCTAssertEqual(handle.attributes["spectrum.attempt"], "1")
        let reply = try await told.ended("spectrum.reply")
        XCTAssertEqual(reply.parent, handle.context)
        let send = try await told.ended("spectrum.send")
        XCTAssertEqual(send.parent, handle.context)
        XCTAssertEqual(send.context.traceID, handle.context.traceID)
        let react = try await told.ended("spectrum.react")
        XCTAssertEqual(react.parent, around)
        XCTAssertEqual(react.link, handle.context)
        XCTAssertTrue(told.has { if case .began(let span) = $0 { span.name == "spectrum.reply" } else { false } })
        try await told.counted("spectrum.messages.received", 1)
        try await told.counted("spectrum.messages.sent", 3)
        for hidden in ["5551230001", "5551230002", "a reply", "elsewhere", "ping"] {
            XCTAssertFalse(told.text.contains(hidden), hidden)
        }
    }

    func testInALoop() async throws {
        let told = Told()
        Spectrum.observe { told.put($0) }
        let simulator = try simulator()
        let app = try await connect(to: simulator)
        let reading = Task { () -> TraceContext? in
            for try await (space, message) in app.messages {
                try await space.send("one")
                return message.traceContext
            }
            return nil
        }
        _ = try await simulator.get("/api/listening")
        try await simulator.text("ping", from: alice)
        let found = try await reading.value
        let context = try XCTUnwrap(found)
        let handle = try await told.ended("spectrum.handle")
        XCTAssertEqual(handle.context, context)
        let send = try await told.ended("spectrum.send")
        XCTAssertEqual(send.parent, context)
        await app.stop()
    }

    func testLogsAreMasked() async throws {
        let events = Lines()
        Spectrum.log(atLeast: .debug) { events.put("\($0.target): \($0.message) \($0.fields)") }
        let simulator = try simulator()
        let app = try await connect(to: simulator)
        let dm = try await app.imessage.createSpace(with: User(alice))
        try await simulator.control(
            "/api/faults",
            [
                "method": "SendTextMessage", "action": "refuse", "status": "UNAVAILABLE", "retryable": true,
                "message": .string("\(alice) is away"), "times": 1,
            ])
        try await dm.send("my diary")
        try await within(.seconds(10), "the other try") {
            while !events.text.contains("+1555…01 is away") { try await Task.sleep(for: .milliseconds(5)) }
        }
        await app.stop()
        XCTAssertFalse(events.text.contains(alice))
        XCTAssertFalse(events.text.contains("my diary"))
    }

    func testIds() {
        XCTAssertEqual(TraceContext(traceparent: own)?.traceparent, own)
        for bad in ["", "00-0-0-01", own.replacingOccurrences(of: "b7ad6b7169203331", with: "0000000000000000")] {
            XCTAssertNil(TraceContext(traceparent: bad), bad)
        }
    }
}

/// What was told.
private final class Told: @unchecked Sendable {
    // Unchecked: the lock guards the field.
    private let lock = NSLock()
    private var all: [Telemetry] = []

    func put(_ one: Telemetry) {
        lock.withLock { all.append(one) }
    }

    func has(_ fits: (Telemetry) -> Bool) -> Bool {
        lock.withLock { all.contains(where: fits) }
    }

    var text: String { lock.withLock { "\(all)" } }

    /// The first span of this name that has ended.
    func ended(_ name: String) async throws -> Telemetry.Span {
        try await within(.seconds(10), name) {
            while true {
                let found = self.lock.withLock {
                    self.all.compactMap { one -> Telemetry.Span? in
                        if case .ended(let span) = one, span.name == name { span } else { nil }
                    }.first
                }
                if let found { return found }
                try await Task.sleep(for: .milliseconds(5))
            }
        }
    }

    /// Waits for a count.
    func counted(_ name: String, _ count: Double) async throws {
        try await within(.seconds(10), name) {
            while true {
                let sum = self.lock.withLock {
                    self.all.reduce(0.0) { sum, one in
                        if case .measured(let value) = one, value.name == name { sum + value.value } else { sum }
                    }
                }
                if sum == count { return }
                try await Task.sleep(for: .milliseconds(5))
            }
        }
    }
}

/// Log lines.
private final class Lines: @unchecked Sendable {
    // Unchecked: the lock guards the field.
    private let lock = NSLock()
    private var all: [String] = []

    func put(_ line: String) {
        lock.withLock { all.append(line) }
    }

    var text: String { lock.withLock { all.joined(separator: "\n") } }
}
