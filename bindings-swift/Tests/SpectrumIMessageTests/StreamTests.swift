import Foundation
import SimulatorSupport
import SpectrumIMessage
import XCTest

/// Streamed text: the source is read while it is sent, its errors are the program's own.
final class StreamTests: SimulatorTestCase {
    func testThePiecesBecomeOneMessage() async throws {
        let dm = try await connect(to: simulator()).imessage.createSpace(with: User(alice))
        let pieces = (1...1000).map { "\($0) " }
        let sent = try await dm.send(.text(stream: stream(of: pieces)))
        guard case .text(let text) = sent?.content else { return XCTFail("\(String(describing: sent))") }
        XCTAssertEqual(text, pieces.joined())
    }

    func testChunksOfAnyKind() async throws {
        struct Chunk: Sendable { let delta: String? }
        let chunks = [Chunk(delta: nil), Chunk(delta: "**a"), Chunk(delta: ""), Chunk(delta: "nswer**")]
        let simulator = try simulator()
        let dm = try await connect(to: simulator).imessage.createSpace(with: User(alice))
        let plain = try await dm.send(.text(stream: stream(of: chunks)) { $0.delta })
        let rendered = try await dm.send(.markdown(stream: stream(of: chunks)) { $0.delta })
        guard case .text("**answer**") = plain?.content else { return XCTFail("\(String(describing: plain))") }
        guard case .markdown("**answer**") = rendered?.content else {
            return XCTFail("\(String(describing: rendered))")
        }
        let last = try await simulator.calls("SendTextMessage").last
        XCTAssertEqual(last?["request"]?["text"], "answer")
    }

    func testAStreamWithinOtherContent() async throws {
        let simulator = try simulator()
        let app = try await connect(to: simulator)
        let question = try await first(of: app, to: simulator, text: "a question")
        let one = Content.text(stream: stream(of: ["o", "ne"]))
        let two = Content.text(stream: stream(of: ["two"]))
        let answers = try await question.reply(one, two)
        XCTAssertEqual(answers.count, 2)
        try await answers[0].edit(.text(stream: stream(of: ["th", "ree"])))
        let texts = try await simulator.calls("SendTextMessage").map { $0["request"]?["text"]?.string }
        XCTAssertEqual(texts, ["one", "two"])
        let edits = try await simulator.calls("EditMessage")
        XCTAssertTrue("\(edits)".contains("three"), "\(edits)")
    }

    func testTheErrorOfTheSourceIsThrownAsItIs() async throws {
        let simulator = try simulator()
        let dm = try await connect(to: simulator).imessage.createSpace(with: User(alice))
        let failing = AsyncThrowingStream<String, any Error> { continuation in
            continuation.yield("what there ")
            continuation.yield("was")
            continuation.finish(throwing: Failure("the model is tired"))
        }
        do {
            try await dm.send(.text(stream: failing))
            XCTFail("nothing was thrown")
        } catch let failure as Failure {
            XCTAssertEqual(failure.description, "the model is tired")
        }
        let sent = try await simulator.calls().filter { ["SendTextMessage", "EditMessage"].contains($0["method"]) }
        XCTAssertTrue("\(sent.last ?? .null)".contains("what there was"), "\(sent)")

        do {
            try await dm.send(.markdown(stream: stream(of: ["a"])) { _ in throw Failure("no such field") })
            XCTFail("nothing was thrown")
        } catch let failure as Failure {
            XCTAssertEqual(failure.description, "no such field")
        }
    }

    func testASourceIsUsedOnce() async throws {
        let simulator = try simulator()
        let dm = try await connect(to: simulator).imessage.createSpace(with: User(alice))
        let content = Content.text(stream: stream(of: ["once"]))
        // Content that is refused does not touch the source.
        let refused = await spectrumError { try await dm.send(content, .text("")) }
        XCTAssertEqual(refused?.code, "emptyText")
        let sent = try await dm.send(content)
        XCTAssertNotNil(sent)
        let again = await spectrumError { try await dm.send(content) }
        guard case .validation(let details) = again else { return XCTFail("\(String(describing: again))") }
        XCTAssertEqual(details.code, "sourceUsed")
        let calls = try await simulator.calls("SendTextMessage")
        XCTAssertEqual(calls.count, 1)
    }

    func testACancelledSendClosesTheSource() async throws {
        let simulator = try simulator()
        let dm = try await connect(to: simulator).imessage.createSpace(with: User(alice))
        let (source, continuation) = AsyncStream<String>.makeStream()
        let closed = closing(of: continuation)
        continuation.yield("the beginning")
        let sending = Task { try await dm.send(.text(stream: source)) }
        try await simulator.wait(for: "SendTextMessage") { $0.first?["status"] == "OK" }
        sending.cancel()
        do {
            _ = try await sending.value
            XCTFail("it was not cancelled")
        } catch is CancellationError {}
        try await within(.seconds(10), "the end of the source") { for await _ in closed {} }
        // What was cancelled is not taken for whole.
        let edits = try await simulator.calls("EditMessage")
        XCTAssertEqual(edits, [])
    }

    func testAFailedSendClosesTheSource() async throws {
        let simulator = try simulator()
        let dm = try await connect(to: simulator).imessage.createSpace(with: User(alice))
        try await simulator.control(
            "/api/faults", ["method": "SendTextMessage", "action": "refuse", "status": "INVALID_ARGUMENT"])
        let (source, continuation) = AsyncStream<String>.makeStream()
        let closed = closing(of: continuation)
        continuation.yield("the beginning")
        let error = await spectrumError { try await dm.send(.text(stream: source)) }
        XCTAssertEqual(error?.details.grpcStatus, 3)
        try await within(.seconds(10), "the end of the source") { for await _ in closed {} }
    }

    /// A send that fails before it has read anything must not leave the reader waiting for it.
    func testASendThatNeverReadsIsNotHeldUp() async throws {
        let simulator = try simulator()
        let dm = try await connect(to: simulator).imessage.createSpace(with: User(alice))
        let pieces = stream(of: (1...1000).map { "\($0) " })
        let missing = await spectrumError {
            _ = try await within(.seconds(10), "the send") {
                try await dm.send(.text(stream: pieces), .attachment("no-such-file.jpg"))
            }
        }
        XCTAssertEqual(missing?.code, "fileNotFound")
        let sent = try await simulator.calls("SendTextMessage")
        XCTAssertEqual(sent, [])
    }

    private func stream<Piece: Sendable>(of pieces: [Piece]) -> AsyncStream<Piece> {
        AsyncStream { continuation in
            for piece in pieces { continuation.yield(piece) }
            continuation.finish()
        }
    }

    /// Ends when nobody reads a source any more.
    private func closing(of source: AsyncStream<String>.Continuation) -> AsyncStream<Never> {
        let (closed, signal) = AsyncStream<Never>.makeStream()
        source.onTermination = { _ in signal.finish() }
        return closed
    }
}
