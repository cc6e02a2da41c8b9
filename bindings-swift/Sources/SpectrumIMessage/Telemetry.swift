import Foundation
internal import SpectrumIMessageNative

/// The ids of a span, as W3C Trace Context has them.
public struct TraceContext: Sendable, Hashable {
    /// The span that calls of this library are parts of: the handling of a message inside of
    /// ``Spectrum/handle(concurrency:attempts:backoff:maxBackoff:_:deadLetter:)``. A program that has spans of its own sets
    /// it around their work: `TraceContext.$current.withValue(…) { … }`.
    @TaskLocal public static var current: TraceContext?

    /// The trace: 32 hexadecimal digits.
    public let traceID: String
    /// The span: 16 hexadecimal digits.
    public let spanID: String
    /// Whether the trace is recorded.
    public let isSampled: Bool

    /// Reads the header `traceparent`; nil if it is not understood.
    public init?(traceparent: String) {
        let parts = traceparent.split(separator: "-", omittingEmptySubsequences: false)
        func isHex(_ part: Substring, _ length: Int) -> Bool {
            part.utf8.count == length && part.allSatisfy { $0.isASCII && $0.isHexDigit }
        }
        guard parts.count >= 4, isHex(parts[0], 2), isHex(parts[1], 32), isHex(parts[2], 16), isHex(parts[3], 2),
            let flags = UInt8(parts[3], radix: 16),
            parts[0] != "ff", parts[1].contains(where: { $0 != "0" }), parts[2].contains(where: { $0 != "0" })
        else { return nil }
        traceID = parts[1].lowercased()
        spanID = parts[2].lowercased()
        isSampled = flags & 1 == 1
    }

    /// The header `traceparent`.
    public var traceparent: String { "00-\(traceID)-\(spanID)-0\(isSampled ? 1 : 0)" }

    /// Runs the handling of a message in its span.
    static func within(_ span: NativeHandlingSpan?, _ work: () async throws -> Void) async rethrows {
        guard let span, let context = TraceContext(traceparent: span.traceparent()) else { return try await work() }
        try await $current.withValue(context, operation: work)
    }
}

/// What ``Spectrum/observe(_:)`` tells. It holds no text of a message, and addresses are masked.
public enum Telemetry: Sendable {
    /// A span has begun.
    case began(Span)
    /// A span has ended.
    case ended(Span)
    /// Something was counted.
    case measured(Measurement)

    /// A piece of work: an operation (`spectrum.send`, `spectrum.reply`, …), or the handling of a message
    /// (`spectrum.handle`).
    public struct Span: Sendable {
        /// The name.
        public let name: String
        /// Its ids.
        public let context: TraceContext
        /// The span that it is a part of.
        public let parent: TraceContext?
        /// The handling of the message that it came of, where the parent is of another trace.
        public let link: TraceContext?
        /// When it began.
        public let began: Date
        /// When it ended; nil before.
        public let ended: Date?
        /// The code of the error that it ended with.
        public let error: String?
        /// Details by name.
        public let attributes: [String: String]
    }

    /// A value of a metric.
    public struct Measurement: Sendable {
        /// How values go together.
        public enum Kind: String, Sendable {
            /// They are added up.
            case counter
            /// They are spread over buckets.
            case histogram
            /// The last one counts.
            case gauge
        }

        /// The name of the metric, such as `spectrum.messages.sent`.
        public let name: String
        /// How values go together.
        public let kind: Kind
        /// The unit, as UCUM writes it: `s`, `{message}`.
        public let unit: String
        /// The value: for a counter what is added.
        public let value: Double
        /// Details by name.
        public let attributes: [String: String]
    }
}

extension Spectrum {
    /// Tells a closure of spans and metrics, for the whole process; the last call counts, and nil ends it. Nothing is
    /// sent anywhere: `docs/observability.md` shows the way to swift-otel.
    ///
    /// - Parameter handler: Called on one thread, one after another. At most 4096 spans wait while it takes its time; then
    ///   the oldest are dropped. Counts are exact.
    public static func observe(_ handler: (@Sendable (Telemetry) -> Void)?) {
        setTelemetrySink(sink: handler.map(Sink.init))
    }
}

private final class Sink: NativeTelemetrySink {
    private let handler: @Sendable (Telemetry) -> Void

    init(handler: @escaping @Sendable (Telemetry) -> Void) {
        self.handler = handler
    }

    func told(told: String) {
        // The core writes it: it is always understood.
        guard let told = try? JSONDecoder().decode(Told.self, from: Data(told.utf8)) else { return }
        for span in told.spans.compactMap(Telemetry.Span.init) {
            handler(span.ended == nil ? .began(span) : .ended(span))
        }
        told.measurements.compactMap(Telemetry.Measurement.init).forEach { handler(.measured($0)) }
    }
}

/// As the core writes it.
private struct Told: Decodable {
    struct Span: Decodable {
        let name: String
        let context: String
        let parent: String?
        let link: String?
        let began: [UInt64]
        let ended: [UInt64]?
        let error: String?
        let attributes: [String: Value]
    }

    struct Measurement: Decodable {
        let name: String
        let kind: String
        let unit: String
        let value: Double
        let attributes: [String: Value]
    }

    /// A word or a count.
    struct Value: Decodable {
        let text: String

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            text = try (try? container.decode(String.self)) ?? String(container.decode(UInt64.self))
        }
    }

    let spans: [Span]
    let measurements: [Measurement]
}

extension Telemetry.Span {
    fileprivate init?(_ told: Told.Span) {
        guard let context = TraceContext(traceparent: told.context) else { return nil }
        self.init(
            name: told.name,
            context: context,
            parent: told.parent.flatMap(TraceContext.init),
            link: told.link.flatMap(TraceContext.init),
            began: Self.date(told.began),
            ended: told.ended.map(Self.date),
            error: told.error,
            attributes: told.attributes.mapValues(\.text)
        )
    }

    private static func date(_ parts: [UInt64]) -> Date {
        Date(timeIntervalSince1970: Double(parts.first ?? 0) + Double(parts.last ?? 0) / 1e9)
    }
}

extension Telemetry.Measurement {
    fileprivate init?(_ told: Told.Measurement) {
        guard let kind = Kind(rawValue: told.kind) else { return nil }
        self.init(
            name: told.name, kind: kind, unit: told.unit, value: told.value,
            attributes: told.attributes.mapValues(\.text))
    }
}
