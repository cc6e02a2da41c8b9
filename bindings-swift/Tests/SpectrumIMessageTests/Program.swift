import Foundation
import SimulatorSupport

/// A running program of ours.
final class Program {
    private let process = Process()
    private let output = Pipe()
    private var unread = Data()

    /// The agent of these tests, at some work.
    static func agent(_ work: [String], _ simulator: Simulator, store: String? = nil) throws -> Program {
        let package = Simulator.repository.appendingPathComponent("bindings-swift")
        let variables = store.map { ["TEST_STORE": $0] } ?? [:]
        return try Program(
            package.appendingPathComponent(".build/debug/test-agent"), simulator, arguments: work,
            variables: variables)
    }

    init(
        _ program: URL,
        _ simulator: Simulator,
        arguments: [String] = [],
        variables: [String: String] = [:]
    ) throws {
        process.executableURL = program
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment.merging([
            "SPECTRUM_PROJECT_ID": Simulator.projectID,
            "SPECTRUM_PROJECT_SECRET": Simulator.projectSecret,
            "SPECTRUM_CLOUD_URL": simulator.ready.cloudUrl,
            "SPECTRUM_IMESSAGE_ADDRESS": simulator.ready.imessageAddress,
            "SPECTRUM_IMESSAGE_LINE_ADDRESS": simulator.ready.imessageAddress,
            "SPECTRUM_CA_FILE": simulator.ready.caFile,
        ]) { $1 }.merging(variables) { $1 }
        process.standardOutput = output
        guard FileManager.default.isExecutableFile(atPath: program.path) else {
            throw Failure("there is no \(program.path); scripts/swift-test.sh builds it")
        }
        try process.run()
    }

    /// The next line that it prints; nil at the end.
    func line() -> String? {
        while true {
            if let end = unread.firstIndex(of: UInt8(ascii: "\n")) {
                defer { unread.removeSubrange(unread.startIndex...end) }
                return String(decoding: unread[unread.startIndex..<end], as: UTF8.self)
            }
            let more = output.fileHandleForReading.availableData
            if more.isEmpty { return nil }
            unread.append(more)
        }
    }

    /// Waits for its end; its exit status.
    func end() -> Int32 {
        process.waitUntilExit()
        return process.terminationStatus
    }

    func terminate() {
        process.terminate()
        process.waitUntilExit()
    }

    /// Ends it at once: it gets to do nothing more.
    func kill() {
        #if canImport(Glibc)
            _ = Glibc.kill(process.processIdentifier, SIGKILL)
        #else
            _ = Darwin.kill(process.processIdentifier, SIGKILL)
        #endif
        process.waitUntilExit()
    }
}
