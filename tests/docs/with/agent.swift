private func run(_ app: Spectrum) async throws {
    for try await (_, message) in app.messages {
        try await message.react(.love)
        try await message.reply(.effect("Happy birthday!", .confetti))
    }
}

