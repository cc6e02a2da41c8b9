import Foundation
internal import SpectrumIMessageNative

extension Spectrum {
    /// What happens to content that a platform does not carry.
    public enum UnsupportedPolicy: Sendable {
        /// It is logged and skipped; the rest of the call goes on.
        case warn
        /// ``SpectrumError/unsupported(_:)`` is thrown.
        case `throw`
    }

    /// Where positions in the streams are kept: what was received, and what of it is handled.
    public enum Store: Sendable, Hashable {
        /// In memory: after a restart of the program only new messages come.
        case memory
        /// In one SQLite file (and its `-wal` beside it), on a local disk. It is made if there is none. What is written
        /// survives the end of the process, however it ends; the last of it may be lost if the whole machine goes down,
        /// and then messages come again.
        case sqlite(path: String)
        /// In a Postgres database (11 or newer): `postgres://user:password@host:port/database?namespace=agent`. The
        /// password may also be in `PGPASSWORD`, or in a file as psql reads it (`passfile=`); it is in no error and no
        /// log. Other hosts are reached with TLS, unless `sslmode=disable` is given. The tables are made if they are not
        /// there. One application uses a namespace at a time.
        case postgres(url: String)
    }

    /// How platforms are named, where their name is asked for.
    public enum PlatformIDs: Sendable {
        /// As documented: `iMessage`.
        case documented
        /// In lower case, as the public TypeScript client names them: `imessage`.
        case lower
    }

    /// Who says that a message is handled.
    public enum AckMode: Sendable {
        /// Asking for the next message says that those before are handled.
        case auto
        /// ``Message/ack()`` says so, for programs that handle several messages side by side. At most 4096 messages may
        /// be without it; then nothing more is handed out until one is.
        case manual
    }
}

extension Spectrum.UnsupportedPolicy {
    var native: NativeUnsupportedPolicy {
        switch self {
        case .warn: .warn
        case .throw: .throw
        }
    }
}

/// Without the URL of a database: it may hold a password.
extension Spectrum.Store: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// What it is, without the URL.
    public var description: String {
        switch self {
        case .memory: "memory"
        case .sqlite(let path): "sqlite(path: \(path.debugDescription))"
        case .postgres: "postgres(url: …)"
        }
    }

    /// What it is, without the URL.
    public var debugDescription: String { description }

    /// Nothing of it.
    public var customMirror: Mirror { Mirror(self, children: []) }
}

extension Spectrum.Store {
    var native: NativeStore {
        switch self {
        case .memory: .memory
        case .sqlite(let path): .sqlite(path: path)
        case .postgres(let url): .postgres(url: url)
        }
    }

    /// How many messages cross the language boundary at once at most. Asking for more says that all of them are
    /// handled: where that is kept, it must not be said of one that the program has not had.
    var batchLimit: UInt32 {
        switch self {
        case .memory: 256
        case .sqlite, .postgres: 1
        }
    }
}

extension Spectrum.PlatformIDs {
    var native: NativePlatformIds {
        switch self {
        case .documented: .documented
        case .lower: .lower
        }
    }
}

extension Spectrum.AckMode {
    var native: NativeAckMode {
        switch self {
        case .auto: .auto
        case .manual: .manual
        }
    }
}

extension Duration {
    /// A time in seconds, which must not be negative.
    package func seconds(_ what: String) throws -> TimeInterval {
        guard self >= .zero else { throw SpectrumError.invalid("\(what) must not be negative") }
        return TimeInterval(components.seconds) + TimeInterval(components.attoseconds) * 1e-18
    }
}
