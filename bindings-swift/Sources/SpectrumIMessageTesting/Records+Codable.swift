import Foundation
import SpectrumIMessage

// Lists that are empty are left out by the simulator.

extension Spectrum.Simulator.Message: Decodable {
    private enum Key: String, CodingKey {
        case guid, from, text, subject, attachments, effect, replyTo, reactions, stickers, formatting, audio, balloon
        case url, poll, edited, unsent, date
    }

    /// A message, as the simulator writes it.
    public init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: Key.self)
        guid = try fields.decode(String.self, forKey: .guid)
        from = try fields.decode(String.self, forKey: .from)
        text = try fields.decode(String.self, forKey: .text)
        subject = try fields.decodeIfPresent(String.self, forKey: .subject)
        attachments = try fields.list(.attachments)
        effect = try fields.decodeIfPresent(String.self, forKey: .effect)
        replyTo = try fields.decodeIfPresent(String.self, forKey: .replyTo)
        reactions = try fields.list(.reactions)
        stickers = try fields.list(.stickers)
        formatting = try fields.list(.formatting)
        audio = try fields.decode(Bool.self, forKey: .audio)
        balloon = try fields.decodeIfPresent(String.self, forKey: .balloon)
        url = try fields.decodeIfPresent(String.self, forKey: .url)
        poll = try fields.decodeIfPresent(Spectrum.Simulator.Poll.self, forKey: .poll)
        edited = try fields.decode(Bool.self, forKey: .edited)
        unsent = try fields.decode(Bool.self, forKey: .unsent)
        date = try fields.decode(Date.self, forKey: .date)
    }
}

extension Spectrum.Simulator.Sighting: Decodable {
    private enum Key: String, CodingKey {
        case n, line, chat, kind, message, messageGUID, text, tapback, emoji, part, removed, on, background, option
        case change, values
    }

    /// A sighting, as the simulator writes it.
    public init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: Key.self)
        n = try fields.decode(Int.self, forKey: .n)
        line = try fields.decode(String.self, forKey: .line)
        chat = try fields.decode(String.self, forKey: .chat)
        kind = try fields.decode(Kind.self, forKey: .kind)
        message = try fields.decodeIfPresent(Spectrum.Simulator.Message.self, forKey: .message)
        messageGUID = try fields.decodeIfPresent(String.self, forKey: .messageGUID)
        text = try fields.decodeIfPresent(String.self, forKey: .text)
        tapback = try fields.decodeIfPresent(String.self, forKey: .tapback)
        emoji = try fields.decodeIfPresent(String.self, forKey: .emoji)
        part = try fields.decodeIfPresent(Int.self, forKey: .part)
        removed = try fields.decodeIfPresent(Bool.self, forKey: .removed)
        on = try fields.decodeIfPresent(Bool.self, forKey: .on)
        background = try fields.decodeIfPresent(Spectrum.Simulator.Background.self, forKey: .background)
        option = try fields.decodeIfPresent(String.self, forKey: .option)
        change = try fields.decodeIfPresent(String.self, forKey: .change)
        values = try fields.list(.values)
    }
}

extension KeyedDecodingContainer {
    fileprivate func list<Element: Decodable>(_ key: Key) throws -> [Element] {
        try decodeIfPresent([Element].self, forKey: key) ?? []
    }
}

extension Spectrum.Simulator.RecordedCall {
    /// A call, as the simulator writes it. The request keeps the form that it has.
    init(_ entry: [String: Any]) throws {
        let request = try JSONSerialization.data(
            withJSONObject: entry["request"] ?? NSNull(), options: [.fragmentsAllowed])
        n = entry["n"] as? Int ?? 0
        method = entry["method"] as? String ?? ""
        service = entry["service"] as? String ?? ""
        line = entry["line"] as? String
        self.request = JSONValue(json: String(decoding: request, as: UTF8.self))
        idempotencyKey = entry["idempotency_key"] as? Int
        deadline = entry["deadline"] as? Bool ?? false
        stream = entry["stream"] as? Bool ?? false
        status = entry["status"] as? String ?? ""
        errorCode = entry["error_code"] as? String
    }
}
