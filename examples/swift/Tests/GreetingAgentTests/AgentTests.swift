import GreetingAgent
import SpectrumIMessage
import XCTest

/// Tests of the agent, without an account or a phone: `swift test`.
final class AgentTests: XCTestCase {
    /// The agent at work, until the test ends.
    private func working(_ settings: Spectrum.Simulator.Settings = .init()) async throws -> Spectrum.Simulator {
        let app = try await Spectrum(simulator: .own(settings))
        let agent = Task { try await greet(on: app) }
        addTeardownBlock {
            agent.cancel()
            await app.stop()
        }
        let simulator = try app.simulator
        try await simulator.listening()
        return simulator
    }

    func testItAnswers() async throws {
        let person = try await working().person()
        try await person.text("hello")
        try await person.receives(text: "You said: hello", effect: "none", within: .seconds(5))
    }

    func testItCongratulates() async throws {
        let person = try await working().person()
        let question = try await person.text("It is my birthday!")
        try await person.receives(reaction: "love", message: question)
        try await person.receives(text: "Happy birthday!", effect: "confetti")
    }

    func testItsTokenIsReplaced() async throws {
        let simulator = try await working(.init(tokenTTL: .seconds(60)))
        try await simulator.advance(.seconds(61))
        try await simulator.person().text("still there?")
        try await simulator.person().receives(text: "You said: still there?")
    }
}
