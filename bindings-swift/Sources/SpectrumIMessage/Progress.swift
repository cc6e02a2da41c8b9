internal import SpectrumIMessageNative

/// How far a transfer is, in bytes.
public struct TransferProgress: Sendable, Hashable {
    /// What has been transferred. Never goes down, also when a try is repeated.
    public let transferred: UInt64
    /// What there is to transfer, where it is known.
    public let total: UInt64?
}

/// What is told how far a transfer is: after every 64 KiB or 100 ms, and once at the end of a transfer that succeeded,
/// with `transferred` equal to `total`.
///
/// Called in a task of its own, one call after the other, and never after the transfer's own call has ended. A slow one
/// does not slow down the transfer: what it has not been told when there is news is left out.
public typealias OnProgress = @Sendable (TransferProgress) -> Void

/// Makes a native call that tells how far it is.
func reporting<Value: Sendable>(
    to onProgress: OnProgress?,
    isolation: isolated (any Actor)? = #isolation,
    _ call: (NativeProgressSink?) async throws -> Value
) async throws -> Value {
    guard let onProgress else { return try await call(nil) }
    // The newest alone waits: the connection must not wait for the program.
    let (news, sink) = AsyncStream<TransferProgress>.makeStream(bufferingPolicy: .bufferingNewest(1))
    // Left by an error, the task is cancelled and says no more.
    async let told: Void = { for await progress in news { onProgress(progress) } }()
    let value = try await call(ProgressSink(sink))
    sink.finish()
    await told
    return value
}

private final class ProgressSink: NativeProgressSink {
    private let sink: AsyncStream<TransferProgress>.Continuation

    init(_ sink: AsyncStream<TransferProgress>.Continuation) {
        self.sink = sink
    }

    func at(transferred: UInt64, total: UInt64?) {
        sink.yield(TransferProgress(transferred: transferred, total: total))
    }
}
