import Foundation
import SimulatorSupport
import SpectrumIMessage
import XCTest

private let bob = "+15551230002"

final class HandleTests: SimulatorTestCase {
    func testAChatIsInOrderAndChatsGoSideBySide() async throws {
        let simulator = try simulator()
        let app = try await connect(to: simulator)
        let record = Record()
        let handling = Task {
            try await app.handle { space, message in
                let text = message.text ?? "?"
                await record.note("begin \(text)")
                // Until the other chat has said something.
                if text == "a1" { try await until("b1 is handled") { await record.lines.contains("end b1") } }
                await record.note("end \(text)")
            }
        }
        try await untilHeard(app)
        let taken = await spectrumError { for try await _ in app.messages { break } }
        XCTAssertEqual(taken?.code, "messagesTaken")
        try await simulator.text("a1", from: alice)
        try await simulator.text("a2", from: alice)
        try await until("a1 has begun") { await record.lines.contains("begin a1") }
        try await simulator.text("b1", from: bob)
        try await until("all is handled") { await record.lines.contains("end a2") }
        let lines = await record.lines
        XCTAssertEqual(lines, ["begin a1", "begin b1", "end b1", "end a1", "begin a2", "end a2"])
        await app.stop()
        try await handling.value
    }

    func testWhatFailsComesAgainAndIsDeadInTheEnd() async throws {
        let simulator = try simulator()
        let store = temporaryStore()
        let app = try await connect(to: simulator, store: store)
        let record = Record()
        let handling = Task {
            try await app.handle(attempts: 3, backoff: .milliseconds(5)) { space, message in
                try await message.reply("got it")
                await record.note("\(message.text ?? "?") \(message.redelivered)")
                if message.text == "bad" { throw Failure("secret words of the message") }
            } deadLetter: { space, message, error in
                await record.note("dead \(space.id) \(message.text ?? "?") \(error is Failure)")
                let first = await record.lines.filter { $0.hasPrefix("dead") }.count == 1
                if first { throw Failure("the dead letter office is closed") }
            }
        }
        try await untilHeard(app)
        try await simulator.text("bad", from: alice)
        try await simulator.text("good", from: alice)
        try await until("the good one is handled") { await record.lines.contains("good false") }
        let lines = await record.lines
        // A dead letter that failed brings its message again, for one more try.
        let dead = "dead any;-;\(alice) bad true"
        XCTAssertEqual(lines, ["bad false", "bad true", "bad true", dead, "bad true", dead, "good false"])
        let outgoing = try await simulator.outgoing(to: alice)
        XCTAssertEqual(outgoing.count, 2, "each message was answered once")
        let givenUp = try app.deadLetters()
        XCTAssertEqual(givenUp.map(\.spaceID), ["any;-;\(alice)"])
        XCTAssertEqual(givenUp.first?.attempts, 3)
        XCTAssertNil(givenUp.first?.event)
        await app.stop()
        try await handling.value

        // Nothing of it comes again.
        let again = try await connect(to: simulator, store: store)
        try await simulator.text("new", from: alice)
        let message = try await next(of: again)
        XCTAssertEqual(message.text, "new")
    }

    func testACancelledHandleLeavesWhatWasNotHandled() async throws {
        let simulator = try simulator()
        let app = try await connect(to: simulator, store: temporaryStore())
        let record = Record()
        let handling = Task {
            try await app.handle { _, message in
                await record.note(message.text ?? "?")
                try await Task.sleep(for: .seconds(3600))
            }
        }
        try await untilHeard(app)
        try await simulator.text("one", from: alice)
        try await simulator.text("two", from: alice)
        try await until("the first runs") { await record.lines == ["one"] }
        handling.cancel()
        await assertCancelled(handling)
        let first = try await next(of: app)
        XCTAssertEqual(first.text, "one")
        XCTAssertTrue(first.redelivered)
        let begun = await record.lines
        XCTAssertEqual(begun, ["one"])
    }

    func testAStopLetsWhatRunsFinish() async throws {
        let simulator = try simulator()
        let app = try await connect(to: simulator)
        let record = Record()
        let handling = Task {
            try await app.handle { space, message in
                await record.note("begin")
                // The stop has begun by then.
                try await until("the stop begins") { await record.lines.contains("stop") }
                try await space.send("done")
            }
        }
        try await untilHeard(app)
        try await simulator.text("hi", from: alice)
        try await until("it runs") { await record.lines == ["begin"] }
        async let stopped: Void = app.stop()
        await record.note("stop")
        await stopped
        try await handling.value
        let outgoing = try await simulator.outgoing(to: alice)
        XCTAssertEqual(outgoing.first?["text"], "done")
    }

    func testMoreMessagesThanRunAtOnce() async throws {
        let simulator = try simulator()
        let app = try await connect(to: simulator)
        let record = Record()
        let handling = Task {
            try await app.handle(concurrency: 1) { _, message in await record.note(message.text ?? "?") }
        }
        try await untilHeard(app)
        for number in 0..<20 { try await simulator.text("\(number)", from: number.isMultiple(of: 2) ? alice : bob) }
        try await until("all are handled") { await record.lines.count == 20 }
        let lines = await record.lines
        XCTAssertEqual(Set(lines), Set((0..<20).map { "\($0)" }))
        await app.stop()
        try await handling.value
    }

    func testOptionsOfZeroAreRefused() async throws {
        let simulator = try simulator()
        let app = try await connect(to: simulator)
        for (concurrency, attempts) in [(0, 1), (1, 0), (-1, 1)] {
            let error = await spectrumError {
                try await app.handle(concurrency: concurrency, attempts: attempts) { _, _ in }
            }
            XCTAssertEqual(error?.code, "invalidArgument")
        }
    }
}

/// What has happened, in its order.
private actor Record {
    private(set) var lines: [String] = []

    func note(_ line: String) { lines.append(line) }
}
