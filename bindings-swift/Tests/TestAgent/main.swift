// An agent in a process of its own, for what tests can measure or do to a whole process only. Its settings come from
// the environment, its work from the arguments.

import Foundation
import SpectrumIMessage

/// Tells the test, at once.
func say(_ words: String...) {
    print(words.joined(separator: " "))
    fflush(nil)
}

/// The resident memory in KiB; the peak is counted from here, where the system allows that.
func idleMemory() -> Int {
    // 5 resets the peak to what is resident: Linux, Documentation/filesystems/proc.rst.
    try? Data("5".utf8).write(to: URL(fileURLWithPath: "/proc/self/clear_refs"))
    return status("VmRSS:")
}

/// The most resident memory in KiB.
func peakMemory() -> Int { status("VmHWM:") }

func status(_ field: String) -> Int {
    let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
    let line = status.split(separator: "\n").first { $0.hasPrefix(field) }
    return line?.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Int($0) } ?? 0
}

/// A conversation in which everything that is made once has been made.
func warmSpace() async throws -> Space {
    let space = try await app.imessage.createSpace(with: "+15551230001")
    try await space.send("warm")
    return space
}

let arguments = Array(CommandLine.arguments.dropFirst())
let path = ProcessInfo.processInfo.environment["TEST_STORE"]
let app = try await Spectrum(store: path.map(Spectrum.Store.sqlite) ?? .memory)

switch arguments.first {
case "stop":
    // With an open stream; the test measures how long it takes to end.
    let reading = Task {
        for try await _ in app.messages {
            say("stopping")
            await app.stop()
        }
    }
    try await reading.value
    say("stopped")
case "answer":
    // Until it is killed: it never asks for a second message.
    for try await (_, message) in app.messages {
        let answer = try await message.reply("hello")
        say(message.redelivered ? "again" : "first", answer?.id ?? "none")
        while true { try await Task.sleep(for: .seconds(3600)) }
    }
case "upload":
    let space = try await warmSpace()
    let idle = idleMemory()
    let sent = try await space.send(.attachment(arguments[1]))
    try say("\(peakMemory() - idle)", sent?.imessage.fields?.attachmentMetadata.first?.guid ?? "none")
    await app.stop()
case "download":
    _ = try await warmSpace()
    guard let file = try await app.imessage.attachment(id: arguments[1]) else { exit(2) }
    let idle = idleMemory()
    let written = try await file.save(to: arguments[2])
    say("\(peakMemory() - idle)", "\(written)")
    await app.stop()
default:
    say("unknown work")
    exit(2)
}
