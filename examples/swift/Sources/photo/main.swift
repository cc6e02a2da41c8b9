// Makes every picture that it gets the background of the conversation; `clear` takes it away.
//
// Credentials come from SPECTRUM_PROJECT_ID and SPECTRUM_PROJECT_SECRET:
//
//     scripts/swift-build.sh
//     scripts/swift run --package-path examples/swift -Xlinker "-L$PWD/target/debug" photo

import SpectrumIMessage

let pictures = ["image/jpeg", "image/png", "image/heic", "image/heif"]

func hang(_ space: Space, _ message: Message, _ picture: Attachment) async throws {
    guard pictures.contains(picture.mimeType) else {
        try await message.reply("A background is a JPEG, PNG or HEIC picture.")
        return
    }
    // It may be large, and is bounded: a photo has a few MB.
    let data = try await picture.read(maxSize: 20_000_000)
    try await space.send(.background(data: data, mimeType: picture.mimeType))
    try await message.react(.love)
}

// An album is several pictures: each comes by itself.
let app = try await Spectrum(providers: [.imessage()], flattenGroups: true)
try await app.handle { space, message in
    switch message.content {
    case .attachment(let picture):
        try await space.responding { try await hang(space, message, picture) }
    case .text(let text) where text.lowercased() == "clear":
        try await space.send(.clearBackground)
    case .text:
        try await space.send("Send me a picture, and I hang it behind our conversation.")
    default:
        break
    }
}
