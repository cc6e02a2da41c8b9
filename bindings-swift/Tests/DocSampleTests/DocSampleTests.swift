import Foundation
import SpectrumIMessage
import SpectrumIMessageTesting
import XCTest

/// A sample of the pages, which `tests/docs/samples.py` has written beside this file.
struct DocSample: Sendable {
    /// The page and the line.
    let place: String
    /// How it is run; `tests/docs/README.md` lists the kinds.
    let kind: String
    let values: [String: String]
    let run: @Sendable (Given) async throws -> Void

    init(
        place: String, kind: String, values: [String: String], _ run: @escaping @Sendable (Given) async throws -> Void
    ) {
        self.place = place
        self.kind = kind
        self.values = values
        self.run = run
    }

    /// What a sample has at hand.
    struct Given: Sendable {
        let app: Spectrum
        let im: IMessage
        let simulator: Spectrum.Simulator
        let person: Spectrum.Simulator.Person
        let paper: Paper
        var arrived: (space: Space, message: Message)?

        var print: @Sendable (Any...) -> Void {
            { [paper] words in paper.print(words.map { "\($0)" }.joined(separator: " ")) }
        }
        // A sample of the kind `space` is called with both.
        var space: Space { get throws { try XCTUnwrap(arrived).space } }
        var message: Message { get throws { try XCTUnwrap(arrived).message } }
    }
}

/// What a sample prints.
final class Paper: @unchecked Sendable {
    private let lock = NSLock()
    private var text = ""

    func print(_ line: String) {
        lock.withLock { text += line + "\n" }
    }

    func has(_ words: String) -> Bool {
        lock.withLock { text.contains(words) }
    }
}

/// The samples of the pages, each on a simulator of its own.
final class DocSampleTests: XCTestCase {
    private static let lines = ["+15559990001", "+15559990002"]

    func testTheSamplesOfThePages() async throws {
        let here = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        let files = URL(fileURLWithPath: #filePath).appendingPathComponent("../../../../tests/scenarios/files")
            .standardized
        try FileManager.default.copyItem(at: files, to: here)
        let before = FileManager.default.currentDirectoryPath
        XCTAssertTrue(FileManager.default.changeCurrentDirectoryPath(here.path))
        var ran = 0
        for sample in docSamples where sample.kind != "compile" {
            do {
                try await run(sample)
                ran += 1
            } catch {
                XCTFail("\(sample.place) (\(sample.kind)): \(error)")
            }
        }
        XCTAssertTrue(FileManager.default.changeCurrentDirectoryPath(before))
        try FileManager.default.removeItem(at: here)
        print("docs: \(docSamples.count) Swift samples compiled, \(ran) of them run")
    }

    private func run(_ sample: DocSample) async throws {
        let shared = sample.values["lines"] == "shared"
        let simulator = try await Spectrum.Simulator(.init(lines: shared ? nil : Self.lines))
        let app = try await Spectrum(simulator: .shared(simulator))
        var person = simulator.person()
        if sample.values["group"] != nil {
            person = person.inChat(try await simulator.group([person.address, "+15551230002"], name: "Friends"))
        }
        var given = DocSample.Given(
            app: app, im: try app.imessage, simulator: simulator, person: person, paper: Paper(), arrived: nil)
        if sample.kind == "agent" {
            let agent = Task { [given] in try await sample.run(given) }
            try await simulator.listening()
            try await write(sample, person)
            try await see(sample, given)
            agent.cancel()
            _ = await agent.result
        } else {
            if sample.kind == "space" {
                let arrival = Task { try await app.messages.first { _ in true } }
                try await simulator.listening()
                try await write(sample, person)
                given.arrived = try await arrival.value
            }
            try await sample.run(given)
            try await see(sample, given)
        }
        await app.stop()
        await simulator.stop()
    }

    private func write(_ sample: DocSample, _ person: Spectrum.Simulator.Person) async throws {
        let does = sample.values["does"]
        if does == "photo" {
            try await person.attachment("photo.jpg", Data(contentsOf: URL(fileURLWithPath: "photo.jpg")))
            return
        }
        let text = try await person.text(sample.values["text"] ?? "hello")
        switch does {
        case "edit":
            try await person.edit(text, "hello, edited")
        case "react":
            try await person.receives(kind: .message)
            try await person.react("love")
        case "vote":
            try await person.receives(kind: .message)
            try await person.vote("Thursday")
        default:
            break
        }
    }

    private func see(_ sample: DocSample, _ given: DocSample.Given) async throws {
        let (values, person) = (sample.values, given.person)
        if let reaction = values["reaction"] {
            try await person.receives(reaction: reaction)
        }
        if values["sees"] != nil || values["effect"] != nil {
            try await person.receives(contains: values["sees"], effect: values["effect"])
        }
        if let attachment = values["attachment"] {
            try await person.receives(attachment: attachment)
        }
        if let background = values["background"] {
            try await person.receives(background: background == "set")
        }
        if let words = values["prints"] {
            let end = ContinuousClock.now + .seconds(10)
            while !given.paper.has(words) {
                guard ContinuousClock.now < end else { throw NotPrinted(words: words) }
                try await Task.sleep(for: .milliseconds(10))
            }
        }
    }

    private struct NotPrinted: Error {
        let words: String
    }
}
