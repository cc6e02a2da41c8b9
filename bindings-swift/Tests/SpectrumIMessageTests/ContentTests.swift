import Foundation
import SpectrumIMessageNative
import XCTest

@testable import SpectrumIMessage

/// What the builders make, and what comes back. Nothing here needs a service.
final class ContentTests: XCTestCase {
    func testEveryBuilderMakesItsKind() throws {
        let audio = Data("audio".utf8)
        let contents: [(Content, String)] = [
            ("literal", "text"), ("\(1) interpolation", "text"), (.text("hi"), "text"),
            (.markdown("**hi**"), "markdown"),
            (.attachment("a.jpg"), "attachment"),
            (.attachment(data: audio, name: "a.pdf"), "attachment"),
            (.attachment(url: URL(fileURLWithPath: "/a.jpg")), "attachment"),
            (.voice("a.m4a", duration: 1.5), "voice"), (.voice(data: audio, mimeType: "audio/mp4"), "voice"),
            (.contact(Contact(note: "a note")), "contact"),
            (.contact(vCard: "BEGIN:VCARD\nVERSION:3.0\nFN:Ada\nEND:VCARD\n"), "contact"),
            (.richlink("https://example.com"), "richlink"), (.poll("?", "a", "b"), "poll"),
            (.effect("hi", .slam), "effect"), (.background(path: "./a.png"), "background"),
            (.clearBackground, "background"), (.typing(), "typing"), (.custom(1), "custom"),
            (.avatar(path: "./a.gif"), "avatar"), (.avatar(data: Data("GIF89a".utf8), mimeType: "image/gif"), "avatar"),
            (.avatar(url: URL(fileURLWithPath: "/a.png")), "avatar"), (.clearAvatar, "avatar"),
            (.rename("Friends"), "rename"), (.addMember("+15551230001"), "addMember"),
            (.removeMember(["+15551230001", "+15551230002"]), "removeMember"), (.leaveSpace, "leaveSpace"),
            (.customizedMiniApp(card), "customized-mini-app"),
        ]
        for (content, type) in contents {
            XCTAssertEqual(MessageContent(try content.checked()).type, type)
        }
    }

    func testFieldsComeBack() throws {
        let contact = Contact(
            user: "+15551230001",
            name: Contact.Name(formatted: "Ada Lovelace", first: "Ada", last: "Lovelace"),
            phones: [Contact.Phone("+15551230001", kind: "mobile")],
            emails: [Contact.Email("ada@example.com", kind: "work")],
            addresses: [Contact.Address(street: "1 Main St", postalCode: "12345")],
            org: Contact.Org(name: "Engines", department: "Analytics", title: "Countess"),
            urls: ["https://example.com"],
            birthday: "1815-12-10",
            note: "a note",
            photo: Contact.Photo(mimeType: "image/png", data: Data([1, 2, 3]))
        )
        guard case .contact(let back) = MessageContent(try Content.contact(contact).checked()) else {
            return XCTFail("no contact")
        }
        XCTAssertEqual(back, contact)

        guard case .poll(let poll) = MessageContent(try Content.poll("?", options: ["a", "b"]).checked()) else {
            return XCTFail("no poll")
        }
        XCTAssertEqual(poll, Poll(title: "?", options: ["a", "b"]))

        let custom = Content.custom(["a": ["b": [1.5, 2]]])
        guard case .custom(let value) = MessageContent(try custom.checked()) else { return XCTFail("no value") }
        XCTAssertEqual(try value.decode(), ["a": ["b": [1.5, 2]]])

        let voice = Content.voice(data: Data([1]), name: "a.m4a", duration: 1.5)
        guard case .voice(let audio) = MessageContent(try voice.checked()) else { return XCTFail("no voice") }
        XCTAssertEqual(audio.duration, 1.5)
        XCTAssertEqual(audio.mimeType, "audio/mp4")

        guard case .background(.set("image/png", _)) = MessageContent(try Content.background(path: "a.png").checked()),
            case .background(.clear) = MessageContent(try Content.background(path: "clear").checked())
        else { return XCTFail("no background") }
    }

    func testFieldsOfActionsOnAGroupComeBack() throws {
        guard case .rename(displayName: "Friends") = MessageContent(try Content.rename(" Friends ").checked()),
            case .addMember(["a", "b"]) = MessageContent(try Content.addMember("a", "b").checked()),
            case .removeMember(["a"]) = MessageContent(try Content.removeMember("a").checked()),
            case .avatar(.set("image/gif", _)) = MessageContent(try Content.avatar(path: "a.gif").checked()),
            case .avatar(.clear) = MessageContent(try Content.avatar(path: "clear").checked())
        else { return XCTFail("a field is lost") }
    }

    func testFieldsOfACardComeBack() throws {
        guard case .customizedMiniApp(let back) = MessageContent(try Content.customizedMiniApp(card).checked()) else {
            return XCTFail("no card")
        }
        XCTAssertEqual(back, card)
    }

    func testWhatIsWrongIsKept() {
        let nameless = MiniApp(appName: "", extensionBundleID: "", teamID: "", url: "", layout: MiniApp.Layout())
        let wrong: [(Content, String)] = [
            (.group("only one"), "invalidArgument"), (.group(["a", .group("b", "c")]), "invalidArgument"),
            (.group("a", .text("")), "emptyText"), (.rename(" "), "emptyText"), (.addMember([]), "invalidArgument"),
            (.removeMember(""), "invalidArgument"), (.avatar(data: Data("GIF89a".utf8)), "unknownMimeType"),
            (.app("no address"), "invalidUrl"),
            (.customizedMiniApp(nameless), "invalidArgument"),
        ]
        for (content, code) in wrong {
            XCTAssertThrowsError(try content.checked()) { XCTAssertEqual(($0 as? SpectrumError)?.code, code) }
        }
    }

    /// A card with every field.
    private let card = MiniApp(
        appName: "Sample",
        appStoreID: 123_456_789,
        extensionBundleID: "com.example.app.ext",
        teamID: "ABCDE12345",
        url: "https://example.com/card?id=1",
        live: true,
        layout: MiniApp.Layout(
            caption: "Title",
            subcaption: "Sub",
            trailingCaption: "TR",
            trailingSubcaption: "TS",
            image: Data([0xFF, 0xD8, 0xFF]),
            imageTitle: "IT",
            imageSubtitle: "IS",
            summary: "Sum"
        )
    )

    func testEffectsAreThoseOfTheCore() {
        let natives: [NativeEffect] = [
            .slam, .loud, .gentle, .invisible, .confetti, .fireworks, .balloons, .heart, .lasers, .celebration,
            .sparkles, .spotlight, .echo,
        ]
        XCTAssertEqual(MessageEffect.allCases.map(\.rawValue), natives.map { effectId(effect: $0) })
        XCTAssertEqual(MessageEffect.allCases, natives.map(MessageEffect.init))
    }

    func testTapbacksAreThoseOfTheCore() {
        let natives: [NativeTapback] = [.love, .like, .dislike, .laugh, .emphasize, .question]
        XCTAssertEqual(Tapback.allCases.map(\.rawValue), natives.map { tapbackName(tapback: $0) })
        XCTAssertEqual(Tapback.allCases.map(\.emoji), ["❤️", "👍", "👎", "😂", "‼️", "❓"])
    }
}
