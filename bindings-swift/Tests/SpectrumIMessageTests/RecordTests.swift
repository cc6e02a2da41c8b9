import Foundation
import XCTest

@testable import SpectrumIMessage

/// What crosses the boundary as JSON.
final class RecordTests: XCTestCase {
    func testNumbersKeepAllTheirDigits() throws {
        let update: LocationUpdate = try CoreJSON.read(#"{"sourceSequence": "18446744073709551615"}"#)
        XCTAssertEqual(update.sourceSequence, .max)
        let event: LineEvent = try CoreJSON.read(
            #"{"type": "chat.archived", "sequence": "9007199254740993", "chatGuid": "c", "isFromMe": true}"#)
        XCTAssertEqual(event.sequence, 9_007_199_254_740_993)
        XCTAssertEqual(event.change, .archived)
        XCTAssertEqual(
            try CoreJSON.write(["since": UInt64.max], for: "events.catchUp"),
            #"{"since":18446744073709551615}"#)
    }

    func testTimes() throws {
        let whole = Date(timeIntervalSince1970: 1_700_000_000)
        XCTAssertEqual(try CoreJSON.time("2023-11-14T22:13:20Z"), whole)
        XCTAssertEqual(
            try CoreJSON.time("2023-11-14T22:13:20.123456789Z").timeIntervalSince(whole), 0.123456789,
            accuracy: 1e-6)
        for text in ["2023-11-14T22:13:20.000000Z", "2023-11-14T22:13:20.999999Z", "1969-07-20T20:17:40.250000Z"] {
            let time = try CoreJSON.time(text)
            XCTAssertEqual(try CoreJSON.write(["before": time], for: "recent"), #"{"before":"\#(text)"}"#)
        }
        XCTAssertThrowsError(try CoreJSON.read(#""soon""#, as: Date.self))
    }

    func testWhatIsNewerThanThisLibrary() throws {
        let details: AddressDetails = try CoreJSON.read(
            #"{"address": "a", "services": ["iMessage", "carrier pigeon"], "more": 1}"#)
        XCTAssertEqual(details.services, [.iMessage, .unknown])
        let event: LineEvent = try CoreJSON.read(#"{"type": "chat.painted", "chatGuid": "c", "isFromMe": false}"#)
        XCTAssertEqual(event.change, .unknown(type: "chat.painted"))
    }

    func testEveryChangeIsReadAsItIsWritten() throws {
        let person = AddressInfo(address: "a", service: .sms, country: "US")
        let body: MessageBody = try CoreJSON.read(
            #"{"text": "x", "attachments": [], "formatting": [], "mentions": []}"#)
        let option = PollOptionRecord(optionIdentifier: "o", text: "x", creatorHandle: nil)
        let time = Date(timeIntervalSince1970: 1_700_000_000)
        let love = ReactionInfo.tapback(.love)
        let changes: [LineEvent.Change] = [
            .messageReceived(message: nil),
            .messageEdited(messageGUID: "m", content: body, editedAt: time),
            .messageRead(messageGUID: "m", readAt: time), .messageUnsent(messageGUID: "m", retractedAt: nil),
            .reactionAdded(messageGUID: "m", targetPartIndex: 1, reaction: love),
            .reactionRemoved(messageGUID: "m", targetPartIndex: nil, reaction: .emoji("🎉")),
            .stickerPlaced(
                messageGUID: "m", targetPartIndex: 0, sticker: nil,
                placement: StickerPlacement(x: 0.5, y: 0.25, scale: 2)),
            .backgroundChanged, .backgroundRemoved, .markedRead, .archived, .unarchived,
            .groupChanged(.displayNameChanged("x")), .groupChanged(.participantAdded(person)),
            .groupChanged(.participantRemoved(person)), .groupChanged(.participantLeft(nil)),
            .groupChanged(.iconChanged), .groupChanged(.iconRemoved),
            .pollChanged(pollMessageGUID: "p", delta: .created(title: "t", options: [option])),
            .pollChanged(pollMessageGUID: "p", delta: .optionAdded(title: "t", options: [option])),
            .pollChanged(pollMessageGUID: "p", delta: .voted(optionIdentifier: "o")),
            .pollChanged(pollMessageGUID: "p", delta: .unvoted(optionIdentifier: "o")),
        ]
        for change in changes {
            let event = LineEvent(
                sequence: 1, chatGUID: "c", occurredAt: time, actor: person, isFromMe: true, change: change)
            let json = try CoreJSON.write(["event": event], for: "event")
            XCTAssertEqual(try CoreJSON.read(json, as: [String: LineEvent].self)["event"], event, json)
            // The way of a program that keeps what it read.
            let kept = try JSONEncoder().encode(event)
            XCTAssertEqual(try JSONDecoder().decode(LineEvent.self, from: kept), event)
        }
    }

    func testNamesInJSON() throws {
        let card = MiniApp(
            appName: "App", extensionBundleID: "b", teamID: "t", url: "https://a.example",
            layout: MiniApp.Layout(image: Data([0xFF, 0xD8])))
        let json = try CoreJSON.write(["card": card, "absent": nil as String?], for: "messages.sendCustomizedMiniApp")
        let fields = try XCTUnwrap(JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any])
        XCTAssertEqual(Set(fields.keys), ["card"])
        let written = try XCTUnwrap(fields["card"] as? [String: Any])
        XCTAssertEqual(Set(written.keys), ["appName", "extensionBundleId", "teamId", "url", "layout"])
        XCTAssertEqual((written["layout"] as? [String: Any])?["image"] as? String, "/9g=")
    }
}
