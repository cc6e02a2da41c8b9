import Foundation
import SpectrumIMessage

extension Spectrum.Simulator {
    /// What a fault does.
    public enum FaultAction: String, Sendable {
        /// The call is refused, without an effect.
        case refuse
        /// The call has its effect, and the answer is lost.
        case loseAnswer = "lose_answer"
        /// The call is answered later.
        case delay
        /// The call is never answered.
        case hang
        /// A catch-up breaks off.
        case breakOff = "break_off"
    }

    /// Lets the next calls of a method go wrong.
    ///
    /// - Parameters:
    ///   - method: As in the transcript: `SendTextMessage`, `POST /imessage/tokens`; `*` for every call of a line.
    ///   - action: What happens.
    ///   - status: The gRPC status, by name or number; for the cloud the HTTP status.
    ///   - errorCode: The stable code of the refusal.
    ///   - retryable: Whether the service says that the call may succeed later.
    ///   - message: The text of the refusal.
    ///   - context: Details of the refusal.
    ///   - delay: How long an answer takes.
    ///   - after: After how many events a catch-up breaks off.
    ///   - times: How many calls go wrong; nil for all until ``clearFaults()``.
    ///   - line: Only calls of the line with that number, or `shared`.
    public func fault(
        _ method: String,
        _ action: FaultAction = .refuse,
        status: String? = nil,
        errorCode: String? = nil,
        retryable: Bool = false,
        message: String? = nil,
        context: [String: String] = [:],
        delay: Duration = .zero,
        after: Int = 0,
        times: Int? = 1,
        line: String? = nil
    ) async throws {
        // Named explicitly: what is absent means once.
        let count: any Encodable = times.map { $0 as any Encodable } ?? Int?.none
        try await post(
            "/api/faults",
            [
                "method": method,
                "action": action.rawValue,
                "status": status,
                "error_code": errorCode,
                "retryable": retryable,
                "message": message,
                "context": context,
                "delay_ms": Int(try delay.seconds("the delay") * 1000),
                "after": after,
                "times": count,
                "line": line,
            ])
    }

    /// Takes all faults away.
    public func clearFaults() async throws {
        try await post("/api/faults/clear")
    }

    /// Lets all tokens expire at once.
    public func expireTokens() async throws {
        try await post("/api/tokens/expire")
    }

    /// Puts the simulator's clock forward: tokens come to their end, the day of the quotas ends, the windows of edits and
    /// unsends close.
    ///
    /// Applications on it follow with their timers; waits, delays and the interval of heartbeats are real.
    ///
    /// - Returns: The time that it is then.
    @discardableResult
    public func advance(_ by: Duration) async throws -> Date {
        struct Answer: Decodable { let now: Date }
        let answer: Answer = try await ask(
            "POST", "/api/clock/advance", ["seconds": try by.seconds("the time")])
        return answer.now
    }

    /// Ends all streams of the application; `hard` cuts the connections without a word.
    ///
    /// - Returns: How many streams there were.
    @discardableResult
    public func cutStreams(hard: Bool = false) async throws -> Int {
        struct Answer: Decodable { let streams: Int }
        let answer: Answer = try await ask("POST", "/api/streams/cut", ["hard": hard])
        return answer.streams
    }

    /// Makes streams silent, heartbeats included, or lets them speak again.
    public func stallStreams(_ on: Bool = true) async throws {
        try await post("/api/streams/stall", ["on": on])
    }

    /// Sends every event twice, or stops that.
    public func doubleEvents(_ on: Bool = true) async throws {
        try await post("/api/streams/double", ["on": on])
    }

    /// Closes the ports of the lines (what is connected stays), or opens them again.
    public func acceptConnections(_ on: Bool) async throws {
        try await post("/api/connections", ["accept": on])
    }

    /// Makes these numbers the lines of a project that has lines of its own.
    public func setLines(_ lines: [String]) async throws {
        try await post("/api/lines", ["lines": lines])
    }

    /// Sets the limits of a day; `reset` begins the counts anew.
    public func setQuotas(
        dailyLimit: Int? = nil,
        newConversationLimit: Int? = nil,
        reset: Bool = false
    ) async throws {
        try await post(
            "/api/quotas",
            ["daily_limit": dailyLimit, "new_conversation_limit": newConversationLimit, "reset": reset])
    }
}
