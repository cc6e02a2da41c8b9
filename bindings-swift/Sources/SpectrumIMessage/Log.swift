import Foundation
internal import SpectrumIMessageNative

#if canImport(os)
    import os
#endif

/// Something that the library wants to tell.
public struct LogEvent: Sendable {
    /// How important an event is.
    public enum Level: String, Sendable {
        /// For the makers of this library.
        case debug
        /// Good to know.
        case info
        /// Something was not done as asked, such as content that a platform does not carry.
        case warning
        /// Something failed.
        case error
    }

    /// How important it is.
    public let level: Level
    /// Where it comes from, such as `imessage.events`.
    public let target: String
    /// The text. Addresses in it are masked; it never holds a secret or the text of a message.
    public let message: String
    /// Details by name.
    public let fields: [String: String]

    init(_ native: NativeLogRecord) {
        level = Level(native.level)
        target = native.target
        message = native.message
        fields = native.fields
    }
}

extension Spectrum {
    /// Hands what the library logs to a closure, for the whole process; the last call counts. Without one, it goes to
    /// the system's log on Apple's platforms. Elsewhere it goes nowhere, unless the environment variable `SPECTRUM_LOG`
    /// is set: then to standard error.
    ///
    /// - Parameters:
    ///   - least: What is less important is left out. If it is not given, `SPECTRUM_LOG` says so (`info`, or
    ///     `warn,imessage.events=debug`), else warnings and errors are handed over.
    ///   - handler: Called on one thread, one after another. At most 4096 wait while it takes its time; then the oldest
    ///     are dropped, and a record says how many.
    public static func log(
        atLeast least: LogEvent.Level? = nil,
        to handler: @escaping @Sendable (LogEvent) -> Void
    ) {
        Logging.begin()
        setLogSink(sink: Sink(handler: handler), least: least?.native)
    }
}

/// The process's logging.
enum Logging {
    private static let standard: Void = start()

    /// Makes sure that warnings go where they go by default.
    static func begin() {
        _ = standard
    }

    #if canImport(os)
        private static func start() {
            setLogSink(sink: Sink(handler: write), least: nil)
        }

        private static func write(_ event: LogEvent) {
            Logger(subsystem: "spectrum-imessage", category: event.target.isEmpty ? "client" : event.target)
                .log(level: event.level.system, "\(event.line, privacy: .public)")
        }
    #else
        private static func start() {
            guard ProcessInfo.processInfo.environment["SPECTRUM_LOG"]?.isEmpty == false else { return }
            setLogSink(sink: Sink(handler: write), least: nil)
        }

        private static func write(_ event: LogEvent) {
            let line = "spectrum-imessage: \(event.level.rawValue): \(event.target): \(event.line)\n"
            FileHandle.standardError.write(Data(line.utf8))
        }
    #endif
}

private final class Sink: NativeLogSink {
    private let handler: @Sendable (LogEvent) -> Void

    init(handler: @escaping @Sendable (LogEvent) -> Void) {
        self.handler = handler
    }

    func log(record: NativeLogRecord) {
        handler(LogEvent(record))
    }
}

extension LogEvent {
    /// The text and the fields.
    fileprivate var line: String {
        ([message] + fields.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }).joined(separator: " ")
    }
}

extension LogEvent.Level {
    fileprivate init(_ native: NativeLogLevel) {
        switch native {
        case .debug: self = .debug
        case .info: self = .info
        case .warning: self = .warning
        case .error: self = .error
        }
    }

    fileprivate var native: NativeLogLevel {
        switch self {
        case .debug: .debug
        case .info: .info
        case .warning: .warning
        case .error: .error
        }
    }

    #if canImport(os)
        fileprivate var system: OSLogType {
            switch self {
            case .debug: .debug
            case .info: .info
            case .warning: .default
            case .error: .error
            }
        }
    #endif
}
