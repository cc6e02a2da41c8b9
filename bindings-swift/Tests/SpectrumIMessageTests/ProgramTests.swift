import Foundation
import SimulatorSupport
import XCTest

/// Whole programs, with their settings from the environment.
final class ProgramTests: SimulatorTestCase {
    func testAProgramWithAnOpenStreamEndsAfterTheStop() async throws {
        for store in [nil, temporaryFolder().appendingPathComponent("store.db").path] {
            let simulator = try simulator()
            let program = try Program.agent(["stop"], simulator, store: store)
            try await simulator.waitForStreams()
            try await simulator.text("stop", from: alice)
            XCTAssertEqual(program.line(), "stopping")
            let start = ContinuousClock.now
            XCTAssertEqual(program.end(), 0)
            XCTAssertLessThan(ContinuousClock.now - start, .seconds(1))
            XCTAssertEqual(program.line(), "stopped")
        }
    }

    func testAnAnswerThatIsRepeatedAfterAKillGoesOutOnce() async throws {
        let simulator = try simulator()
        let store = temporaryFolder().appendingPathComponent("store.db").path
        let first = try Program.agent(["answer"], simulator, store: store)
        try await simulator.waitForStreams()
        try await simulator.text("hi", from: alice)
        let before = try XCTUnwrap(first.line())
        // One opening at a time, in this process too.
        let second = await spectrumError {
            _ = try await start(on: simulator, store: .sqlite(path: store))
        }
        XCTAssertEqual(second?.code, "storeInUse")
        first.kill()
        let again = try Program.agent(["answer"], simulator, store: store)
        defer { again.kill() }
        let after = try XCTUnwrap(again.line())
        XCTAssertEqual(before.split(separator: " ").first, "first")
        XCTAssertEqual(after.split(separator: " ").first, "again")
        XCTAssertEqual(before.split(separator: " ").last, after.split(separator: " ").last, "the same answer")
        let sends = try await simulator.calls("SendTextMessage")
        XCTAssertEqual(sends.count, 2, "both have sent")
        let outgoing = try await simulator.outgoing(to: alice)
        XCTAssertEqual(outgoing.count, 1, "and the chat has it once")
    }

    func testTheEchoExample() async throws {
        let simulator = try simulator()
        let program = try Program(Self.example("echo"), simulator)
        defer { program.terminate() }
        try await simulator.wait(for: "SubscribeMessageEvents", count: 1)
        try await simulator.text("hello", from: alice)
        let sent = try await simulator.wait(for: "SendTextMessage", count: 1)
        XCTAssertEqual(sent.first?["request"]?["text"], "hello")
    }

    func testTheBirthdayExample() async throws {
        let simulator = try simulator()
        let program = try Program(Self.example("birthday"), simulator)
        defer { program.terminate() }
        try await simulator.wait(for: "SubscribeMessageEvents", count: 1)
        try await simulator.text("Today is my birthday!", from: alice)
        try await simulator.wait(for: "SetTyping") { $0.count == 2 && $0.last?["status"] == "OK" }
        let methods = try await simulator.calls().compactMap { $0["method"]?.string }
        XCTAssertTrue(methods.contains("SetReaction"), "\(methods)")
        XCTAssertTrue(methods.contains("SendTextMessage"), "\(methods)")
        XCTAssertTrue(methods.contains { $0.contains("Background") }, "\(methods)")
    }

    private static func example(_ name: String) -> URL {
        Simulator.repository.appendingPathComponent("examples/swift/.build/debug/\(name)")
    }
}
