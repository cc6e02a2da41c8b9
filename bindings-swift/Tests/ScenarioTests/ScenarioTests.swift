import Foundation
import SimulatorSupport
import XCTest

/// Runs the scenarios of `tests/scenarios`, which every language runs.
final class ScenarioTests: XCTestCase {
    func testScenarios() async throws {
        let folder = Simulator.repository.appendingPathComponent("tests/scenarios")
        let files = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
            .filter { $0.pathExtension == "json" }
            .sorted { $0.lastPathComponent < $1.lastPathComponent }
        XCTAssertFalse(files.isEmpty, "there are no scenarios in \(folder.path)")
        // Paths of files in a scenario are relative.
        XCTAssertTrue(FileManager.default.changeCurrentDirectoryPath(folder.path))
        for file in files {
            let name = file.deletingPathExtension().lastPathComponent
            do {
                try await play(name, try JSONDecoder().decode(Scenario.self, from: Data(contentsOf: file)))
                print("scenario \(name): passed")
            } catch {
                print("scenario \(name): failed")
                XCTFail("\(name): \(error)")
            }
        }
    }

    private func play(_ name: String, _ scenario: Scenario) async throws {
        let simulator = try Simulator(scenario.simulator ?? [])
        defer { simulator.stop() }
        let runner = Runner(simulator)
        for (index, step) in scenario.steps.enumerated() {
            do {
                try await runner.run(step)
            } catch {
                await runner.stop()
                throw Failure("step \(index) \(step)\n    \(error)")
            }
        }
        await runner.stop()
        try await writeTranscript(of: simulator, as: name)
    }

    private func writeTranscript(of simulator: Simulator, as name: String) async throws {
        guard let folder = ProcessInfo.processInfo.environment["SPECTRUM_TRANSCRIPTS"] else { return }
        let ours = URL(fileURLWithPath: folder).appendingPathComponent("swift")
        try FileManager.default.createDirectory(at: ours, withIntermediateDirectories: true)
        let transcript = try await simulator.get("/api/transcript")
        try transcript.write(to: ours.appendingPathComponent("\(name).json"))
    }
}

/// A scenario as its file holds it.
struct Scenario: Decodable {
    let simulator: [String]?
    let steps: [JSON]
}
