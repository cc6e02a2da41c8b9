import Foundation
import SimulatorSupport
import XCTest

/// Whole programs, with their settings from the environment.
final class ProgramTests: SimulatorTestCase {
    func testAProgramWithAnOpenStreamEndsAfterTheStop() async throws {
        let simulator = try simulator()
        let program = try Program(Self.built("exit-check"), simulator)
        try await simulator.wait(for: "SubscribeMessageEvents", count: 1)
        try await simulator.text("stop", from: alice)
        XCTAssertEqual(program.line(), "stopping")
        let start = ContinuousClock.now
        XCTAssertEqual(program.end(), 0)
        XCTAssertLessThan(ContinuousClock.now - start, .seconds(1))
        XCTAssertEqual(program.line(), "stopped")
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

    /// A program of this package, beside the tests.
    private static func built(_ name: String) -> URL {
        let package = Simulator.repository.appendingPathComponent("bindings-swift")
        return package.appendingPathComponent(".build/debug/\(name)")
    }

    private static func example(_ name: String) -> URL {
        Simulator.repository.appendingPathComponent("examples/swift/.build/debug/\(name)")
    }
}

/// A running program of ours.
private final class Program {
    private let process = Process()
    private let output = Pipe()
    private var unread = Data()

    init(_ program: URL, _ simulator: Simulator) throws {
        process.executableURL = program
        process.environment = ProcessInfo.processInfo.environment.merging([
            "SPECTRUM_PROJECT_ID": Simulator.projectID,
            "SPECTRUM_PROJECT_SECRET": Simulator.projectSecret,
            "SPECTRUM_CLOUD_URL": simulator.ready.cloudUrl,
            "SPECTRUM_IMESSAGE_ADDRESS": simulator.ready.imessageAddress,
            "SPECTRUM_IMESSAGE_LINE_ADDRESS": simulator.ready.imessageAddress,
            "SPECTRUM_CA_FILE": simulator.ready.caFile,
        ]) { $1 }
        process.standardOutput = output
        guard FileManager.default.isExecutableFile(atPath: program.path) else {
            throw Failure("there is no \(program.path); scripts/swift-test.sh builds it")
        }
        try process.run()
    }

    /// The next line that it prints; nil at the end.
    func line() -> String? {
        while true {
            if let end = unread.firstIndex(of: UInt8(ascii: "\n")) {
                defer { unread.removeSubrange(unread.startIndex...end) }
                return String(decoding: unread[unread.startIndex..<end], as: UTF8.self)
            }
            let more = output.fileHandleForReading.availableData
            if more.isEmpty { return nil }
            unread.append(more)
        }
    }

    /// Waits for its end; its exit status.
    func end() -> Int32 {
        process.waitUntilExit()
        return process.terminationStatus
    }

    func terminate() {
        process.terminate()
        process.waitUntilExit()
    }
}
