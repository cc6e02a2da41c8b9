import Foundation
import SpectrumIMessage

/// Runs a test with an agent at work on a simulator, in XCTest and in Swift Testing:
///
/// ```swift
/// @Test func greeting() async throws {
///     try await withAgent(run) { app in
///         let person = try app.simulator.person()
///         try await person.text("hello")
///         try await person.receives(text: "hello!")
///     }
/// }
/// ```
///
/// The test begins when the agent reads its messages. At its end, also by an error, the agent is cancelled and the application
/// stopped.
///
/// - Parameters:
///   - simulation: The simulator: `true`, one with settings, or one that runs.
///   - agent: The agent: what reads the messages of the application and answers.
///   - test: The test.
/// - Returns: What the test returns.
/// - Throws: What the test throws; ``AgentFailed`` if the agent has thrown by itself.
@discardableResult
public func withAgent<Result: Sendable>(
    on simulation: Spectrum.Simulation = true,
    _ agent: @escaping @Sendable (Spectrum) async throws -> Void,
    test: @Sendable (Spectrum) async throws -> Result
) async throws -> Result {
    let work = try await WorkingAgent(on: simulation, agent)
    do {
        try await work.app.simulator.listening()
        let result = try await test(work.app)
        try await work.end(failure: nil)
        return result
    } catch let failed as AgentFailed {
        throw failed
    } catch {
        try await work.end(failure: error)
        throw error
    }
}

/// The agent of a test has thrown an error. The text has that of the test's failure too.
public struct AgentFailed: Error, Sendable, CustomStringConvertible, LocalizedError {
    /// What the agent has thrown.
    public let error: any Error
    /// What the test has thrown, if it did: often because the agent was gone.
    public let failure: (any Error)?

    /// Both in words.
    public var description: String {
        let failure = failure.map { "\nThe test: \($0)" } ?? ""
        return "the agent has failed: \(error)\(failure)"
    }

    /// The same.
    public var errorDescription: String? { description }
}

/// An agent at work, and its application.
struct WorkingAgent: Sendable {
    let app: Spectrum
    private let task: Task<Void, any Error>

    init(
        on simulation: Spectrum.Simulation,
        _ agent: @escaping @Sendable (Spectrum) async throws -> Void
    ) async throws {
        let app = try await Spectrum(simulator: simulation)
        self.app = app
        task = Task { try await agent(app) }
    }

    /// Ends both.
    ///
    /// - Throws: ``AgentFailed`` if the agent has thrown by itself.
    func end(failure: (any Error)?) async throws {
        task.cancel()
        await app.stop()
        do {
            try await task.value
        } catch is CancellationError {
        } catch {
            throw AgentFailed(error: error, failure: failure)
        }
    }
}
