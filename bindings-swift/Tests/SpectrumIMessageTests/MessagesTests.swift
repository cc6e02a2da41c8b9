import SimulatorSupport
import SpectrumIMessage
import XCTest

final class MessagesTests: SimulatorTestCase {
    func testWhatArrives() async throws {
        let simulator = try simulator()
        let app = try await connect(to: simulator)
        let message = try await first(of: app, to: simulator, text: "hello")
        guard case .text(let text) = message.content else { return XCTFail("\(message.content)") }
        XCTAssertEqual(text, "hello")
        XCTAssertEqual(message.platform, .iMessage)
        XCTAssertEqual(message.direction, .inbound)
        XCTAssertEqual(message.sender?.id, alice)
        XCTAssertEqual(message.space.id, "any;-;\(alice)")
        XCTAssertEqual(message.space.type, .dm)
        XCTAssertEqual(message.space.phone, "shared")
        XCTAssertEqual(try message.imessage.sender?.service, .iMessage)
        XCTAssertEqual(try message.imessage.itemType, "normal")
        XCTAssertNil(try message.imessage.dateEdited)
    }

    func testThePlatformIsNamedAsTheProgramWantsIt() async throws {
        let simulator = try simulator()
        let documented = try await connect(to: simulator).imessage.createSpace(with: User(alice))
        XCTAssertEqual(documented.platformName, "iMessage")
        let lower = try await connect(to: simulator, platformIDs: .lower)
        let message = try await first(of: lower, to: simulator, text: "hello")
        XCTAssertEqual(message.platformName, "imessage")
        XCTAssertEqual(message.platform, .iMessage)
        XCTAssertEqual(try message.space.imessage.space.platformName, "imessage")
    }

    func testEventsComeAmongTheMessagesWhereTheyAreAskedFor() async throws {
        let simulator = try simulator()
        let app = try await connect(to: simulator, eventsInMessages: true)
        let message = try await first(of: app, to: simulator, text: "helo")
        try await simulator.control(
            "/api/people/\(alice)/edit", ["message_guid": .string(message.id), "text": "hello"])
        let edited = try await next(of: app)
        guard case .edit(.text("hello"), let target) = edited.content else { return XCTFail("\(edited.content)") }
        XCTAssertEqual(target.id, message.id)
        try await simulator.control("/api/people/\(alice)/unsend", ["message_guid": .string(message.id)])
        let unsent = try await next(of: app)
        guard case .unsend(let target) = unsent.content else { return XCTFail("\(unsent.content)") }
        XCTAssertEqual(target.id, message.id)
        XCTAssertEqual(unsent.sender?.id, alice)
    }

    func testALoopThatWasLeftGoesOn() async throws {
        let simulator = try simulator()
        let app = try await connect(to: simulator)
        _ = try await first(of: app, to: simulator, text: "1")
        for number in 2...5 { try await simulator.text("\(number)", from: alice) }
        var texts: [String] = []
        // A loop for each message: what crossed the boundary with it must not be lost.
        while texts.count < 4 {
            let text = try await within(.seconds(10), "the next message") {
                for try await (_, message) in try app.imessage.messages {
                    if case .text(let text) = message.content { return text }
                }
                throw Failure("the stream ended")
            }
            texts.append(text)
        }
        XCTAssertEqual(texts, ["2", "3", "4", "5"])
    }

    func testACancelledLoopLosesNothing() async throws {
        let simulator = try simulator()
        let app = try await connect(to: simulator)
        _ = try await first(of: app, to: simulator, text: "1")
        for number in 2...20 {
            let waiting = Task {
                for try await (_, message) in app.messages { return message as Message? }
                return nil
            }
            // Cancelled at about the time when the message comes.
            async let written: Void = simulator.text("\(number)", from: alice)
            if number.isMultiple(of: 2) { await Task.yield() }
            waiting.cancel()
            try await written
            var message: Message?
            do {
                message = try await waiting.value
            } catch is CancellationError {
                message = try await next(of: app)
            }
            guard case .text(let text) = message?.content else { return XCTFail("no text") }
            XCTAssertEqual(text, "\(number)")
        }
    }

    func testOneConsumerAtATime() async throws {
        let simulator = try simulator()
        let app = try await connect(to: simulator)
        var consumer = app.messages.makeAsyncIterator()
        try await simulator.text("hello", from: alice)
        async let first = consumer.next()
        try await simulator.wait(for: "SubscribeMessageEvents", count: 1)
        let second = await spectrumError { for try await _ in app.messages { break } }
        XCTAssertEqual(second?.code, "messagesTaken")
        try await simulator.text("hello", from: alice)
        let message = try await first?.message
        XCTAssertNotNil(message)
    }

    func testTheLoopEndsAtTheStop() async throws {
        let simulator = try simulator()
        let app = try await connect(to: simulator)
        let reading = Task { for try await _ in app.messages {} }
        try await simulator.wait(for: "SubscribeMessageEvents", count: 1)
        await app.stop()
        try await within(.seconds(10), "the end of the loop") { try await reading.value }
        let afterwards = await spectrumError { _ = try await app.imessage.createSpace(with: "+15551230001") }
        XCTAssertEqual(afterwards?.code, "stopped")
        await app.stop()
    }
}
