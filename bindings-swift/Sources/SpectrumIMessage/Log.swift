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
    /// The text. Never holds a secret or the text of a message.
    public let message: String
}

extension Spectrum {
    /// Hands what the library logs to a closure, for the whole process; the last call counts. Without one, warnings
    /// and errors go to the system's log, or to standard error where there is none.
    ///
    /// - Parameters:
    ///   - least: What is less important is left out.
    ///   - handler: Called on any thread; must not wait.
    public static func log(
        atLeast least: LogEvent.Level = .warning,
        to handler: @escaping @Sendable (LogEvent) -> Void
    ) {
        Logging.begin()
        setLogSink(sink: Sink(handler: handler), least: least.native)
    }
}

/// The process's logging.
enum Logging {
    private static let standard: Void = setLogSink(
        sink: Sink(handler: Logging.write), least: .warning)

    /// Makes sure that warnings go somewhere.
    static func begin() {
        _ = standard
    }

    private static func write(_ event: LogEvent) {
        #if canImport(os)
            Logger(subsystem: "spectrum-imessage", category: "client")
                .log(level: event.level == .error ? .error : .default, "\(event.message, privacy: .public)")
        #else
            let line = "spectrum-imessage: \(event.level.rawValue): \(event.message)\n"
            FileHandle.standardError.write(Data(line.utf8))
        #endif
    }
}

private final class Sink: NativeLogSink {
    private let handler: @Sendable (LogEvent) -> Void

    init(handler: @escaping @Sendable (LogEvent) -> Void) {
        self.handler = handler
    }

    func log(level: NativeLogLevel, message: String) {
        handler(LogEvent(level: LogEvent.Level(level), message: message))
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
}
