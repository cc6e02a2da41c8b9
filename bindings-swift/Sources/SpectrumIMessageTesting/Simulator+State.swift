import Foundation
import SpectrumIMessage

extension Spectrum.Simulator {
    /// Has people make a group with a line (the first, if its number is not given).
    ///
    /// - Returns: Its guid, for ``Person/inChat(_:)``.
    public func group(_ members: [String], name: String? = nil, line: String? = nil) async throws -> String {
        struct Answer: Decodable { let chat: String }
        let answer: Answer = try await ask("POST", "/api/groups", ["members": members, "name": name, "line": line])
        return answer.chat
    }

    /// All conversations, the oldest first.
    public func conversations() async throws -> [Conversation] {
        struct Answer: Decodable { let conversations: [Conversation] }
        let answer: Answer = try await ask("GET", "/api/conversations")
        return answer.conversations
    }

    /// The conversation of that guid; on several lines, the one of the line that is given, or that knew it first.
    ///
    /// - Throws: ``SpectrumError/notFound(_:)`` if there is none.
    public func conversation(_ guid: String, line: String? = nil) async throws -> Conversation {
        try await ask("GET", "/api/conversations/\(SimulatorJSON.escaped(guid))\(SimulatorJSON.query(["line": line]))")
    }

    /// The picture behind a conversation.
    ///
    /// - Throws: ``SpectrumError/notFound(_:)`` if there is none.
    public func background(_ guid: String, line: String? = nil) async throws -> Data {
        let query = SimulatorJSON.query(["line": line])
        return try await bytes("GET", "/api/conversations/\(SimulatorJSON.escaped(guid))/background\(query)")
    }

    /// The bytes of a file.
    ///
    /// - Throws: ``SpectrumError/notFound(_:)`` if there is none.
    public func attachment(_ guid: String) async throws -> Data {
        try await bytes("GET", "/api/attachments/\(SimulatorJSON.escaped(guid))")
    }

    /// All conversations in words: who wrote what and when, effects, tapbacks, files.
    public func story() async throws -> String {
        try await story(of: nil)
    }

    func story(of person: String?) async throws -> String {
        struct Answer: Decodable { let story: String }
        let answer: Answer = try await ask("GET", "/api/story\(SimulatorJSON.query(["person": person]))")
        return answer.story
    }

    /// The calls of the application after that number, in the order in which they came.
    public func transcript(after: Int = 0) async throws -> [RecordedCall] {
        let answer = try await bytes("GET", "/api/transcript\(SimulatorJSON.query(["after": after]))")
        let object = try JSONSerialization.jsonObject(with: answer) as? [String: Any]
        return try (object?["entries"] as? [[String: Any]] ?? []).map(RecordedCall.init)
    }

    /// Forgets all calls.
    public func clearTranscript() async throws {
        try await post("/api/transcript/clear")
    }

    /// Waits for a call of that method; with a status, until it has ended with that.
    ///
    /// - Throws: ``SpectrumError/other(_:)`` with the code `notInTime` when the time is over.
    public func called(
        _ method: String,
        status: String? = nil,
        after: Int = 0,
        within: Duration = .seconds(10)
    ) async throws -> RecordedCall {
        let query = SimulatorJSON.query([
            "method": method, "status": status, "after": after, "timeout": try within.seconds("within"),
        ])
        let answer = try await bytes("GET", "/api/transcript/wait\(query)")
        return try RecordedCall(try JSONSerialization.jsonObject(with: answer) as? [String: Any] ?? [:])
    }

    /// Waits until the application listens, on that line or on any: what people write before reaches only those who
    /// catch up.
    ///
    /// - Throws: ``SpectrumError/other(_:)`` with the code `notInTime` when the time is over.
    public func listening(line: String? = nil, within: Duration = .seconds(10)) async throws {
        let query = SimulatorJSON.query(["line": line, "timeout": try within.seconds("within")])
        _ = try await bytes("GET", "/api/listening\(query)")
    }
}
