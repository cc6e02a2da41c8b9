import Foundation
import SimulatorSupport
import SpectrumIMessage
import SpectrumIMessageTesting
import XCTest

private let bob = "+15551230002"

/// The examples do what they say.
final class ExampleTests: XCTestCase {
    private static let picture = Simulator.repository.appendingPathComponent("examples/wallpaper.png")

    /// An example at work, until the test ends, and the simulator that it works with.
    private func working(
        _ name: String, lines: [String]? = nil, _ variables: [String: String] = [:]
    ) async throws -> (Spectrum.Simulator, Example) {
        let simulator = try await Spectrum.Simulator(.init(lines: lines))
        let example = try Example(name, simulator, variables)
        addTeardownBlock {
            example.end()
            await simulator.stop()
        }
        try await simulator.listening()
        return (simulator, example)
    }

    func testConcierge() async throws {
        let (simulator, _) = try await working("concierge", lines: ["+15559990001"])
        let chat = try await simulator.group([alice, bob], name: "Us")
        let (one, other) = (simulator.person(alice).inChat(chat), simulator.person(bob).inChat(chat))
        try await one.text("plan Dinner? Thai")
        try await one.receives(text: "A plan needs a choice: plan Dinner? Thai, Pizza")
        try await other.text("plan Dinner? Thai, Pizza")
        let poll = try await one.receives(kind: .message).message?.guid
        try await one.vote("Thai", poll: poll)
        try await one.vote(nil, poll: poll)
        try await one.vote("Pizza", poll: poll)
        try await other.vote("Pizza", poll: poll)
        try await one.receives(text: "Dinner? Pizza it is.", effect: "confetti")
    }

    func testPhoto() async throws {
        let (simulator, _) = try await working("photo")
        let person = simulator.person()
        try await person.text("hello")
        try await person.receives(contains: "Send me a picture")
        let picture = try Data(contentsOf: Self.picture)
        try await person.attachment("party.png", picture)
        try await person.receives(background: true)
        try await person.receives(reaction: "love")
        try await person.attachment("party.txt", picture)
        try await person.receives(text: "A background is a JPEG, PNG or HEIC picture.")
        try await person.text("Clear")
        try await person.receives(background: false)
    }

    func testModel() async throws {
        let model = try StubModel()
        defer { model.close() }
        let (simulator, _) = try await working(
            "llm", ["OPENAI_API_KEY": "key", "OPENAI_BASE_URL": "http://127.0.0.1:\(model.port)/v1"])
        try await simulator.person(alice).text("hello")
        // With the instructions.
        try await simulator.person(alice).receives(text: "I was told 2")
        try await simulator.person(alice).text("and now?")
        try await simulator.person(alice).receives(text: "I was told 4")
        try await simulator.person(bob).text("fail")
        try await simulator.person(bob).receives(contains: "I cannot think right now")
    }

    func testConsole() async throws {
        let (simulator, console) = try await working("console")
        let person = simulator.person()
        try console.type("is anybody there?")
        XCTAssertEqual(console.line(), "nobody has written yet")
        try await person.text("hello")
        XCTAssertEqual(console.line(), "\(person.address): hello")
        try console.type("hello to you")
        try await person.receives(text: "hello to you")
        console.endInput()
        XCTAssertEqual(console.status(), 0)
    }
}

/// A running example.
private final class Example: @unchecked Sendable {
    private let process = Process()
    private let input = Pipe()
    private let output = Pipe()
    private var unread = Data()

    init(_ name: String, _ simulator: Spectrum.Simulator, _ variables: [String: String]) throws {
        process.executableURL = Simulator.repository.appendingPathComponent("examples/swift/.build/debug/\(name)")
        process.environment = ProcessInfo.processInfo.environment.merging([
            "SPECTRUM_PROJECT_ID": simulator.projectID,
            "SPECTRUM_PROJECT_SECRET": simulator.projectSecret,
            "SPECTRUM_CLOUD_URL": simulator.cloudURL,
            "SPECTRUM_IMESSAGE_ADDRESS": simulator.imessageAddress,
            "SPECTRUM_IMESSAGE_LINE_ADDRESS": simulator.imessageAddress,
            "SPECTRUM_CA_FILE": simulator.caFile,
        ]) { $1 }.merging(variables) { $1 }
        process.standardInput = input
        process.standardOutput = output
        try process.run()
    }

    func type(_ line: String) throws {
        try input.fileHandleForWriting.write(contentsOf: Data("\(line)\n".utf8))
    }

    func endInput() {
        try? input.fileHandleForWriting.close()
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

    func status() -> Int32 {
        process.waitUntilExit()
        return process.terminationStatus
    }

    func end() {
        if process.isRunning { process.terminate() }
        process.waitUntilExit()
    }
}
