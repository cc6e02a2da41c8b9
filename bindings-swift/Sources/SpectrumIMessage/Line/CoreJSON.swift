import Foundation

/// The JSON that the core reads and writes: camelCase, times in RFC 3339, bytes in base64, what is absent left out.
enum CoreJSON {
    /// An answer of the core.
    static func read<Value: Decodable>(_ json: String, as type: Value.Type = Value.self) throws -> Value {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .custom { JSONName.swift($0) }
        decoder.dateDecodingStrategy = .custom { try time($0.singleValueContainer().decode(String.self)) }
        do {
            return try decoder.decode(type, from: Data(json.utf8))
        } catch {
            // The text of the error may hold parts of the answer.
            throw SpectrumError.unreadable("the core's answer is no \(type)")
        }
    }

    /// The arguments of a call.
    ///
    /// - Throws: ``SpectrumError/validation(_:)`` for a number that is not finite, or a time beyond the calendar.
    static func write(_ arguments: Arguments, for operation: String) throws -> String {
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .custom { JSONName.json($0) }
        encoder.dateEncodingStrategy = .custom { date, encoder in
            var container = encoder.singleValueContainer()
            try container.encode(text(of: date))
        }
        do {
            return String(decoding: try encoder.encode(arguments), as: UTF8.self)
        } catch let error as SpectrumError {
            throw error
        } catch {
            throw SpectrumError.invalid("\(operation): wrong arguments: a number must be finite")
        }
    }

    // MARK: Times

    /// A time with or without a fraction of a second.
    static func time(_ text: String) throws -> Date {
        guard let point = text.firstIndex(of: ".") else { return try Date(text, strategy: .iso8601) }
        let digits = text[text.index(after: point)...].prefix { $0.isASCII && $0.isNumber }
        let whole = try Date(text[..<point] + text[digits.endIndex...], strategy: .iso8601)
        guard let fraction = Double("0.\(digits)") else {
            throw SpectrumError.unreadable("the core's answer holds no time where one belongs")
        }
        return whole.addingTimeInterval(fraction)
    }

    /// A time to the microsecond: a `Date` of today is not more exact.
    private static func text(of date: Date) throws -> String {
        guard calendar.contains(date.timeIntervalSince1970) else {
            throw SpectrumError.invalid("a time must be in the years 1 to 9999")
        }
        let micros = (date.timeIntervalSinceReferenceDate * 1e6).rounded()
        let seconds = (micros / 1e6).rounded(.down)
        let whole = Date(timeIntervalSinceReferenceDate: seconds).formatted(.iso8601)
        let fraction = String(Int(micros - seconds * 1e6) + 1_000_000).dropFirst()
        return "\(whole.dropLast()).\(fraction)Z"
    }

    /// The years 1 to 9999, as seconds since 1970.
    private static let calendar: ClosedRange<TimeInterval> = -62_135_596_800...253_402_300_799
}

/// The arguments of a call by their names. What is nil is left out.
package struct Arguments: Encodable, ExpressibleByDictionaryLiteral {
    private var fields: [String: any Encodable]

    package init(dictionaryLiteral fields: (String, (any Encodable)?)...) {
        self.fields = Dictionary(fields.compactMap { name, value in value.map { (name, $0) } }) { $1 }
    }

    /// These and others.
    package func adding(_ others: Arguments) -> Arguments {
        var all = self
        all.fields.merge(others.fields) { $1 }
        return all
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: JSONName.self)
        for (name, value) in fields { try container.encode(value, forKey: JSONName(name)) }
    }
}

/// The name of a field: `chatGUID` in Swift is `chatGuid` in JSON.
struct JSONName: CodingKey {
    private static let endings = [("GUIDs", "Guids"), ("GUID", "Guid"), ("ID", "Id"), ("URL", "Url")]

    let stringValue: String
    var intValue: Int? { nil }

    init(_ name: String) {
        stringValue = name
    }

    init?(stringValue: String) {
        self.init(stringValue)
    }

    init?(intValue: Int) {
        nil
    }

    /// The name in Swift of the field at the end of a path in JSON.
    static func swift(_ path: [any CodingKey]) -> any CodingKey {
        renamed(path) { ($1, $0) }
    }

    /// The name in JSON of the field at the end of a path in Swift.
    static func json(_ path: [any CodingKey]) -> any CodingKey {
        renamed(path) { ($0, $1) }
    }

    private static func renamed(
        _ path: [any CodingKey],
        _ direction: ((String, String)) -> (String, String)
    ) -> any CodingKey {
        let name = path.last?.stringValue ?? ""
        for (from, to) in endings.map(direction) where name.hasSuffix(from) {
            return JSONName(name.dropLast(from.count) + to)
        }
        return JSONName(name)
    }
}

extension SpectrumError {
    /// An answer that this library does not understand: a fault of its own.
    fileprivate static func unreadable(_ message: String) -> SpectrumError {
        .other(
            Details(
                code: "internalError",
                message: message,
                retryable: false,
                context: [:],
                grpcStatus: nil,
                httpStatus: nil,
                unsupported: nil
            ))
    }
}
