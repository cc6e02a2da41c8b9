import SimulatorSupport
import SpectrumIMessage

/// Reads messages in the background, in order. With a durable store a message is asked for when it is wanted: asking
/// says that the one before is handled.
final class Incoming: Sendable {
    private let messages: AsyncStream<Message>
    private let wanted: AsyncStream<Void>.Continuation
    private let reading: Task<Void, any Error>

    /// Begins to read; `eagerly` also what is not wanted yet.
    init(_ app: Spectrum, eagerly: Bool) {
        let (messages, continuation) = AsyncStream<Message>.makeStream()
        let (wishes, wanted) = AsyncStream<Void>.makeStream()
        (self.messages, self.wanted) = (messages, wanted)
        reading = Task {
            defer { continuation.finish() }
            var (received, wished) = (0, 0)
            var wishes = wishes.makeAsyncIterator()
            // The first is asked for at once, so that the streams open.
            for try await (_, message) in app.messages {
                continuation.yield(message)
                received += 1
                while !eagerly, wished <= received, await wishes.next() != nil { wished += 1 }
                try Task.checkCancellation()
            }
        }
    }

    /// The next message.
    func next() async throws -> Message {
        wanted.yield()
        for await message in messages { return message }
        throw Failure("the stream has ended")
    }

    /// Ends after the stop of the application, as a loop does: what was received is handled.
    func end() async {
        wanted.finish()
        _ = await reading.result
    }

    /// Ends without asking for more.
    func leave() async {
        reading.cancel()
        _ = await reading.result
    }
}
