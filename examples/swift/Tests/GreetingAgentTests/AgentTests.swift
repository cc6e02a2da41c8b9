import GreetingAgent
import SpectrumIMessage
import SpectrumIMessageTesting
import XCTest

/// Tests of the agent, without an account or a phone: `swift test`.
final class AgentTests: XCTestCase {
    func testItAnswers() async throws {
        let person = try await startAgent(greet).simulator.person()
        try await person.text("hello")
        try await person.receives(text: "You said: hello", effect: "none", within: .seconds(5))
    }

    func testItCongratulates() async throws {
        let person = try await startAgent(greet).simulator.person()
        let question = try await person.text("It is my birthday!")
        try await person.receives(reaction: "love", message: question)
        try await person.receives(text: "Happy birthday!", effect: "confetti")
    }

    func testItsTokenIsReplaced() async throws {
        let app = try await startAgent(on: .own(.init(tokenTTL: .seconds(60))), greet)
        let simulator = try app.simulator
        try await simulator.advance(.seconds(61))
        try await simulator.person().text("still there?")
        try await simulator.person().receives(text: "You said: still there?")
    }
}
