import Foundation
import SimulatorSupport
import SpectrumIMessage
import XCTest

/// Local mode: settings, what is not there, the doctor. The rest is in the scenarios.
final class LocalTests: SimulatorTestCase {
    private let direct = "any;-;+15550100001"

    /// A stand-in for a Mac, and an application that uses it.
    private func started() async throws -> (Simulator, Spectrum) {
        let mac = try simulator("--local", "chat-macos26.db")
        let provider = Provider.localIMessage(database: mac.ready.database, osascript: mac.ready.osascript)
        let app = try await Spectrum(providers: [provider], unsupported: .throw)
        addTeardownBlock { await app.stop() }
        return (mac, app)
    }

    func testWhatIsNotThereSaysSo() async throws {
        let (_, app) = try await started()
        let im = try app.imessage
        XCTAssertEqual(im.lines, [])
        let space = try im.space(id: direct)
        let created = await spectrumError { _ = try await im.createSpace(with: "+15550100001") }
        guard case .unsupported = created else { return XCTFail("\(String(describing: created))") }
        XCTAssertTrue(created?.message.contains("iMessage (local mode)") ?? false)
        let line = await spectrumError { _ = try im.line() }
        guard case .unsupported = line else { return XCTFail("\(String(describing: line))") }
        let typing = await spectrumError { try await space.startTyping() }
        guard case .unsupported = typing else { return XCTFail("\(String(describing: typing))") }
        let sent = try await space.responding { try await space.send("nothing is shown") }
        XCTAssertEqual(sent?.id, "SENT-1")
    }

    func testEventsOfAMac() async throws {
        let (mac, app) = try await started()
        var events = app.events.makeAsyncIterator()
        _ = try await events.next(of: "streamConnected")
        try await mac.control("/api/text", ["guid": "MINE", "text": "out", "own": true])
        try await mac.control("/api/text", ["guid": "THEIRS", "text": "in"])
        let message = try await next(of: app)
        XCTAssertEqual(message.id, "THEIRS")
        try await mac.control("/api/failed", ["guid": "MINE", "error": 22])
        let failed = try await events.next(of: "messageFailed")
        guard case .messageFailed(let happening, let messageID, let errorCode) = failed else { return XCTFail("none") }
        XCTAssertEqual(messageID, "MINE")
        XCTAssertEqual(errorCode, 22)
        XCTAssertTrue(happening.isFromMe)
    }

    func testTheDoctorLooksAtWhatItIsGiven() async throws {
        let (mac, _) = try await started()
        let report = try await DoctorReport.examine(.local, database: mac.ready.database, limit: .seconds(5))
        let database = try XCTUnwrap(report.check("database"))
        XCTAssertEqual(database.state, .ok)
        XCTAssertNil(database.remedy)
        let missing = try await DoctorReport.examine(.local, database: "/nowhere/chat.db", limit: .seconds(5))
        XCTAssertFalse(missing.healthy)
        XCTAssertTrue(missing.checks.contains { $0.state == .failed && $0.remedy != nil })
    }
}
