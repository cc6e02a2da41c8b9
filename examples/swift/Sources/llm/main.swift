// Answers with a language model, word by word, and remembers what was said.
//
// Any server with OpenAI's chat API will do. It needs OPENAI_API_KEY besides SPECTRUM_PROJECT_ID and
// SPECTRUM_PROJECT_SECRET; OPENAI_BASE_URL and OPENAI_MODEL choose another server and model:
//
//     scripts/swift-build.sh
//     scripts/swift run --package-path examples/swift -Xlinker "-L$PWD/target/debug" llm

import Foundation
import SpectrumIMessage

/// What was said lately in each conversation.
actor Memory {
    private var said: [String: [Said]] = [:]

    @discardableResult
    func remember(_ role: String, _ content: String, in space: Space) -> [Said] {
        said[space.id] = ((said[space.id] ?? []) + [Said(role: role, content: content)]).suffix(20)
        return said[space.id] ?? []
    }
}

let model = try Model(ProcessInfo.processInfo.environment)
let memory = Memory()
let system = Said(role: "system", content: "You are in iMessage. Answer in a few short sentences.")

/// The answer of the model, as it is written.
func answer(_ said: [Said], in space: Space) -> AsyncThrowingStream<String, any Error> {
    AsyncThrowingStream { stream in
        let work = Task {
            do {
                var whole = ""
                for try await piece in model.words([system] + said) {
                    whole += piece
                    stream.yield(piece)
                }
                await memory.remember("assistant", whole, in: space)
                stream.finish()
            } catch {
                stream.finish(throwing: error)
            }
        }
        stream.onTermination = { _ in work.cancel() }
    }
}

let app = try await Spectrum(providers: [.imessage()])
try await app.handle { space, message in
    guard case .text(let text) = message.content else { return }
    let said = await memory.remember("user", text, in: space)
    try await space.responding(refresh: .seconds(20)) {
        _ = try await space.send(.text(stream: answer(said, in: space)))
    }
} deadLetter: { space, _, _ in
    try await space.send("I cannot think right now. Please ask again later.")
}
