import Foundation
import SpectrumIMessage
import SpectrumIMessageTesting
import XCTest

private let bob = "+15551230002"
private let line = "+15559990001"
private let png = Data([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52])

/// An application on a simulator in its own process, and what tests of agents use.
final class KitTests: XCTestCase {
    /// An application that answers, until the test ends.
    private func answering(on simulation: Spectrum.Simulation, before: String = "") async throws -> Spectrum {
        try await startAgent(on: simulation) { app in
            for try await (_, message) in app.messages {
                guard case .text(let text) = message.content else { continue }
                try await message.react(Tapback.love)
                try await message.reply(.effect(.text(before + text), .slam))
            }
        }
    }

    func testAnAgentThatFailsIsTold() async throws {
        struct Wrong: Error {}
        do {
            try await withAgent({ app in
                for try await _ in app.messages { throw Wrong() }
            }) { app in
                let person = try app.simulator.person()
                try await person.text("hello")
                try await person.receives(text: "hello", within: .milliseconds(10))
            }
            XCTFail("the agent has failed")
        } catch let error as AgentFailed {
            XCTAssertTrue(error.error is Wrong)
            XCTAssertTrue(error.failure is Spectrum.Simulator.NotReceived)
            XCTAssertTrue(error.description.contains("did not see a message"), error.description)
            XCTAssertEqual(error.localizedDescription, error.description)
        }
        // What the test returns comes out, and what it throws.
        let idle: @Sendable (Spectrum) async throws -> Void = { app in
            for try await _ in app.messages {}
        }
        let url = try await withAgent(idle) { try $0.simulator.pageURL }
        XCTAssertTrue(url.hasPrefix("http://"))
        do {
            try await withAgent(idle) { _ in throw Wrong() }
            XCTFail("the test has failed")
        } catch is Wrong {}
    }

    func testTwoAgentsInOneProcessDoNotDisturbEachOther() async throws {
        let first = try await answering(on: true, before: "first: ")
        let second = try await answering(on: .own(.init(lines: [line])), before: "second: ")
        XCTAssertNotEqual(try first.simulator.pageURL, try second.simulator.pageURL)
        for (app, name) in [(first, "first"), (second, "second")] {
            let simulator = try app.simulator
            let alice = simulator.person(alice)
            let question = try await alice.text("hello")
            try await alice.receives(reaction: "love", message: question)
            let answer = try await alice.receives(text: "\(name): hello", effect: "slam", replyTo: question)
            try await alice.react("🎉", to: answer.message?.guid)
            let conversations = try await simulator.conversations()
            XCTAssertEqual(conversations.count, 1)
            XCTAssertEqual(conversations.first?.messages.map(\.from), [alice.address, "agent"])
            XCTAssertEqual(conversations.first?.messages.first?.reactions.first?.tapback, "love")
            XCTAssertEqual(conversations.first?.messages.last?.reactions.first?.emoji, "🎉")
        }
        let simulator = try second.simulator
        await second.stop()
        let conversations = try await simulator.conversations()
        XCTAssertEqual(conversations.map(\.line), [line])
        let story = try await simulator.story()
        XCTAssertTrue(story.contains("second: hello"), story)
    }

    func testOneSimulatorServesSeveralApplications() async throws {
        let simulator = try await Spectrum.Simulator(.init(projectID: "shared-by-two"))
        XCTAssertEqual(simulator.projectID, "shared-by-two")
        for _ in 1...2 {
            let app = try await Spectrum(simulator: .shared(simulator))
            try await app.imessage.createSpace(with: User(alice)).send("hi")
            await app.stop()
        }
        let alice = simulator.person(alice)
        let first = try await alice.receives(text: "hi").n
        let second = try await alice.receives(text: "hi").n
        XCTAssertLessThan(first, second)
        do {
            try await alice.receives(text: "hi", within: .zero)
            XCTFail("there is no third")
        } catch is Spectrum.Simulator.NotReceived {}
        await simulator.stop()
    }

    func testAWaitInVainShowsTheConversation() async throws {
        let app = try await answering(on: true)
        let alice = try app.simulator.person()
        try await alice.text("when is the party?")
        try await alice.receives(reaction: "love")
        try await alice.receives(text: "when is the party?", effect: "slam")
        do {
            try await alice.receives(contains: "Today", effect: "confetti", within: .milliseconds(10))
            XCTFail("nothing of the kind was sent")
        } catch let error as Spectrum.Simulator.NotReceived {
            let told = error.description.replacingOccurrences(
                of: #"\d\d:\d\d:\d\d\.\d{3}"#, with: "TIME", options: .regularExpression)
            let who = alice.address
            XCTAssertEqual(
                told,
                """
                \(who) did not see a message or an edit whose text contains "Today" with the effect confetti within 10ms.

                Conversation any;-;\(who), line shared:
                  TIME  \(who)  "when is the party?"  ❤️ by agent
                  TIME  agent         "when is the party?"  [slam]  (answers "when is the party?")

                What the agent did, the oldest first (✓: was waited for):
                ✓ reaction ❤️ on "when is the party?"
                ✓ message "when is the party?"  [slam]
                """)
            XCTAssertEqual(error.localizedDescription, error.description)
        }
    }

    func testWrongSettingsFailBeforeAnythingStarts() async throws {
        let wrong: [(Spectrum.Simulator.Settings, String)] = [
            (.init(lines: ["nobody"]), "nobody"),
            (.init(heartbeat: .seconds(-1)), "heartbeat"),
            (.init(pagePort: 70_000), "70000"),
            (.init(tokenTTL: .zero), "tokens"),
        ]
        for (settings, word) in wrong {
            do {
                _ = try await Spectrum(simulator: .own(settings))
                XCTFail("\(word) was accepted")
            } catch SpectrumError.validation(let details) {
                XCTAssertTrue(details.message.contains(word), details.message)
            }
        }
        do {
            _ = try await Spectrum(projectID: "p", simulator: true)
            XCTFail("the simulator stands in for the project")
        } catch SpectrumError.validation(let details) {
            XCTAssertTrue(details.message.contains("projectId"), details.message)
        }
    }

    func testPeopleDoWhatPeopleDo() async throws {
        let simulator = try await Spectrum.Simulator(.init(lines: [line]))
        let app = try await Spectrum(simulator: .shared(simulator))
        let group = try await simulator.group([alice, bob], name: "Plans", line: line)
        let alice = simulator.person(alice).inChat(group)
        let bob = simulator.person(bob).inChat(group)
        let sent = try await app.imessage.space(id: group).send("all here?")
        let guid = try XCTUnwrap(sent?.id)
        try await alice.receives(text: "all here?")
        try await alice.reply("yes", to: guid)
        try await alice.react("🎉")
        try await alice.unreact("🎉")
        try await alice.react("like")
        try await bob.sticker("star.png", png, to: guid, x: 0.25)
        try await bob.attachment("map.png", png)
        try await bob.attachment("live.heic", png, video: Data("video".utf8))
        try await bob.voice("note.m4a", Data("audio".utf8))
        let text = try await bob.text("frist", effect: "slam")
        try await bob.edit(text, "first")
        try await bob.unsend(try await bob.text("nothing"))
        let poll = try await bob.poll("when?", ["today", "tomorrow"])
        try await alice.vote("today", poll: poll)
        try await alice.vote(nil, poll: poll)
        try await alice.addPollOption("never", poll: poll)
        try await alice.read(guid)
        try await alice.typing()
        try await alice.background(png)
        try await alice.icon(png)
        try await alice.rename("Trip")
        try await alice.add("+15551230003")
        try await alice.remove("+15551230003")
        try await alice.location(52.5, 13.4)
        try await alice.focus()
        try await alice.imessage(true)
        try await alice.malformed()

        let found = try await simulator.conversation(group)
        XCTAssertEqual(found.name, "Trip")
        XCTAssertEqual(found.peopleTyping, [alice.address])
        XCTAssertEqual(found.background?.mimeType, "image/png")
        let messages = found.messages
        XCTAssertEqual(messages[0].reactions.map(\.tapback), ["like"])
        XCTAssertEqual(messages[0].stickers.first?.x, 0.25)
        XCTAssertEqual(messages[1].replyTo, guid)
        let file = try await simulator.attachment(try XCTUnwrap(messages[2].attachments.first?.guid))
        XCTAssertEqual(file, png)
        let background = try await simulator.background(group)
        XCTAssertEqual(background, png)
        XCTAssertEqual(messages[5].text, "first")
        XCTAssertEqual(messages[5].effect, "slam")
        XCTAssertTrue(messages[5].edited)
        XCTAssertTrue(messages[6].unsent)
        XCTAssertEqual(messages[7].poll?.options.map(\.text), ["today", "tomorrow", "never"])
        try await bob.leave()
        let people = try await simulator.conversation(group).people
        XCTAssertEqual(people, [alice.address])
        do {
            try await bob.text("me too")
            XCTFail("he has left")
        } catch SpectrumError.validation(let details) {
            XCTAssertEqual(details.code, "preconditionFailed")
        }
        do {
            _ = try await simulator.conversation("none")
            XCTFail("there is none")
        } catch SpectrumError.notFound {}
        await app.stop()
        await simulator.stop()
    }

    func testWhatGoesWrongCanBeAskedFor() async throws {
        let app = try await answering(on: .own(.init(dailyLimit: 2)))
        let simulator = try app.simulator
        let space = try await app.imessage.createSpace(with: User(alice))
        try await simulator.fault("SendTextMessage", status: "INTERNAL", errorCode: "oops", times: nil)
        for _ in 1...2 {
            do {
                try await space.send("1")
                XCTFail("it is refused")
            } catch let error as SpectrumError {
                XCTAssertEqual(error.code, "oops")
            }
        }
        try await simulator.clearFaults()
        try await space.send("1")
        let calls = try await simulator.transcript()
        let statuses = calls.filter { $0.method == "SendTextMessage" }.map(\.status)
        XCTAssertEqual(statuses, ["INTERNAL", "INTERNAL", "OK"])
        let later = try await simulator.transcript(after: calls.count)
        XCTAssertEqual(later.count, 0)
        struct Request: Decodable { let text: String }
        let called = try await simulator.called("SendTextMessage", status: "OK")
        XCTAssertEqual(try called.request.decode(as: Request.self).text, "1")

        try await space.send("2")
        do {
            try await space.send("3")
            XCTFail("the day is used up")
        } catch SpectrumError.rateLimit {}
        let now = try await simulator.advance(.seconds(24 * 3600))
        XCTAssertGreaterThan(now.timeIntervalSinceNow, 23 * 3600)
        // Another day, and a token that has expired and is replaced.
        try await space.send("3")
        try await simulator.setQuotas(dailyLimit: 100)

        let cut = try await simulator.cutStreams()
        XCTAssertGreaterThan(cut, 0)
        try await simulator.listening()
        let alice = simulator.person(alice)
        try await simulator.doubleEvents()
        try await alice.text("twice")
        try await alice.receives(text: "twice", effect: "slam")
        try await simulator.doubleEvents(false)
        do {
            _ = try await simulator.called("EditMessage", within: .milliseconds(10))
            XCTFail("nothing was edited")
        } catch let error as SpectrumError {
            XCTAssertEqual(error.code, "notInTime")
        }
        try await simulator.clearTranscript()
        do {
            try await simulator.setLines([line])
            XCTFail("a shared project has none")
        } catch SpectrumError.validation {}
        do {
            try await alice.receives(effect: "confeti")
            XCTFail("there is no such effect")
        } catch SpectrumError.validation(let details) {
            XCTAssertTrue(details.message.contains("celebration"), details.message)
        }
    }

    func testAWaitThatIsCancelledHasTakenNothing() async throws {
        let app = try await Spectrum(simulator: true)
        let person = try app.simulator.person(alice)
        let waiting = Task { try await person.receives(text: "hello") }
        waiting.cancel()
        do {
            _ = try await waiting.value
            XCTFail("it was cancelled")
        } catch is CancellationError {}
        // The token is replaced when it is refused.
        try await app.simulator.expireTokens()
        try await app.imessage.createSpace(with: User(alice)).send("hello")
        try await person.receives(text: "hello", within: .seconds(5))
        await app.stop()
    }

    func testAnApplicationOnTheServiceHasNoSimulator() async throws {
        let simulator = try await Spectrum.Simulator()
        let app = try await Spectrum(
            projectID: simulator.projectID, projectSecret: simulator.projectSecret, cloudURL: simulator.cloudURL,
            imessageAddress: simulator.imessageAddress, caFile: simulator.caFile)
        XCTAssertThrowsError(try app.simulator) { error in
            XCTAssertEqual((error as? SpectrumError)?.code, "noSimulator")
        }
        await app.stop()
        await simulator.stop()
    }
}
