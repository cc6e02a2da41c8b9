import Foundation
import SpectrumIMessage

extension Spectrum.Simulator {
    /// A person in a simulator, writing to the agent in one conversation: the direct one on the first line, unless
    /// ``toLine(_:)`` or ``inChat(_:)`` says otherwise.
    ///
    /// Messages are named by their guids: the `id` of a ``SpectrumIMessage/Message``. Where one is meant and none is given,
    /// it is the newest of the agent.
    public struct Person: Sendable {
        let simulator: Spectrum.Simulator
        /// The phone number or e-mail address.
        public let address: String
        var line: String?
        var chat: String?

        init(simulator: Spectrum.Simulator, address: String) {
            self.simulator = simulator
            self.address = address
        }

        /// The same person, writing to the line of that number.
        public func toLine(_ line: String) -> Person {
            var person = self
            person.line = line
            return person
        }

        /// The same person, in the conversation of that guid: a group in which they take part.
        public func inChat(_ chat: String) -> Person {
            var person = self
            person.chat = chat
            return person
        }

        /// The conversations of this person in words: who wrote what and when.
        public func story() async throws -> String {
            try await simulator.story(of: address)
        }
    }
}

extension Spectrum.Simulator {
    /// A person with that phone number or e-mail address.
    public func person(_ address: String = "+15551230001") -> Person {
        Person(simulator: self, address: address)
    }
}

// MARK: - What people do

extension Spectrum.Simulator.Person {
    private func deed(_ deed: String, _ fields: Arguments = [:]) async throws -> String? {
        struct Answer: Decodable { let guid: String? }
        let place: Arguments = ["line": line, "chat": chat]
        let answer: Answer = try await simulator.ask(
            "POST", "/api/people/\(SimulatorJSON.escaped(address))/\(deed)", place.adding(fields))
        return answer.guid
    }

    private func write(_ name: String, _ fields: Arguments) async throws -> String {
        try await deed(name, fields) ?? ""
    }

    private func act(_ name: String, _ fields: Arguments = [:]) async throws {
        _ = try await deed(name, fields)
    }

    /// Writes a text, with an effect by its name or identifier.
    ///
    /// - Returns: The guid of the message, as all writing does.
    @discardableResult
    public func text(_ text: String, effect: String? = nil) async throws -> String {
        try await write("text", ["text": text, "effect": effect])
    }

    /// Answers a message.
    @discardableResult
    public func reply(_ text: String, to message: String? = nil) async throws -> String {
        try await write("reply", ["text": text, "message_guid": message])
    }

    /// Sends a file; its type follows from its name. With its video it is a Live Photo.
    @discardableResult
    public func attachment(_ name: String, _ data: Data, video: Data? = nil) async throws -> String {
        try await write("attachment", ["name": name, "data": data, "companion": video])
    }

    /// Sends an audio message.
    @discardableResult
    public func voice(_ name: String, _ data: Data) async throws -> String {
        try await write("voice", ["name": name, "data": data])
    }

    /// Puts a tapback or any emoji on a message, or on one part of it.
    public func react(_ reaction: String, to message: String? = nil, part: Int? = nil) async throws {
        try await act("react", ["reaction": reaction, "message_guid": message, "part": part])
    }

    /// Takes a reaction back.
    public func unreact(_ reaction: String, to message: String? = nil) async throws {
        try await act("react", ["reaction": reaction, "message_guid": message, "remove": true])
    }

    /// Puts a sticker on a message; the type of the picture follows from its name.
    public func sticker(
        _ name: String,
        _ data: Data,
        to message: String? = nil,
        x: Double = 0.5,
        y: Double = 0.5
    ) async throws {
        try await act("sticker", ["name": name, "data": data, "message_guid": message, "x": x, "y": y])
    }

    /// Replaces the text of a message of this person.
    public func edit(_ message: String, _ text: String) async throws {
        try await act("edit", ["message_guid": message, "text": text])
    }

    /// Takes a message of this person back.
    public func unsend(_ message: String) async throws {
        try await act("unsend", ["message_guid": message])
    }

    /// Reads a message of the agent.
    public func read(_ message: String? = nil) async throws {
        try await act("read", ["message_guid": message])
    }

    /// Begins or stops typing. The service tells nobody of it; the conversation shows it.
    public func typing(_ on: Bool = true) async throws {
        try await act("typing", ["on": on])
    }

    /// Sets the background of the conversation, or clears it.
    public func background(_ picture: Data?) async throws {
        try await act("background", ["data": picture])
    }

    /// Sends a poll.
    @discardableResult
    public func poll(_ title: String, _ options: [String]) async throws -> String {
        try await write("poll", ["title": title, "options": options])
    }

    /// Votes for an option by its text or id; nil takes the vote back.
    public func vote(_ option: String?, poll: String? = nil) async throws {
        try await act("vote", ["option": option, "message_guid": poll])
    }

    /// Adds an option to a poll.
    public func addPollOption(_ text: String, poll: String? = nil) async throws {
        try await act("poll_option", ["text": text, "message_guid": poll])
    }

    /// Renames the group.
    public func rename(_ name: String) async throws {
        try await act("rename", ["name": name])
    }

    /// Adds people to the group, by their addresses.
    public func add(_ people: String...) async throws {
        try await act("add", ["people": people])
    }

    /// Removes people from the group, by their addresses.
    public func remove(_ people: String...) async throws {
        try await act("remove", ["people": people])
    }

    /// Leaves the group.
    public func leave() async throws {
        try await act("leave")
    }

    /// Sets the picture of the group, or removes it.
    public func icon(_ picture: Data?) async throws {
        try await act("icon", ["data": picture])
    }

    /// Shares where they are.
    public func location(_ latitude: Double, _ longitude: Double) async throws {
        try await act("location", ["latitude": latitude, "longitude": longitude])
    }

    /// Switches a Focus on or off.
    public func focus(_ on: Bool = true) async throws {
        try await act("focus", ["on": on])
    }

    /// Says whether iMessage reaches the address.
    public func imessage(_ available: Bool) async throws {
        try await act("imessage", ["on": available])
    }

    /// Has the service send events that make no sense, which an agent steps over.
    public func malformed() async throws {
        try await act("malformed")
    }
}
