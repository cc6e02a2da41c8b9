import Foundation
import SimulatorSupport
import SpectrumIMessage
import XCTest

final class LineTests: SimulatorTestCase {
    func testAPoll() async throws {
        let simulator = try simulator()
        let im = try await connect(to: simulator).imessage
        let line = try im.line()
        XCTAssertEqual(line.phone, "shared")
        let dm = try await im.createSpace(with: User(alice))
        let poll = try await line.polls.create(dm.id, title: "Lunch?", options: ["Pizza", "Sushi"])
        let sushi = try XCTUnwrap(poll.options.last?.optionIdentifier)
        let voted = try await line.polls.vote(poll.pollMessageGUID, option: sushi)
        XCTAssertEqual(voted.votes(for: sushi), 1)
        XCTAssertEqual(voted.votes(for: "another"), 0)
    }

    func testACardAndItsUpdate() async throws {
        let simulator = try simulator()
        let im = try await connect(to: simulator).imessage
        let dm = try await im.createSpace(with: User(alice))
        let messages = try im.line().messages
        var card = MiniApp(
            appName: "App", appStoreID: 42, extensionBundleID: "com.example.app", teamID: "TEAM123456",
            url: "https://example.com", layout: MiniApp.Layout(caption: "one"))
        let sent = try await messages.sendCustomizedMiniApp(dm.id, card: card, clientMessageID: "card")
        XCTAssertEqual(sent.content.miniApp?.layout?.caption, "one")
        XCTAssertEqual(sent.content.miniApp?.appStoreID, 42)
        let session = try XCTUnwrap(sent.miniAppCardSession)
        XCTAssertEqual(session.messageGUID, sent.guid)
        // As a program has it that keeps it.
        let kept = try JSONDecoder().decode(MiniAppCardSession.self, from: JSONEncoder().encode(session))
        XCTAssertEqual(kept, session)
        card.layout.caption = "two"
        let updated = try await messages.updateCustomizedMiniApp(kept, card: card)
        XCTAssertEqual(updated.content.miniApp?.layout?.caption, "two")
        XCTAssertEqual(updated.miniAppCardSession?.sessionID, session.sessionID)
    }

    func testAGroupAndItsFirstMessage() async throws {
        let simulator = try simulator("--dedicated", "+15559990001")
        let im = try await connect(to: simulator).imessage
        let line = try im.line()
        let created = try await line.chats.create(
            [alice, "+15551230002"], message: "hi", effectID: MessageEffect.confetti.rawValue, subject: "s",
            clientMessageID: "group")
        XCTAssertEqual(created.initialMessage?.content.text, "hi")
        XCTAssertEqual(
            created.initialMessage?.content.expressiveSendStyleID, MessageEffect.confetti.rawValue)
        let chat = try XCTUnwrap(created.chat)
        XCTAssertTrue(chat.isGroup)
        let renamed = try await line.groups.setDisplayName(chat.guid, to: " Friends ")
        XCTAssertEqual(renamed.displayName, "Friends")
        let more = try await line.groups.addParticipants(chat.guid, addresses: ["+15551230003"])
        XCTAssertTrue(more.participants.contains { $0.address == "+15551230003" })
        let answer = try await line.messages.sendText(
            chat.guid, text: "yes", replyTo: created.initialMessage?.guid, replyToPart: 0)
        XCTAssertEqual(answer.chatGUIDs, [chat.guid])
        XCTAssertNotNil(answer.dateCreated)
        let page = try await line.messages.listInChat(chat.guid, pageSize: 1)
        XCTAssertEqual(page.messages.map(\.guid), [answer.guid])
        try await line.groups.leave(chat.guid)
    }

    func testMessagesOfThePastAreMessages() async throws {
        let simulator = try simulator()
        let im = try await connect(to: simulator).imessage
        try await simulator.text("one", from: alice)
        try await simulator.text("two", from: alice)
        let recent = try await im.recent(pageSize: 1)
        let newest = try XCTUnwrap(recent.messages.first)
        XCTAssertNotNil(recent.nextPageToken)
        try await newest.reply("answer")
        let history = try await newest.space.imessage.history(isFromMe: false)
        XCTAssertEqual(history.messages.map(\.id).first, newest.id)
        XCTAssertEqual(history.messages.count, 2)
        XCTAssertNil(history.nextPageToken)
        // What the service was asked is exact enough to leave out the message itself.
        let before = try await newest.space.imessage.history(isFromMe: false, before: newest.timestamp)
        XCTAssertFalse(before.messages.contains(newest))
    }

    func testALineOfItsOwnAndBytesAsTheyAre() async throws {
        let simulator = try simulator("--dedicated", "+15559990001")
        let im = try await connect(to: simulator).imessage
        let space = try await im.createSpace(with: [User(alice), "+15551230002"])
        let groups = try im.line("+15559990001").groups
        let icon = Data([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A] + (0...255))
        try await groups.setIcon(space.id, data: icon)
        let found = try await groups.getIcon(space.id)
        XCTAssertEqual(found.data, icon)
        XCTAssertEqual(found.mimeType, "image/png")
        let unknown = await spectrumError { _ = try await im.line("+15550000000").chats.count() }
        guard case .notFound = unknown else { return XCTFail("\(String(describing: unknown))") }
    }

    func testAStreamThatIsBrokenOff() async throws {
        let simulator = try simulator()
        let line = try await connect(to: simulator).imessage.line()
        let stream = try await line.events.messages()
        try await simulator.wait(for: "SubscribeMessageEvents", count: 1)
        try await simulator.text("hi", from: alice)
        for try await event in stream {
            guard case .messageReceived(let message) = event.change else {
                XCTFail("\(event.change)")
                break
            }
            XCTAssertEqual(message?.content.text, "hi")
            XCTAssertEqual(event.type, "message.received")
            XCTAssertEqual(event.chatGUID, "any;-;\(alice)")
            XCTAssertNotNil(event.sequence)
            break
        }
        // Closed, although somebody still has it.
        try await waitForTheEnd(of: simulator)
        let again = await spectrumError { for try await _ in stream {} }
        XCTAssertEqual(again?.code, "streamUsed")
    }

    func testTheLogEnds() async throws {
        let simulator = try simulator()
        let events = try await connect(to: simulator).imessage.line().events
        try await simulator.text("hi", from: alice)
        var told: [LineEvent] = []
        for try await event in try await events.catchUp(since: 0) { told.append(event) }
        XCTAssertEqual(told.first?.type, "message.received")
        XCTAssertEqual(told.last?.change, .catchUpComplete(headSequence: told.dropLast().last?.sequence))
    }

    func testWrongArguments() async throws {
        let simulator = try simulator()
        let im = try await connect(to: simulator).imessage
        let messages = try im.line().messages
        let chat = "any;-;\(alice)"
        let errors = [
            await spectrumError { _ = try await im.recent(pageSize: 0) },
            await spectrumError { _ = try await im.recent(before: Date(timeIntervalSince1970: 1e20)) },
            await spectrumError { _ = try await messages.listInChat("no chat") },
            await spectrumError {
                try await messages.edit(chat, message: "m", text: "x", partIndex: .max)
            },
            await spectrumError {
                try await messages.placeSticker(
                    chat, message: "m", attachment: "a", placement: StickerPlacement(x: .nan, y: 0))
            },
            await spectrumError { try await messages.sendText(chat, text: "x", replyToPart: 1) },
            await spectrumError {
                try await messages.setReaction(
                    chat, message: "m", reaction: ReactionInfo(kind: "sticker"), isSet: true)
            },
        ]
        for error in errors {
            guard case .validation(let details) = error else {
                XCTFail("\(String(describing: error))")
                continue
            }
            XCTAssertEqual(details.code, "invalidArgument")
        }
        let calls = try await simulator.calls().compactMap { $0["method"]?.string }
        XCTAssertFalse(calls.contains { !$0.contains("/") }, "\(calls)")
    }
}
