// An agent in a process of its own, for what tests can measure or do to a whole process only. Its settings come from
// the environment, its work from the arguments.

import Foundation
import SpectrumIMessage

/// Tells the test, at once.
func say(_ words: String...) {
    print(words.joined(separator: " "))
    fflush(nil)
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
default:
    say("unknown work")
    exit(2)
}
