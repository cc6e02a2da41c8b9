#if canImport(Testing)
    import SpectrumIMessage
    import Testing

    // An issue shows the conversation, not the fields of the error.

    extension Spectrum.Simulator.NotReceived: CustomTestStringConvertible {
        /// What was waited for, the conversation, and what the agent did.
        public var testDescription: String { description }
    }

    extension AgentFailed: CustomTestStringConvertible {
        /// What the agent has thrown, and what the test has.
        public var testDescription: String { description }
    }
#endif
