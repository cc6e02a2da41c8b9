import Foundation
import SimulatorSupport
import SpectrumIMessage
import XCTest

/// With a durable store what was not handled comes again, and what was does not.
final class DeliveryTests: SimulatorTestCase {
    func testAfterARestartComesWhatWasNotHandled() async throws {
        let simulator = try simulator()
        let store = temporaryStore()
        let app = try await connect(to: simulator, store: store)
        try await listen(app)
        for text in ["1", "2", "3"] { try await simulator.text(text, from: alice) }
        var seen: [String] = []
        for try await (_, message) in app.messages {
            XCTAssertFalse(message.redelivered)
            seen.append(message.text ?? "?")
            // The second is not handled: nobody comes back for more.
            if seen.count == 2 { break }
        }
        XCTAssertEqual(seen, ["1", "2"])
        await app.stop()
        try await simulator.text("4", from: alice)

        // The loop was left: the store is free.
        let again = try await connect(to: simulator, store: store)
        seen = []
        for try await (_, message) in again.messages {
            XCTAssertEqual(message.redelivered, seen.isEmpty)
            seen.append(message.text ?? "?")
            if seen.count == 3 { await again.stop() }
        }
        XCTAssertEqual(seen, ["2", "3", "4"])

        // Going on after the stop said that the last was handled, too.
        let last = try await connect(to: simulator, store: store)
        try await simulator.text("5", from: alice)
        let message = try await next(of: last)
        XCTAssertEqual(message.text, "5")
        XCTAssertFalse(message.redelivered)
    }

    func testWhatAStopHasCutOffCanBeSentAgain() async throws {
        let simulator = try simulator()
        let store = temporaryStore()
        try await simulator.control("/api/faults", ["method": "SendTextMessage", "action": "hang"])
        let app = try await connect(to: simulator, store: store)
        XCTAssertTrue(try app.outbox().isEmpty)
        let dm = try await app.imessage.createSpace(with: User(alice))
        let sending = Task { try await dm.send("hello") }
        try await simulator.wait(for: "SendTextMessage", count: 1)
        let stopping = Task { await app.stop() }
        try await until("it stops") { (try? app.outbox()) == nil }
        sending.cancel()
        await assertCancelled(sending)
        await stopping.value

        let again = try await connect(to: simulator, store: store)
        let entry = try XCTUnwrap(again.outbox().first)
        XCTAssertEqual(entry.line, "shared")
        XCTAssertEqual(entry.spaceID, dm.id)
        XCTAssertEqual(entry.contentType, "text")
        XCTAssertNotNil(entry.content)
        let sent = try await again.sendAgain(clientMessageID: entry.clientMessageID)
        XCTAssertEqual(sent?.text, "hello")
        XCTAssertTrue(try again.outbox().isEmpty)
        XCTAssertFalse(try again.removeFromOutbox(clientMessageID: entry.clientMessageID))
        let gone = await spectrumError { try await again.sendAgain(clientMessageID: entry.clientMessageID) }
        XCTAssertEqual(gone?.code, "outboxEntryNotFound")
    }

    func testALoopThatIsLeftOrCancelledLeavesItsMessageToTheNext() async throws {
        let simulator = try simulator()
        let app = try await connect(to: simulator, store: temporaryStore())
        try await listen(app)
        try await simulator.text("one", from: alice)
        let left = try await next(of: app)
        XCTAssertFalse(left.redelivered)
        let reading = Task {
            for try await (_, message) in app.messages {
                XCTAssertEqual(message.text, "one")
                XCTAssertTrue(message.redelivered)
                withUnsafeCurrentTask { $0?.cancel() }
            }
        }
        await assertCancelled(reading)
        let again = try await next(of: app)
        XCTAssertEqual(again.id, left.id)
        XCTAssertTrue(again.redelivered)
    }

    func testWithManualAcknowledgementTheProgramSaysWhatIsHandled() async throws {
        let simulator = try simulator()
        let store = temporaryStore()
        let app = try await connect(to: simulator, store: store, ack: .manual)
        try await listen(app)
        for text in ["1", "2", "3"] { try await simulator.text(text, from: alice) }
        var messages: [Message] = []
        for try await (_, message) in app.messages {
            messages.append(message)
            if messages.count == 3 { break }
        }
        XCTAssertEqual(messages.map(\.text), ["1", "2", "3"])
        try messages[1].ack()
        try messages[1].ack()
        XCTAssertEqual(app.health.lines.first?.unhandled, 2)
        await app.stop()

        let again = try await connect(to: simulator, store: store, ack: .manual)
        var seen: [String?] = []
        for try await (_, message) in again.messages {
            XCTAssertTrue(message.redelivered)
            try message.ack()
            seen.append(message.text)
            if seen.count == 2 { break }
        }
        XCTAssertEqual(seen, ["1", "3"])
    }

    func testInMemoryABatchIsHandledWhenAllOfItWasHandedOut() async throws {
        let simulator = try simulator()
        let app = try await connect(to: simulator)
        try await listen(app)
        for text in ["1", "2", "3"] { try await simulator.text(text, from: alice) }
        try await until("all have arrived") { app.health.waiting == 3 }
        for try await (_, message) in app.messages {
            let unhandled = app.health.lines.first?.unhandled
            // They crossed the boundary together.
            XCTAssertEqual(unhandled, 3)
            if message.text == "3" { break }
        }
    }

    func testAStoreHasOneApplication() async throws {
        let simulator = try simulator()
        let store = temporaryStore()
        let app = try await connect(to: simulator, store: store)
        let second = await spectrumError { _ = try await start(on: simulator, store: store) }
        XCTAssertEqual(second?.code, "storeInUse")
        await app.stop()
        let after = try await start(on: simulator, store: store)
        await after.stop()
    }

    func testADatabaseThatCannotBeUsedIsToldWithoutItsPassword() async throws {
        let simulator = try simulator()
        for (url, code) in [
            ("postgres://agent:hunter2@one,two/agents", "invalidStore"),
            ("agent.db", "invalidStore"),
            ("postgres://agent:hunter2@127.0.0.1:1/agents", "networkError"),
        ] {
            let store = Spectrum.Store.postgres(url: url)
            let error = await spectrumError { _ = try await start(on: simulator, store: store) }
            XCTAssertEqual(error?.code, code)
            var said = ""
            dump(store, to: &said)
            XCTAssertFalse("\(error as Any) \(store) \(said)".contains("hunter2"))
        }
    }

    func testAFileOfSomebodyElseIsNoStore() async throws {
        let simulator = try simulator()
        let file = temporaryFolder().appendingPathComponent("notes.txt")
        try Data("not a database, and longer than its first page says".utf8).write(to: file)
        let error = await spectrumError {
            _ = try await start(on: simulator, store: .sqlite(path: file.path))
        }
        XCTAssertEqual(error?.code, "storeUnusable")
        let negative = await spectrumError {
            _ = try await Spectrum(projectID: "p", projectSecret: "s", watchdog: .seconds(-1))
        }
        XCTAssertEqual(negative?.code, "invalidArgument")
    }
}

/// Opens the streams, and waits until they are heard, by a read that ends before a message has come.
private func listen(_ app: Spectrum) async throws {
    let reading = Task { for try await _ in app.messages { break } }
    try await untilHeard(app)
    reading.cancel()
    _ = await reading.result
}
