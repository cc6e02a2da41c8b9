import Foundation
import SpectrumIMessage

extension Spectrum.Simulator {
    /// What a person waited for did not come in time. The text shows the conversation.
    public struct NotReceived: Error, Sendable, CustomStringConvertible, LocalizedError {
        /// What was waited for, the conversation, and what the agent did.
        public let description: String
        /// The same.
        public var errorDescription: String? { description }
    }
}

extension Spectrum.Simulator.Person {
    /// Waits until this person sees something that the agent does, or has done already; a message, if nothing is given.
    /// Everything that is given must fit. Works in XCTest and in Swift Testing: a test that throws has failed.
    ///
    /// Each thing is received once: who waits for the same text twice waits for two messages.
    ///
    /// - Parameters:
    ///   - text: The whole text of a message or of an edit.
    ///   - contains: Words of the text.
    ///   - effect: The name or the identifier of the effect; `none` for a message without one.
    ///   - attachment: The name of a file.
    ///   - mimeType: The type of a file or of a background.
    ///   - replyTo: The guid of the message that is answered.
    ///   - reaction: A tapback by its name, or an emoji.
    ///   - removed: The reaction is taken back.
    ///   - message: The guid of the message that is edited, taken back or reacted to.
    ///   - typing: The typing indicator appears, or vanishes.
    ///   - background: A background is set, or cleared.
    ///   - kind: What kind of thing it is.
    ///   - within: How long to wait, at most 10 minutes.
    /// - Throws: ``Spectrum/Simulator/NotReceived``, whose description shows the conversation.
    @discardableResult
    public func receives(
        text: String? = nil,
        contains: String? = nil,
        effect: String? = nil,
        attachment: String? = nil,
        mimeType: String? = nil,
        replyTo: String? = nil,
        reaction: String? = nil,
        removed: Bool? = nil,
        message: String? = nil,
        typing: Bool? = nil,
        background: Bool? = nil,
        kind: Spectrum.Simulator.Sighting.Kind? = nil,
        within: Duration = .seconds(10)
    ) async throws -> Spectrum.Simulator.Sighting {
        let wanted: Arguments = [
            "text": text,
            "contains": contains,
            "effect": effect,
            "attachment": attachment,
            "mime_type": mimeType,
            "reply_to": replyTo,
            "reaction": reaction,
            "removed": removed,
            "message_guid": message,
            "typing": typing.map { $0 ? "on" : "off" },
            "background": background.map { $0 ? "set" : "cleared" },
            "kind": kind?.rawValue,
            "chat": chat,
            "line": line,
            "person": address,
            "take": true,
            "timeout": try within.seconds("within"),
        ]
        do {
            return try await simulator.ask("POST", "/api/wait", wanted)
        } catch let error as SpectrumError where error.code == "notSeen" {
            throw Spectrum.Simulator.NotReceived(description: error.message)
        }
    }
}
