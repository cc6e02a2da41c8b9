import SimulatorSupport
import SpectrumIMessage

extension Runner {
    /// Compares the results of a step with what it expects.
    func check(_ results: [Stored], _ wanted: JSON) throws {
        if case .value(let found) = results.first { return try checkCover(found, wanted) }
        guard case .array(let list) = wanted else {
            return try check(results.first ?? .nothing, wanted)
        }
        guard list.count == results.count else {
            throw Failure("\(results.count) results, expected \(list.count)")
        }
        for (wanted, result) in zip(list, results) { try check(result, wanted) }
    }

    private func check(_ result: Stored, _ wanted: JSON) throws {
        let found = result.fields
        guard case .object(let fields) = wanted, found != .null else {
            guard found == wanted else { throw Failure("the result is \(found), expected \(wanted)") }
            return
        }
        for (name, value) in fields {
            var value = value
            if name == "target", let stored = value.string { value = .string(try message(stored).id) }
            let got = found[name] ?? .null
            guard got == value else { throw Failure("\(name) is \(got), expected \(value)") }
        }
    }

    /// Compares the error of a step with the one that it must end in.
    func check(_ error: SpectrumError, _ wanted: JSON) throws {
        let unlike = Failure("it failed with \(error.name) \(error), expected \(wanted)")
        if let name = wanted["class"]?.string, name != error.name { throw unlike }
        if let code = wanted["code"]?.string, code != error.code { throw unlike }
        let whole = "\(error) \(error.details)"
        if let words = wanted["message"]?.string, !error.message.contains(words) { throw unlike }
        if let words = wanted["absent"]?.string, whole.contains(words) { throw unlike }
    }
}

extension SpectrumError {
    /// The name of the class that stands for the case in other languages.
    var name: String {
        switch self {
        case .authentication: "AuthenticationError"
        case .notFound: "NotFoundError"
        case .rateLimit: "RateLimitError"
        case .validation: "ValidationError"
        case .connection: "ConnectionError"
        case .unsupported: "UnsupportedError"
        case .other: "SpectrumError"
        }
    }
}

extension Stored {
    /// The fields that a scenario can name.
    fileprivate var fields: JSON {
        switch self {
        case .nothing: .null
        case .user(let user): ["id": .string(user.id)]
        case .space(let space):
            ["id": .string(space.id), "type": .string(space.type.rawValue), "phone": .string(space.phone)]
        case .message(let message): message.fields
        case .value(let value): value
        }
    }
}

extension Message {
    /// The fields that a scenario can name.
    var fields: JSON {
        let content = content
        var fields: [String: JSON] = [
            "id": .string(id),
            "type": .string(content.type),
            "direction": .string(direction.rawValue),
            "platform": .string(platform.rawValue),
            "phone": .string(space.phone),
            "spaceType": .string(space.type.rawValue),
            "redelivered": .bool(redelivered),
        ]
        fields["sender"] = sender.map { .string($0.id) }
        switch content {
        case .text(let text): fields["text"] = .string(text)
        case .reaction(let reaction):
            fields["emoji"] = .string(reaction.emoji)
            fields["tapback"] = reaction.tapback.map { .string($0.rawValue) }
            fields["target"] = .string(reaction.target.id)
        case .reply(_, let target), .read(let target): fields["target"] = .string(target.id)
        case .group(let items): fields["items"] = .array(items.map { .string($0.content.type) })
        case .customizedMiniApp(let card): fields["caption"] = card.layout.caption.map(JSON.string)
        default: break
        }
        return .object(fields)
    }
}
