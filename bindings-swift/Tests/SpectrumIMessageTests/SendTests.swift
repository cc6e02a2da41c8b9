import Foundation
import SimulatorSupport
import SpectrumIMessage
import XCTest

final class SendTests: SimulatorTestCase {
    func testOneContentGivesAMessageAndSeveralGiveAList() async throws {
        let simulator = try simulator()
        let dm = try await connect(to: simulator).imessage.createSpace(with: User(alice))
        let one = try await dm.send("one")
        let others = try await dm.send(.text("two"), "three", .typing(.stop))
        XCTAssertEqual(one?.direction, .outbound)
        XCTAssertEqual(others.count, 2)
        let texts = try await simulator.calls("SendTextMessage").map { $0["request"]?["text"]?.string }
        XCTAssertEqual(texts, ["one", "two", "three"])
    }

    func testBadContentIsThrownByTheSendBeforeAnyCall() async throws {
        let simulator = try simulator()
        let dm = try await connect(to: simulator).imessage.createSpace(with: User(alice))
        let empty = await spectrumError { try await dm.send("fine", .text("")) }
        guard case .validation(let details) = empty else { return XCTFail("\(String(describing: empty))") }
        XCTAssertEqual(details.code, "emptyText")
        let inner = await spectrumError { try await dm.send(.effect(.text(""), .slam)) }
        XCTAssertEqual(inner?.code, "emptyText")
        let bytes = await spectrumError { try await dm.background(data: Data([1, 2, 3])) }
        XCTAssertEqual(bytes?.code, "unknownMimeType")
        let sent = try await simulator.calls().filter { $0["service"]?.string != "REST" }
        XCTAssertEqual(sent, [])
    }

    func testTheSameKeyDeliversOnce() async throws {
        let simulator = try simulator()
        let dm = try await connect(to: simulator).imessage.createSpace(with: User(alice))
        let first = try await dm.send("once", clientMessageID: "key-1")
        let second = try await dm.send("once", clientMessageID: "key-1")
        XCTAssertNotNil(first)
        XCTAssertEqual(first, second)
        let keys = try await simulator.calls("SendTextMessage").map { $0["idempotency_key"] }
        XCTAssertEqual(keys, [1, 1])
    }

    func testReplyReactEditUnsendRead() async throws {
        let simulator = try simulator()
        let app = try await connect(to: simulator)
        let question = try await first(of: app, to: simulator, text: "a question")
        let answers = try await question.reply("one", .markdown("**two**"))
        XCTAssertEqual(answers.count, 2)
        let reaction = try await question.react(.laugh)
        guard case .reaction(let content) = reaction?.content else {
            return XCTFail("\(String(describing: reaction))")
        }
        XCTAssertEqual(content.tapback, .laugh)
        XCTAssertEqual(content.target, question)
        try await reaction?.unsend()
        try await answers[0].edit("three")
        try await answers[1].unsend()
        try await question.read()
        let wrongWay = await spectrumError { try await question.unsend() }
        XCTAssertEqual(wrongWay?.code, "wrongDirection")
        let methods = Set(try await simulator.calls().compactMap { $0["method"]?.string })
        XCTAssertTrue(
            methods.isSuperset(of: ["EditMessage", "UnsendMessage", "SetReaction", "MarkChatRead"]),
            "\(methods)"
        )
    }

    func testAReceivedFileIsReadAndSentAgain() async throws {
        let simulator = try simulator()
        let app = try await connect(to: simulator)
        let data = Data("not really a picture".utf8)
        let message = try await first(of: app, to: simulator) {
            try await simulator.control(
                "/api/people/\(alice)/attachment",
                ["name": "photo.jpg", "data": .string(data.base64EncodedString())])
        }
        guard case .attachment(let attachment) = message.content else { return XCTFail("\(message.content)") }
        XCTAssertEqual(attachment.name, "photo.jpg")
        XCTAssertEqual(attachment.mimeType, "image/jpeg")
        let read = try await attachment.read()
        XCTAssertEqual(read, data)
        let again = try await message.space.send(.content(of: message))
        guard case .attachment(let sent) = again?.content else { return XCTFail("\(String(describing: again))") }
        XCTAssertEqual(sent.name, "photo.jpg")
    }

    func testTypingIsHiddenWhateverHappens() async throws {
        let simulator = try simulator()
        let dm = try await connect(to: simulator).imessage.createSpace(with: User(alice))
        let result = try await dm.responding { 42 }
        XCTAssertEqual(result, 42)
        do {
            try await dm.responding { throw Failure("on purpose") }
            XCTFail("nothing was thrown")
        } catch let failure as Failure {
            XCTAssertEqual(failure.description, "on purpose")
        }
        let states = try await simulator.calls("SetTyping").map { $0["request"]?["isTyping"] }
        XCTAssertEqual(states, [true, nil, true, nil])
    }

    func testTypingIsShownAgainWhileTheWorkTakesLong() async throws {
        let simulator = try simulator()
        let dm = try await connect(to: simulator).imessage.createSpace(with: User(alice))
        try await dm.responding(refresh: .milliseconds(100)) {
            try await simulator.wait(for: "SetTyping", count: 3)
        }
        let shown = try await simulator.calls("SetTyping").map { $0["request"]?["isTyping"] != nil }
        XCTAssertEqual(Array(shown.prefix(3)), [true, true, true])
        XCTAssertEqual(shown.firstIndex(of: false), shown.count - 1)
        let error = await spectrumError {
            try await dm.responding(refresh: .zero) { XCTFail("the work must not run") }
        }
        guard case .validation = error else { return XCTFail("\(String(describing: error))") }
    }

    func testWhatIsLeftOfTheQuotasIsTold() async throws {
        let simulator = try simulator()
        try await simulator.control("/api/quotas", ["daily_limit": 1])
        let im = try await connect(to: simulator, refuseOverQuota: true).imessage
        let full = try XCTUnwrap(im.quota().first)
        XCTAssertEqual(full.line, "shared")
        XCTAssertEqual([full.messagesLimit, full.messagesLeft], [5000, 5000])
        XCTAssertEqual([full.newConversationsLimit, full.newConversationsLeft], [50, 50])
        XCTAssertGreaterThan(full.resetsAt, Date())
        let dm = try await im.createSpace(with: User(alice))
        try await dm.send("the last one")
        for _ in 1...2 {
            let refused = await spectrumError { try await dm.send("one too many") }
            guard case .rateLimit = refused else { return XCTFail("\(String(describing: refused))") }
        }
        let asked = try await simulator.calls("SendTextMessage").count
        XCTAssertEqual(asked, 2, "the service said it once")
        let used = try XCTUnwrap(im.quota().first)
        XCTAssertEqual([used.messagesLimit, used.messagesLeft, used.newConversationsLeft], [1, 0, 49])
    }

    /// Writing to a closed connection raises a signal that ends a Swift program, unless somebody minds it.
    func testAServiceThatGoesAwayIsAnError() async throws {
        let simulator = try simulator()
        let app = try await connect(to: simulator)
        let dm = try await app.imessage.createSpace(with: User(alice))
        var outcomes: [Bool] = []
        for _ in 1...20 {
            async let first = sendOrLose(dm)
            try await simulator.control("/api/streams/cut", ["hard": true])
            let second = try await sendOrLose(dm)
            outcomes += [try await first, second]
        }
        XCTAssertTrue(outcomes.contains(true), "no send got through")
        simulator.stop()
        let gone = await spectrumError { try await dm.send("nobody") }
        guard case .connection = gone else { return XCTFail("\(String(describing: gone))") }
    }

    func testTheProjectIsKnown() async throws {
        struct Project: Decodable { let id: String }
        let project = try await connect(to: simulator()).project
        XCTAssertEqual(try project?.decode(as: Project.self).id, Simulator.projectID)
    }

    func testSpacesKeepTheApplicationRunning() async throws {
        let simulator = try simulator()
        // The application has no name: nothing but the space holds it.
        let dm = try await start(on: simulator).imessage.createSpace(with: User(alice))
        let sent = try await dm.send("still here")
        XCTAssertNotNil(sent)
    }
}

/// Sends on a connection that may be cut at any moment: whether it got through.
private func sendOrLose(_ space: Space) async throws -> Bool {
    do {
        try await space.send("cut off, or not")
        return true
    } catch SpectrumError.connection {
        return false
    }
}
