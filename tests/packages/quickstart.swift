// An agent and a person who writes to it, on a simulator in this process: what the quickstart does, and then it ends.
import SpectrumIMessage

let app = try await Spectrum(simulator: true)
let agent = Task {
    for try await (space, message) in app.messages {
        guard case .text = message.content else { continue }
        try await space.responding {
            try await message.react(.laugh)
            try await message.reply(.effect("Happy birthday!", .celebration))
        }
    }
}
try await app.simulator.listening()
let person = try app.simulator.person()
let question = try await person.text("It is my birthday!")
try await person.receives(reaction: "laugh", message: question)
let answer = try await person.receives(text: "Happy birthday!", effect: "celebration")
print("answered:", answer.message?.text ?? "")
agent.cancel()
await app.stop()
