#if canImport(XCTest)
    import SpectrumIMessage
    import XCTest

    extension XCTestCase {
        /// An application on a simulator with an agent at work, until the test ends. An error that the agent throws by itself
        /// is a failure of the test.
        ///
        /// ```swift
        /// func testGreeting() async throws {
        ///     let person = try await startAgent(run).simulator.person()
        ///     try await person.text("hello")
        ///     try await person.receives(text: "hello!")
        /// }
        /// ```
        ///
        /// - Parameters:
        ///   - simulation: The simulator: `true`, one with settings, or one that runs.
        ///   - agent: The agent: what reads the messages of the application and answers.
        /// - Returns: The application. The agent reads its messages.
        @discardableResult
        public func startAgent(
            on simulation: Spectrum.Simulation = true,
            _ agent: @escaping @Sendable (Spectrum) async throws -> Void
        ) async throws -> Spectrum {
            let work = try await WorkingAgent(on: simulation, agent)
            addTeardownBlock {
                do {
                    try await work.end(failure: nil)
                } catch {
                    XCTFail("\(error)")
                }
            }
            try await work.app.simulator.listening()
            return work.app
        }
    }
#endif
