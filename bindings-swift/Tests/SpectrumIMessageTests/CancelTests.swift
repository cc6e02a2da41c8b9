import SimulatorSupport
import SpectrumIMessage
import XCTest

final class CancelTests: SimulatorTestCase {
    func testACancelledSendIsDroppedAndTheNextOneWorks() async throws {
        let simulator = try simulator()
        let dm = try await connect(to: simulator).imessage.createSpace(with: User(alice))
        try await simulator.control("/api/faults", ["method": "SendTextMessage", "action": "hang"])
        let sending = Task { try await dm.send("never") }
        try await simulator.wait(for: "SendTextMessage", count: 1)
        let start = ContinuousClock.now
        sending.cancel()
        await assertCancelled(sending)
        XCTAssertLessThan(ContinuousClock.now - start, .seconds(1))
        // The service sees the call go away.
        try await simulator.wait(for: "SendTextMessage") { $0.first?["status"] == "CANCELLED" }
        let next = try await dm.send("afterwards")
        XCTAssertNotNil(next)
    }

    func testACallOfACancelledTaskIsNotMade() async throws {
        let simulator = try simulator()
        let dm = try await connect(to: simulator).imessage.createSpace(with: User(alice))
        let sending = Task {
            // Begins when it has been cancelled.
            while !Task.isCancelled { await Task.yield() }
            return try await dm.send("never")
        }
        sending.cancel()
        await assertCancelled(sending)
        try await dm.send("afterwards")
        let sent = try await simulator.calls("SendTextMessage")
        XCTAssertEqual(sent.count, 1)
    }

    func testTypingIsHiddenWhenTheWorkIsCancelled() async throws {
        let simulator = try simulator()
        let dm = try await connect(to: simulator).imessage.createSpace(with: User(alice))
        let working = Task {
            try await dm.responding { try await Task.sleep(for: .seconds(3600)) }
        }
        try await simulator.wait(for: "SetTyping") { $0.first?["status"] == "OK" }
        working.cancel()
        await assertCancelled(working)
        let calls = try await simulator.calls("SetTyping")
        XCTAssertEqual(calls.count, 2)
        XCTAssertEqual(calls.last?["status"], "OK")
    }

    func testACancelledCallOfALine() async throws {
        let simulator = try simulator()
        let line = try await connect(to: simulator).imessage.line()
        try await simulator.control("/api/faults", ["method": "GetChatCount", "action": "hang"])
        let counting = Task { try await line.chats.count() }
        try await simulator.wait(for: "GetChatCount", count: 1)
        counting.cancel()
        await assertCancelled(counting)
        try await simulator.wait(for: "GetChatCount") { $0.first?["status"] == "CANCELLED" }
        let next = try await line.chats.count()
        XCTAssertEqual(next, 0)
    }

    func testACancelledLoopEndsItsStream() async throws {
        let simulator = try simulator()
        let events = try await connect(to: simulator).imessage.line().events
        let reading = Task { for try await _ in try await events.chats() {} }
        try await simulator.wait(for: "SubscribeChatEvents", count: 1)
        reading.cancel()
        await assertCancelled(reading)
        try await waitForTheEnd(of: simulator)
    }

    func testACancelledStart() async throws {
        let simulator = try simulator()
        try await simulator.control("/api/faults", ["method": "POST /imessage/tokens", "action": "hang"])
        let starting = Task { try await start(on: simulator) }
        try await simulator.wait(for: "POST /imessage/tokens", count: 1)
        starting.cancel()
        await assertCancelled(starting)
    }
}
