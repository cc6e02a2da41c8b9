// Congratulates whoever mentions a birthday: a tapback, an effect and a new chat background.
//
// Credentials come from SPECTRUM_PROJECT_ID and SPECTRUM_PROJECT_SECRET:
//
//     scripts/swift-build.sh
//     scripts/swift run --package-path examples/swift -Xlinker "-L$PWD/target/debug" birthday

import Foundation
import SpectrumIMessage

/// `examples/wallpaper.png`, from `examples/swift/Sources/birthday/main.swift`.
let wallpaper = URL(fileURLWithPath: #filePath).appendingPathComponent("../../../../wallpaper.png").standardized

func congratulate(_ space: Space, _ message: Message) async throws {
    try await message.react(.love)
    try await message.reply(.effect("Happy birthday!", .celebration))
    try await space.background(url: wallpaper)
    print("congratulated with a tapback, an effect and a background")
}

let app = try await Spectrum(providers: [.imessage()])
for try await (space, message) in app.messages {
    guard message.platform == .iMessage, case .text(let text) = message.content else { continue }
    print("\(message.sender?.id ?? "somebody"): \(text)")
    if text.lowercased().contains("birthday") {
        try await space.responding {
            try await congratulate(space, message)
        }
    } else {
        try await space.send("Tell me when it is your birthday!")
    }
}
