import Foundation
import SimulatorSupport
import SpectrumIMessage
import XCTest

/// Groups of people, groups of parts, cards, and files by their guid.
final class GroupTests: SimulatorTestCase {
    func testAGroupIsManaged() async throws {
        let simulator = try simulator("--dedicated", "+15559990001")
        let people: [User] = [User(alice), "+15551230002"]
        let group = try await connect(to: simulator).imessage.createSpace(with: people)
        let nameless = try await group.displayName()
        XCTAssertNil(nameless)
        try await group.rename(" Friends ")
        let name = try await group.displayName()
        XCTAssertEqual(name, "Friends")

        let nothing = try await group.avatar()
        XCTAssertNil(nothing)
        let png = try Data(contentsOf: Self.file("wallpaper.png"))
        try await group.avatar(url: Self.file("wallpaper.png"))
        let picture = try await group.avatar()
        XCTAssertEqual(picture?.mimeType, "image/png")
        XCTAssertEqual(picture?.data, png)
        try await group.clearAvatar()
        let gone = try await group.avatar()
        XCTAssertNil(gone)

        try await group.add("+15551230003")
        try await group.remove("+15551230002")
        let members = try await group.members()
        XCTAssertEqual(members.map(\.id), [alice, "+15551230003"])
        XCTAssertEqual(members.first?.service, .iMessage)
        try await group.leave()
        let methods = try await simulator.calls().compactMap { $0["method"]?.string }
        XCTAssertTrue(methods.contains("LeaveGroup"), "\(methods)")
    }

    func testAConversationOfTwoHasNoMembers() async throws {
        let dm = try await connect(to: simulator()).imessage.createSpace(with: User(alice))
        let error = await spectrumError { _ = try await dm.members() }
        XCTAssertEqual(error?.details.unsupported?.name, "getMembers")
    }

    func testSeveralPartsInOneMessage() async throws {
        let dm = try await connect(to: simulator()).imessage.createSpace(with: User(alice))
        let photo = Content.attachment(Self.file("photo.jpg").path)
        let album = try await dm.send(.group("a caption", photo))
        guard case .group(let items) = album?.content else { return XCTFail("\(String(describing: album))") }
        XCTAssertEqual(items.map(\.content.type), ["text", "attachment"])
        XCTAssertEqual(items.map(\.partIndex), [0, 1])
        XCTAssertEqual(items.map(\.parentID), [album?.id, album?.id])
        try await items[1].react(.love)
    }

    func testTheSessionOfACardFollowsItsUpdates() async throws {
        let dm = try await connect(to: simulator()).imessage.createSpace(with: User(alice))
        var card = MiniApp(
            appName: "Sample",
            extensionBundleID: "com.example.app.ext",
            teamID: "ABCDE12345",
            url: "https://example.com/1",
            layout: MiniApp.Layout(caption: "Title")
        )
        guard let sent = try await dm.send(.customizedMiniApp(card)) else { return XCTFail("nothing was sent") }
        guard case .customizedMiniApp(card) = sent.content else { return XCTFail("\(sent.content)") }
        let im = try sent.imessage
        let first = im.miniAppCardSession
        XCTAssertEqual(first?.messageGUID, sent.id)
        card.layout.caption = "Updated"
        try await sent.edit(.customizedMiniApp(card))
        let second = im.miniAppCardSession
        XCTAssertEqual(second?.sessionID, first?.sessionID)
        XCTAssertEqual(second?.targetMessageGUID, sent.id)
        let text = try await dm.send("no card")
        XCTAssertNil(try text?.imessage.miniAppCardSession)
    }

    func testALinkAsACard() async throws {
        let simulator = try simulator()
        let dm = try await connect(to: simulator).imessage.createSpace(with: User(alice))
        let page = simulator.ready.pageUrl
        let sent = try await dm.send(.app(page, live: true))
        guard case .customizedMiniApp(let card) = sent?.content else { return XCTFail("\(String(describing: sent))") }
        XCTAssertEqual(card.url, page)
        XCTAssertEqual(card.live, true)
        XCTAssertNotNil(card.layout.caption)
    }

    func testTheContactCardIsShared() async throws {
        let simulator = try simulator()
        let dm = try await connect(to: simulator).imessage.createSpace(with: User(alice))
        try await dm.shareContactCard()
        try await dm.imessage.shareContactCard()
        let sent = try await dm.send(.nativeContactCard)
        XCTAssertNil(sent)
        let methods = try await simulator.calls().compactMap { $0["method"]?.string }
        let shared = methods.filter { $0.contains("Contact") }
        XCTAssertEqual(shared.count, 3, "\(methods)")
    }

    func testAFileByItsGUIDAndInPieces() async throws {
        let simulator = try simulator()
        let app = try await connect(to: simulator)
        let data = Data((0..<200_000).map { UInt8(truncatingIfNeeded: $0 / 7) })
        let message = try await first(of: app, to: simulator) {
            try await simulator.control(
                "/api/people/\(alice)/attachment",
                ["name": "data.bin", "data": .string(data.base64EncodedString())])
        }
        guard case .attachment(let received) = message.content else { return XCTFail("\(message.content)") }
        let im = try app.imessage
        guard let found = try await im.attachment(id: received.id) else { return XCTFail("no file") }
        XCTAssertEqual(found.name, "data.bin")
        XCTAssertEqual(found.size, 200_000)
        var pieces: [Data] = []
        for try await piece in found.stream() { pieces.append(piece) }
        XCTAssertGreaterThan(pieces.count, 1)
        XCTAssertEqual(Data(pieces.joined()), data)
        let whole = try await found.read()
        XCTAssertEqual(whole, data)
        let unknown = try await im.attachment(id: "no-such-guid")
        XCTAssertNil(unknown)
    }

    private static func file(_ name: String) -> URL {
        Simulator.repository.appendingPathComponent("tests/scenarios/files/\(name)")
    }
}
