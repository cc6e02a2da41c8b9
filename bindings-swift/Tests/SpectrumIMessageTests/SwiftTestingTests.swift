#if canImport(Testing)
    import Foundation
    import SpectrumIMessage
    import SpectrumIMessageTesting
    import Testing

    /// The kit in Swift Testing.
    struct SwiftTestingTests {
        @Test func anAgentAnswers() async throws {
            try await withAgent(on: .own(.init(dailyLimit: 10)), answer) { app in
                let person = try app.simulator.person()
                let question = try await person.text("hello")
                let found = try await person.receives(text: "hello!", replyTo: question, within: .seconds(5))
                #expect(found.kind == .message)
            }
        }

        @Test func anIssueShowsTheConversation() async throws {
            do {
                try await withAgent(answer) { app in
                    try await app.simulator.person().receives(text: "never", within: .milliseconds(10))
                }
                Issue.record("nothing of the kind was sent")
            } catch let error as Spectrum.Simulator.NotReceived {
                #expect(String(describingForTest: error).contains("did not see a message or an edit with the text"))
            }
        }

        private let answer: @Sendable (Spectrum) async throws -> Void = { app in
            for try await (_, message) in app.messages {
                guard case .text(let text) = message.content else { continue }
                try await message.reply(.text(text + "!"))
            }
        }
    }
#endif
