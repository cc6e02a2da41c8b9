import Foundation
import SimulatorSupport
import SpectrumIMessage
import XCTest

final class EventTests: SimulatorTestCase {
    func testWhatHappensBesidesMessages() async throws {
        let simulator = try simulator()
        let app = try await connect(to: simulator)
        var events = app.events.makeAsyncIterator()
        // The streams are open when the first event has come.
        guard case .streamConnected(let line, _) = try await events.next() else { return XCTFail("no stream") }
        XCTAssertEqual(line, "shared")
        let second = await spectrumError { for try await _ in app.events { break } }
        XCTAssertEqual(second?.code, "eventsTaken")
        try await until("chats are heard") {
            let all = app.health.lines.flatMap(\.streams)
            return all.contains { $0.stream == .chats && $0.healthy }
        }
        let written = try await simulator.control("/api/people/\(alice)/text", ["text": "helo"])
        let guid = try XCTUnwrap(written["guid"]?.string)
        try await simulator.control(
            "/api/people/\(alice)/edit", ["message_guid": .string(guid), "text": "hello"])
        try await simulator.control("/api/people/\(alice)/unsend", ["message_guid": .string(guid)])
        try await simulator.control("/api/people/\(alice)/malformed")

        let edited = try await events.next(of: "messageEdited")
        guard case .messageEdited(let happening, let messageID, let text) = edited else { return }
        XCTAssertEqual(messageID, guid)
        XCTAssertEqual(text, "hello")
        XCTAssertEqual(happening.actor?.id, alice)
        XCTAssertFalse(happening.isFromMe)
        XCTAssertNotNil(happening.sequence)
        XCTAssertEqual(edited.space?.id, "any;-;\(alice)")
        // The space is one to write to.
        let sent = try await happening.space.send("I saw that")
        XCTAssertNotNil(sent)

        let unsent = try await events.next(of: "messageUnsent")
        guard case .messageUnsent(_, let messageID) = unsent else { return }
        XCTAssertEqual(messageID, guid)
        guard case .unmappable(_, let stream, let sequence, _) = try await events.next(of: "unmappable") else {
            return
        }
        XCTAssertEqual(stream, .messages)
        XCTAssertNotNil(sequence)
        let letter = try XCTUnwrap(app.deadLetters().first)
        XCTAssertEqual(letter.line, "shared")
        XCTAssertEqual(letter.stream, .messages)
        XCTAssertEqual(letter.sequence, sequence)
        XCTAssertFalse(try XCTUnwrap(letter.event).isEmpty)
        XCTAssertTrue(try app.removeDeadLetter(id: letter.id))
        XCTAssertFalse(try app.removeDeadLetter(id: letter.id))
        XCTAssertFalse(try app.deadLetters().contains(letter))

        try await simulator.control("/api/streams/cut")
        let cut = try await events.next(of: "streamDisconnected")
        guard case .streamDisconnected(_, _, let code) = cut else { return }
        XCTAssertEqual(code, "serviceUnavailable")
        _ = try await events.next(of: "streamConnected")
        await app.stop()
        while try await events.next() != nil {}
    }

    func testARefusedPositionIsAGap() async throws {
        let simulator = try simulator()
        let store = temporaryStore()
        let app = try await connect(to: simulator, store: store)
        let waiting = Task { for try await _ in app.messages { break } }
        try await untilHeard(app)
        try await simulator.text("one", from: alice)
        try await waiting.value
        await app.stop()
        try await simulator.text("lost", from: alice)
        try await simulator.control(
            "/api/faults", ["method": "CatchUpEvents", "action": "refuse", "status": "INVALID_ARGUMENT"])
        let again = try await connect(to: simulator, store: store)
        var events = again.events.makeAsyncIterator()
        let gap = try await events.next(of: "gap")
        guard case .gap("shared", let after, let head?) = gap else { return XCTFail("\(gap)") }
        XCTAssertLessThan(after, head)
    }

    func testTheWatchdogOpensASilentStreamAgain() async throws {
        let simulator = try simulator()
        let app = try await connect(to: simulator, watchdog: .seconds(1))
        var events = app.events.makeAsyncIterator()
        _ = try await events.next(of: "streamConnected")
        try await untilHeard(app, streams: 3)
        try await simulator.control("/api/streams/stall", ["on": true])
        // Within 10 s: without the setting it would take a minute.
        _ = try await events.next(of: "streamDisconnected")
        try await simulator.control("/api/streams/stall", ["on": false])
        try await until("a stream was opened again") {
            app.health.lines.flatMap(\.streams).contains { $0.reconnects > 0 && $0.healthy }
        }
    }

    func testACancelledReadLosesNoEvent() async throws {
        let simulator = try simulator()
        let app = try await connect(to: simulator)
        let reading = Task { for try await event in app.events where event.type == "none" { break } }
        try await untilHeard(app, streams: 3)
        reading.cancel()
        await assertCancelled(reading)
        try await simulator.control("/api/streams/cut")
        var events = app.events.makeAsyncIterator()
        _ = try await events.next(of: "streamDisconnected")
    }

    func testHealthSaysWhatWasHeard() async throws {
        let simulator = try simulator()
        let app = try await connect(to: simulator)
        XCTAssertFalse(app.health.healthy, "nothing is open, so nothing was heard")
        let reading = Task { for try await _ in app.messages {} }
        try await until("everything is heard") { app.health.healthy }
        let health = app.health
        XCTAssertNotNil(health.tokenAge)
        XCTAssertFalse(health.unauthenticated)
        let line = try XCTUnwrap(health.lines.first)
        XCTAssertEqual(line.line, "shared")
        for stream in line.streams {
            XCTAssertNotNil(stream.lastHeartbeat, "\(stream.stream) is healthy without a heartbeat")
            XCTAssertNotNil(stream.connectedSince)
        }
        try await simulator.control("/api/connections", ["accept": false])
        try await simulator.control("/api/streams/cut", ["hard": true])
        try await until("the break is seen") { !app.health.healthy }
        let broken = app.health.lines.first?.streams.first { $0.connectedSince == nil }
        guard case .connection = broken?.lastError else { return XCTFail("\(String(describing: broken))") }
        reading.cancel()
    }
}

extension Events.Iterator {
    /// The next event of a type, 10 seconds at most.
    mutating func next(of type: String) async throws -> Event {
        let start = self
        let (event, rest) = try await within(.seconds(10), type) {
            var events = start
            while let event = try await events.next() {
                if event.type == type { return (event, events) }
            }
            throw SimulatorSupport.Failure("the events have ended")
        }
        self = rest
        return event
    }
}
