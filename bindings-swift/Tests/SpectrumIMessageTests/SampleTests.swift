import Foundation
import SimulatorSupport
import SpectrumIMessage
import XCTest

/// The samples of the public documentation, in the shape that they have in Swift.
final class SampleTests: SimulatorTestCase {
    /// A project with two lines, so that groups and pinned lines work.
    private func dedicated() throws -> Simulator {
        try simulator("--dedicated", "+15559990001,+15559999999")
    }

    func testStartListenAnswer() async throws {
        let simulator = try simulator()
        let app = try await connect(to: simulator)
        let agent = Task {
            for try await (space, message) in app.messages {
                guard message.platform == .iMessage, case .text = message.content else { continue }
                try await space.responding {
                    try await message.react(.laugh)
                    try await message.reply(.effect("Happy birthday!", .celebration))
                }
                return
            }
        }
        try await simulator.wait(for: "SubscribeMessageEvents", count: 1)
        try await simulator.text("it is my birthday", from: alice)
        try await agent.value
        let methods = try await simulator.calls().compactMap { $0["method"]?.string }
            .filter { !$0.contains("/") && !$0.hasPrefix("Subscribe") && $0 != "CatchUpEvents" }
        XCTAssertEqual(methods, ["SetTyping", "SetReaction", "SendTextMessage", "SetTyping"])
    }

    func testSpaceTypes() async throws {
        let simulator = try dedicated()
        let app = try await connect(to: simulator)
        let seen = Task {
            for try await (space, message) in app.messages {
                if message.platform != .iMessage { continue }
                let im = try space.imessage
                let imMessage = try message.imessage
                return "\(im.phone) \(im.type == .group) \(imMessage.sender?.service?.rawValue ?? "nobody")"
            }
            throw Failure("the stream ended")
        }
        try await simulator.wait(for: "SubscribeMessageEvents", count: 2)
        try await simulator.text("hello", from: alice, line: "+15559990001")
        let line = try await seen.value
        XCTAssertEqual(line, "+15559990001 false iMessage")
    }

    func testCreatingConversations() async throws {
        let app = try await connect(to: dedicated())

        let im = try app.imessage
        let alice = try await im.user("+15551111111")
        let bob = try await im.user("+15552222222")
        XCTAssertEqual([alice.address, alice.country, alice.service?.rawValue], [nil, nil, nil])

        // DM
        let dm = try await im.createSpace(with: alice)
        try await dm.send("Hi Alice")

        // Group
        let group = try await im.createSpace(with: [alice, bob])
        try await group.send("Welcome to the group.")

        let existing = try im.space(id: "any;-;+15551111111", phone: dm.phone)

        XCTAssertEqual(alice.id, "+15551111111")
        XCTAssertEqual(dm.type, .dm)
        XCTAssertEqual(group.type, .group)
        XCTAssertEqual(existing, dm)
    }

    func testPerPhoneRouting() async throws {
        let simulator = try dedicated()
        let im = try await connect(to: simulator).imessage
        let dm = try await im.createSpace(with: "+15551111111", phone: "+15559999999")
        try await dm.send("pinned")
        XCTAssertEqual(dm.phone, "+15559999999")
        let lines = try await simulator.calls("SendTextMessage").map { $0["line"]?.string }
        XCTAssertEqual(lines, ["+15559999999"])
    }

    func testEffects() async throws {
        let simulator = try simulator()
        let space = try await connect(to: simulator).imessage.createSpace(with: User(alice))
        let photo = Self.file("files/photo.jpg")
        try await space.send(.effect("Happy birthday!", .celebration))
        try await space.send(.effect(.attachment(photo), .confetti))
        let sent = try await simulator.calls().filter { $0["service"] == "MessageService" }
        XCTAssertEqual(sent.count, 2)
        XCTAssertTrue("\(sent)".contains(MessageEffect.celebration.rawValue))
        XCTAssertTrue("\(sent)".contains(MessageEffect.confetti.rawValue))
    }

    func testChatBackgrounds() async throws {
        let simulator = try simulator()
        let space = try await connect(to: simulator).imessage.createSpace(with: User(alice))
        let wallpaper = Self.file("files/wallpaper.png")
        let buffer = try Data(contentsOf: URL(fileURLWithPath: wallpaper))

        let im = try space.imessage
        try await im.background(path: wallpaper)
        try await im.background(data: buffer, mimeType: "image/png")
        try await im.clearBackground()
        try await space.send(.background(path: wallpaper))
        try await space.send(.clearBackground)

        let calls = try await simulator.calls().compactMap { $0["method"]?.string }
            .filter { $0.contains("Background") }
        XCTAssertEqual(calls.count, 5, "\(calls)")
    }

    func testTapbackConstants() async throws {
        let simulator = try simulator()
        let message = try await first(of: connect(to: simulator), to: simulator, text: "a joke")
        try await message.react(.laugh)
        try await message.react("😂")
        try await message.react("🎉")
        let reactions = try await simulator.calls("SetReaction")
        XCTAssertEqual(reactions.count, 3)
    }

    private static func file(_ name: String) -> String {
        Simulator.repository.appendingPathComponent("tests/scenarios/\(name)").path
    }
}
