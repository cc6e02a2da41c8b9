import Foundation
internal import SpectrumIMessageNative

/// How an application is doing.
public struct Health: Sendable, Equatable {
    /// Whether every line is healthy and the credentials are accepted. Without a line nothing is wrong. In a fleet,
    /// whether its part there is healthy: a worker has no streams to look at.
    public let healthy: Bool
    /// The lines, in no particular order.
    public let lines: [LineHealth]
    /// Messages that wait to be read.
    public let waiting: Int
    /// How old the tokens are; nil without a project.
    public let tokenAge: Duration?
    /// The service refuses even fresh tokens: calls fail at once until the credentials are mended.
    public let unauthenticated: Bool
    /// Messages that webhooks brought for a platform, or a line, that is not here: answered 503, so that the service
    /// sends them again.
    public let webhooksUnrouted: UInt64
    /// The application's part in a fleet; nil if it stands alone.
    public let fleet: FleetHealth?
}

/// How the part of an application in a fleet is doing.
public struct FleetHealth: Sendable, Equatable {
    /// It is connected, and nothing has waited for its confirmation for 10 s.
    public let healthy: Bool
    /// The fleet's queue is reached.
    public let connected: Bool
    /// The partitions that this worker holds, or the lines that this relay holds.
    public let held: Int
    /// Events whose acknowledgement, or publication, is not confirmed yet.
    public let unconfirmed: Int
    /// For how long something has not been confirmed that should be; nil if nothing waits.
    public let stalled: Duration?
    /// Events that no worker has had yet, as far as is known here.
    public let pending: UInt64?
    /// Why it failed last.
    public let lastError: SpectrumError?
}

/// How a line is doing.
public struct LineHealth: Sendable, Equatable {
    /// Whether all streams are healthy. A line whose streams nobody has opened is not.
    public let healthy: Bool
    /// The phone number, or `shared`; `local` in local mode.
    public let line: String
    /// The streams that are open or should be; none before the first read of messages.
    public let streams: [StreamHealth]
    /// The highest number of an event that the service has told on this line.
    public let head: UInt64?
    /// Events that have arrived and are not handled.
    public let unhandled: Int
}

/// How a stream is doing.
public struct StreamHealth: Sendable, Equatable {
    /// It is open, and a heartbeat or an event came within the last minute. Never said of a stream that has not been
    /// heard from.
    public let healthy: Bool
    /// Which stream it is.
    public let stream: StreamKind
    /// Since when it is open; nil while it is not.
    public let connectedSince: Date?
    /// When the last event came.
    public let lastEvent: Date?
    /// When the last heartbeat came.
    public let lastHeartbeat: Date?
    /// The number below which every event is handled.
    public let cursor: UInt64?
    /// How often it was opened again.
    public let reconnects: UInt64
    /// Events that made no sense, or could not be looked up, and were stepped over.
    public let steppedOver: UInt64
    /// Why it was closed last.
    public let lastError: SpectrumError?
}

extension Health {
    init(_ native: NativeHealth) {
        healthy = native.healthy
        lines = native.lines.map(LineHealth.init)
        waiting = Int(native.waiting)
        tokenAge = native.tokenAge.map { .seconds($0) }
        unauthenticated = native.unauthenticated
        webhooksUnrouted = native.webhooksUnrouted
        fleet = native.fleet.map(FleetHealth.init)
    }
}

extension FleetHealth {
    fileprivate init(_ native: NativeFleetHealth) {
        healthy = native.healthy
        connected = native.connected
        held = Int(native.held)
        unconfirmed = Int(native.unconfirmed)
        stalled = native.stalled.map { .seconds($0) }
        pending = native.pending
        lastError = native.lastError.flatMap(SpectrumError.init)
    }
}

extension LineHealth {
    fileprivate init(_ native: NativeLineHealth) {
        healthy = native.healthy
        line = native.line
        streams = native.streams.map(StreamHealth.init)
        head = native.head
        unhandled = Int(native.unhandled)
    }
}

extension StreamHealth {
    fileprivate init(_ native: NativeStreamHealth) {
        healthy = native.healthy
        stream = StreamKind(native.stream)
        connectedSince = native.connectedSince
        lastEvent = native.lastEvent
        lastHeartbeat = native.lastHeartbeat
        cursor = native.cursor
        reconnects = native.reconnects
        steppedOver = native.steppedOver
        lastError = native.lastError.flatMap(SpectrumError.init)
    }
}
