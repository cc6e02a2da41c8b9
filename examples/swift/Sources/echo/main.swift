// Answers every text with the same text, with the typing indicator while it "thinks".
//
// Credentials come from SPECTRUM_PROJECT_ID and SPECTRUM_PROJECT_SECRET:
//
//     scripts/swift-build.sh
//     scripts/swift run --package-path examples/swift -Xlinker "-L$PWD/target/debug" echo

import SpectrumIMessage

let app = try await Spectrum(providers: [.imessage()])
for try await (space, message) in app.messages {
    guard case .text(let text) = message.content else { continue }
    try await space.responding {
        try await space.send(text)
    }
}
