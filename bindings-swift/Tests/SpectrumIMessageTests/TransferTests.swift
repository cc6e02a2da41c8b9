import Foundation
import SimulatorSupport
import SpectrumIMessage
import XCTest

private let mebibyte = 1024 * 1024
private let upload = "UploadAttachment"

/// Files on their way: progress, limits, saving, cancellation, Live Photos, memory.
final class TransferTests: SimulatorTestCase {
    func testTheProgressOfASend() async throws {
        let simulator = try simulator()
        let dm = try await connect(to: simulator).imessage.createSpace(with: User(alice))
        let seen = Seen()
        let data = noise(1_500_001)
        let sent = try await dm.send(.attachment(data: data, name: "a.bin"), onProgress: seen.callback)
        seen.check(data.count)
        let guid = try XCTUnwrap(sent?.imessage.attachmentMetadata?.first?.guid)
        let received = try await simulator.get("/api/attachments/\(guid)")
        XCTAssertEqual(received, data)

        let together = Seen()
        try await dm.send(
            .attachment(data: data, name: "a.bin"), "text", .attachment(data: data, name: "b.bin"),
            onProgress: together.callback)
        together.check(2 * data.count)
        let none = Seen()
        try await dm.send(.text("no file"), onProgress: none.callback)
        XCTAssertEqual(none.all, [])
    }

    func testASlowProgressCallbackHoldsNothingUp() async throws {
        let simulator = try simulator()
        let dm = try await connect(to: simulator).imessage.createSpace(with: User(alice))
        let seen = Seen()
        let isThere = DispatchSemaphore(value: 0)
        let sending = Task {
            try await dm.send(.attachment(data: noise(3 * mebibyte), name: "a.bin")) { progress in
                // The first call does not return before the service has the whole file.
                if seen.note(progress) == 1 { _ = isThere.wait(timeout: .now() + 10) }
            }
        }
        try await simulator.wait(for: "SendAttachmentMessage", count: 1)
        isThere.signal()
        _ = try await sending.value
        seen.check(3 * mebibyte)
        XCTAssertLessThanOrEqual(seen.all.count, 3, "the newest alone waits")
    }

    func testWhatWasSentIsReadStreamedAndSaved() async throws {
        let simulator = try simulator()
        let im = try await connect(to: simulator).imessage
        let data = noise(700_003)
        let uploaded = try await im.line().attachments.upload(
            .attachment(data: data, name: "a.bin"), clientMessageID: "file")
        XCTAssertEqual(uploaded.attachment.totalBytes, 700_003)
        XCTAssertNil(uploaded.companion)
        let found = try await im.attachment(id: uploaded.attachment.guid)
        let file = try XCTUnwrap(found)
        let (read, saved) = (Seen(), Seen())
        let target = temporaryFolder().appendingPathComponent("copy.bin")
        let written = try await file.save(to: target.path, onProgress: saved.callback)
        XCTAssertEqual(written, 700_003)
        XCTAssertEqual(try Data(contentsOf: target), data)
        saved.check(data.count)
        var pieces = Data()
        for try await piece in file.stream(maxSize: 700_003) { pieces.append(piece) }
        XCTAssertEqual(pieces, data)
        let whole = try await file.read(onProgress: read.callback)
        XCTAssertEqual(whole, data)
        read.check(data.count)
    }

    func testLimitsAreKept() async throws {
        let simulator = try simulator()
        let im = try await connect(to: simulator).imessage
        let folder = temporaryFolder()
        let line = try im.line()
        let uploaded = try await line.attachments.upload(.attachment(data: noise(1_000), name: "a.bin"))
        let found = try await im.attachment(id: uploaded.attachment.guid)
        let file = try XCTUnwrap(found)
        let target = folder.appendingPathComponent("copy.bin")
        let works: [() async throws -> Void] = [
            { _ = try await file.read(maxSize: 999) },
            { for try await _ in file.stream(maxSize: 999) {} },
            { try await file.save(to: target.path, maxSize: 999) },
        ]
        for work in works {
            let error = await spectrumError(work)
            XCTAssertEqual(error?.code, "attachmentTooLarge")
            XCTAssertEqual(error?.context["limit"], "999")
        }
        let nowhere = await spectrumError {
            try await file.save(to: folder.appendingPathComponent("none/copy.bin").path)
        }
        XCTAssertEqual(nowhere?.code, "fileNotWritable")
        XCTAssertEqual(try FileManager.default.contentsOfDirectory(atPath: folder.path), [])

        let large = folder.appendingPathComponent("large.bin")
        try sparse(large, 100 * mebibyte + 1)
        let tooLarge = await spectrumError { _ = try await line.attachments.upload(.attachment(large.path)) }
        XCTAssertEqual(tooLarge?.code, "attachmentTooLarge")
        let noFile = await spectrumError { _ = try await line.attachments.upload("text") }
        XCTAssertEqual(noFile?.code, "invalidArgument")
        let uploads = try await simulator.calls(upload)
        XCTAssertEqual(uploads.count, 1)
    }

    func testALivePhoto() async throws {
        let simulator = try simulator()
        let app = try await connect(to: simulator)
        let im = try app.imessage
        let (picture, video) = (noise(90_000), noise(200_001))
        let path = temporaryFolder().appendingPathComponent("a.mov")
        try video.write(to: path)
        for companion in [Companion.Source.data(video), .path(path.path)] {
            let content = Content.attachment(data: picture, name: "a.heic", companion: companion)
            let seen = Seen()
            let uploaded = try await im.line().attachments.upload(content, onProgress: seen.callback)
            XCTAssertEqual(uploaded.companion?.totalBytes, 200_001)
            seen.check(290_001)
        }
        let message = try await first(of: app, to: simulator) {
            try await simulator.control(
                "/api/people/\(alice)/attachment",
                [
                    "name": "b.heic", "data": .string(picture.base64EncodedString()),
                    "companion": .string(video.base64EncodedString()),
                ])
        }
        guard case .attachment(let received) = message.content else { return XCTFail("\(message.content)") }
        let companion = try XCTUnwrap(received.companion)
        let (read, rest) = (try await received.read(), try await companion.read())
        XCTAssertEqual(read, picture)
        XCTAssertEqual(rest, video)
        let target = temporaryFolder().appendingPathComponent("b.mov")
        try await companion.save(to: target.path)
        XCTAssertEqual(try Data(contentsOf: target), video)
        var pieces = Data()
        for try await piece in companion.stream() { pieces.append(piece) }
        XCTAssertEqual(pieces, video)
    }

    func testACancelledUploadLeavesNothing() async throws {
        let simulator = try simulator()
        let im = try await connect(to: simulator).imessage
        let dm = try await im.createSpace(with: User(alice))
        let line = try im.line()
        let data = Data(repeating: 1, count: 60 * mebibyte)
        let works: [@Sendable (@escaping OnProgress) async throws -> Void] = [
            { try await dm.send(.attachment(data: data, name: "a.bin"), onProgress: $0) },
            { _ = try await line.attachments.upload(.attachment(data: data, name: "a.bin"), onProgress: $0) },
        ]
        for (index, work) in works.enumerated() {
            let seen = Seen()
            let sending = Task { try await work { seen.note($0) } }
            try await until("it is on its way") { !seen.all.isEmpty }
            sending.cancel()
            await assertCancelled(sending)
            let told = seen.all.count
            try await simulator.wait(for: upload) { $0.count == index + 1 && $0.last?["status"] == "CANCELLED" }
            XCTAssertEqual(seen.all.count, told, "nothing is told after the end")
        }
        try await dm.send("afterwards")
        let outgoing = try await simulator.outgoing(to: alice)
        XCTAssertEqual(outgoing.map { $0["text"] }, ["afterwards"])
        let sent = try await simulator.calls("SendAttachmentMessage")
        XCTAssertEqual(sent.count, 0)
    }

    func testACancelledDownloadLeavesNothing() async throws {
        let simulator = try simulator()
        let im = try await connect(to: simulator).imessage
        let uploaded = try await im.line().attachments.upload(
            .attachment(data: Data(repeating: 1, count: 60 * mebibyte), name: "a.bin"))
        let found = try await im.attachment(id: uploaded.attachment.guid)
        let file = try XCTUnwrap(found)
        let folder = temporaryFolder()
        let works: [@Sendable (@escaping OnProgress) async throws -> Void] = [
            { try await file.save(to: folder.appendingPathComponent("copy.bin").path, onProgress: $0) },
            { _ = try await file.read(onProgress: $0) },
        ]
        for work in works {
            let seen = Seen()
            let reading = Task { try await work { seen.note($0) } }
            try await until("it is on its way") { !seen.all.isEmpty }
            reading.cancel()
            await assertCancelled(reading)
            let told = seen.all.count
            // The temporary file is taken away beside the call.
            try await until("nothing is left") {
                try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty
            }
            XCTAssertEqual(seen.all.count, told, "nothing is told after the end")
        }
        let again = try await file.read()
        XCTAssertEqual(again.count, 60 * mebibyte)
    }

    func testALargeFileIsNeverInMemory() async throws {
        #if !os(Linux)
            throw XCTSkip("the system tells a process's peak of memory on Linux only")
        #endif
        let simulator = try simulator()
        let folder = temporaryFolder()
        let source = folder.appendingPathComponent("large.bin")
        try sparse(source, 100 * mebibyte)
        let sending = try Program.agent(["upload", source.path], simulator)
        let (taken, guid) = try result(of: sending)
        XCTAssertLessThan(taken, 40 * mebibyte)
        let target = folder.appendingPathComponent("copy.bin")
        let saving = try Program.agent(["download", guid, target.path], simulator)
        let (kept, written) = try result(of: saving)
        XCTAssertLessThan(kept, 32 * mebibyte)
        XCTAssertEqual(written, "\(100 * mebibyte)")
        let attributes = try FileManager.default.attributesOfItem(atPath: target.path)
        XCTAssertEqual(attributes[.size] as? Int, 100 * mebibyte)
        print("memory above idle: upload \(taken / 1024) KiB, save \(kept / 1024) KiB")
    }

    /// The memory that a transfer took above the idle process in bytes, and what it says besides.
    private func result(of program: Program) throws -> (taken: Int, rest: String) {
        let words = try XCTUnwrap(program.line()).split(separator: " ").map(String.init)
        XCTAssertEqual(program.end(), 0)
        let taken = try XCTUnwrap(words.first.flatMap { Int($0) }) * 1024
        XCTAssertGreaterThan(taken, 0)
        return (taken, try XCTUnwrap(words.last))
    }
}

/// What a progress callback was told.
private final class Seen: @unchecked Sendable {
    // Unchecked: the lock guards the variable.
    private let lock = NSLock()
    private var progress: [TransferProgress] = []

    var all: [TransferProgress] { lock.withLock { progress } }

    @discardableResult
    func note(_ next: TransferProgress) -> Int {
        lock.withLock {
            progress.append(next)
            return progress.count
        }
    }

    /// Notes what it is told.
    var callback: OnProgress { { self.note($0) } }

    /// Never back, and whole at the end.
    func check(_ size: Int, file: StaticString = #filePath, line: UInt = #line) {
        let all = all
        let isRising = zip(all, all.dropFirst()).allSatisfy { $0.transferred < $1.transferred }
        XCTAssertTrue(isRising, "\(all)", file: file, line: line)
        XCTAssertEqual(all.last?.transferred, UInt64(size), file: file, line: line)
        XCTAssertEqual(all.last?.total, UInt64(size), file: file, line: line)
    }
}

/// Bytes that are nowhere alike, so that a piece in the wrong place is seen.
private func noise(_ count: Int) -> Data {
    var state: UInt32 = 1
    var data = Data(capacity: count)
    for _ in 0..<count {
        state = state &* 1_664_525 &+ 1_013_904_223
        data.append(UInt8(state >> 24))
    }
    return data
}

/// A file of this size that takes no room.
private func sparse(_ file: URL, _ size: Int) throws {
    try Data().write(to: file)
    let handle = try FileHandle(forWritingTo: file)
    try handle.truncate(atOffset: UInt64(size))
    try handle.close()
}
