import Foundation
import SpectrumIMessage
import XCTest

/// A platform of the program's own.
final class PlatformTests: XCTestCase {
    private func start(
        _ unsupported: Spectrum.UnsupportedPolicy = .warn
    ) async throws -> (Spectrum, PlatformApp<Paper>) {
        let app = try await Spectrum(providers: [.custom(Paper(colour: "White"))], unsupported: unsupported)
        return (app, try app.platform(Paper.self))
    }

    func testWhatArrivesAndWhatIsSent() async throws {
        let (app, paper) = try await start()
        let desk = paper.client
        desk.arrive(Paper.letter("m1", "hello"))
        var messages = app.messages.makeAsyncIterator()
        guard let (space, message) = try await messages.next() else { return XCTFail("no message") }
        guard case .text("hello") = message.content else { return XCTFail("\(message.content)") }
        XCTAssertEqual(message.platform, .custom("paper"))
        XCTAssertEqual([message.sender?.id, message.direction.rawValue], ["ada", "inbound"])

        let sent = try await message.reply("seen")
        XCTAssertEqual([sent?.id, sent?.direction.rawValue], ["s1", "outbound"])
        try await message.react(.laugh)
        try await space.startTyping()
        try await space.send(.group("one", .attachment(data: Data("abc".utf8), name: "a.txt")))
        try await space.send(.attachment(data: Data("abc".utf8), name: "a.txt"))
        let log = await desk.take()
        XCTAssertEqual(
            log,
            [
                "white to ada: m1: seen", "white to ada: 😂 on m1", "white to ada: text and attachment",
                "white to ada: a.txt of 3 bytes",
            ])
        let found = try await space.message(id: "m1")
        XCTAssertEqual(found?.id, "m1")
        await app.stop()
        let end = await desk.take()
        XCTAssertEqual(end, ["destroy"])
        let none = try await messages.next()
        XCTAssertNil(none)
        await thrown("stopped") { try await space.send("late") }
    }

    func testPlainerFormsAndWhatIsSkipped() async throws {
        let (app, paper) = try await start()
        let space = try await paper.createSpace(with: ["ada"])
        let skipped = try await space.send(.poll("Lunch?", "Pizza", "Soup"))
        XCTAssertNil(skipped)
        try await space.send(.markdown("**bold**"))
        try await space.send(.effect("boom", .slam))
        try await space.send(.app("https://example.com"))
        let log = await paper.client.take()
        XCTAssertEqual(log, ["bold", "boom", "https://example.com"].map { "white to ada: \($0)" })
        await app.stop()

        let (strict, other) = try await start(.throw)
        let there = try await other.createSpace(with: ["ada"])
        await thrown("unsupported") { try await there.send(.poll("Lunch?", "Pizza", "Soup")) }
        await strict.stop()
    }

    func testUsersAndSpaces() async throws {
        let (app, paper) = try await start()
        let ada = try await paper.user("ada")
        XCTAssertEqual(ada.id, "ada")
        do {
            _ = try await paper.createSpace(with: ["nobody"])
            XCTFail("nobody is there")
        } catch is Paper.NobodyThere {}
        let known = try await paper.space(id: "ada")
        let made = try await paper.createSpace(with: [ada])
        XCTAssertEqual(known, made)
        let both = try await paper.createSpace(
            with: [ada, "bob"], params: JSONValue(encoding: ["colour": "red"]))
        XCTAssertEqual([both.id, both.type.rawValue], ["ada+bob", "group"])
        try await both.send("hi")
        let log = await paper.client.take()
        XCTAssertEqual(log, ["red to ada+bob: hi"])
        await thrown("unsupported") { _ = try await both.members() }
        await thrown("unsupported") { _ = try await both.message(id: "unknown") }
        await app.stop()

        let coloured = try await Spectrum(providers: [.custom(ColouredPaper())])
        let side = try coloured.platform(ColouredPaper.self)
        await thrown("unsupported") { _ = try await side.space(id: "ada") }
        XCTAssertThrowsError(try coloured.platform(Paper.self))
        await coloured.stop()
    }

    func testAnswersAndReactionsArrive() async throws {
        let (app, paper) = try await start()
        paper.client.arrive(Paper.letter("m1", "question"))
        paper.client.arrive(Paper.letter("m2", "answer", replyTo: "m1"))
        paper.client.arrive(IncomingMessage(id: "r1", body: .reaction("👍", to: "m2"), sender: "ada", space: "ada"))
        var seen: [Message] = []
        for try await (_, message) in app.messages {
            seen.append(message)
            if seen.count == 3 { break }
        }
        guard case .reply(_, let question) = seen[1].content, case .reaction(let liked) = seen[2].content else {
            return XCTFail("\(seen.map(\.content.type))")
        }
        XCTAssertEqual([question.id, liked.target.id], ["m1", "m2"])
        await app.stop()
    }

    func testAnErrorOfTheStreamIsToldAndEndsNothing() async throws {
        let (app, paper) = try await start()
        var events = app.events.makeAsyncIterator()
        guard case .streamConnected = try await events.next() else { return XCTFail("not open") }
        paper.client.arrive(nil)
        paper.client.arrive(Paper.letter("m1", "after"))
        guard case .streamDisconnected = try await events.next() else { return XCTFail("not broken") }
        var messages = app.messages.makeAsyncIterator()
        let first = try await messages.next()
        XCTAssertEqual(first?.message.id, "m1")
        XCTAssertEqual(app.health.lines.first?.streams.first?.reconnects, 1)
        await app.stop()
    }

    func testAnErrorOfASendComesOutAsItIs() async throws {
        let (app, paper) = try await start()
        let space = try await paper.createSpace(with: ["ada"])
        await paper.client.breakPen()
        do {
            try await space.send("hi")
            XCTFail("the pen is dry")
        } catch is Paper.DryPen {}
        await app.stop()
    }

    func testAStreamOfItsOwnEndsWithTheApplication() async throws {
        let (app, paper) = try await start()
        let (ticks, clock) = AsyncStream<Int>.makeStream()
        clock.yield(1)
        var seen: [Int] = []
        for try await tick in paper.stream(ticks) {
            seen.append(tick)
            Task { await app.stop() }
        }
        XCTAssertEqual(seen, [1])
        await app.stop()
    }

    func testWrongDefinitions() async throws {
        do {
            _ = try await Spectrum(providers: [.custom(Paper(colour: ""))])
            XCTFail("it has no colour")
        } catch is Paper.Jam {}
        await thrown("duplicateProvider") {
            _ = try await Spectrum(providers: [.custom(Paper(colour: "a")), .custom(Paper(colour: "b"))])
        }
    }

    private func thrown(_ code: String, line: UInt = #line, _ work: () async throws -> Void) async {
        do {
            try await work()
            XCTFail("nothing was thrown", line: line)
        } catch {
            XCTAssertEqual((error as? SpectrumError)?.code, code, line: line)
        }
    }
}
