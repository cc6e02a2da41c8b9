import SpectrumIMessage

/// Answers until the application stops. It is handed the application that it works for, so that it is easy to test.
public func greet(on app: Spectrum) async throws {
    for try await (_, message) in app.messages {
        guard case .text(let text) = message.content else { continue }
        if text.contains("birthday") {
            try await message.react(.love)
            try await message.reply(.effect("Happy birthday!", .confetti))
        } else {
            try await message.reply("You said: \(text)")
        }
    }
}
