// An agent on the command line: prints what comes, and sends what is typed to whoever wrote last.
//
// Credentials come from SPECTRUM_PROJECT_ID and SPECTRUM_PROJECT_SECRET:
//
//     scripts/swift-build.sh
//     scripts/swift run --package-path examples/swift -Xlinker "-L$PWD/target/debug" console

import Foundation
import SpectrumIMessage

/// Who wrote last.
actor Conversation {
    private(set) var space: Space?

    func goes(on space: Space) {
        self.space = space
    }
}

/// The lines that are typed. A line is waited for in a thread of its own: the tasks of the program must go on.
func typed() -> AsyncStream<String> {
    AsyncStream { lines in
        Thread.detachNewThread {
            while let line = readLine() { lines.yield(line) }
            lines.finish()
        }
    }
}

/// Prints at once, also into a pipe.
func say(_ line: String) {
    FileHandle.standardOutput.write(Data("\(line)\n".utf8))
}

let app = try await Spectrum(providers: [.imessage()])
let conversation = Conversation()

let printing = Task {
    for try await (space, message) in app.messages {
        guard case .text(let text) = message.content else { continue }
        await conversation.goes(on: space)
        say("\(message.sender?.id ?? "somebody"): \(text)")
    }
}

for await line in typed() where !line.isEmpty {
    guard let space = await conversation.space else {
        say("nobody has written yet")
        continue
    }
    do {
        try await space.send(line)
    } catch {
        say("not sent: \(error)")
    }
}
// The input has ended.
await app.stop()
try await printing.value
