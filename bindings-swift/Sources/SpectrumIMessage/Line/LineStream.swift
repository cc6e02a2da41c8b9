import Foundation
internal import SpectrumIMessageNative

/// What a line tells as it happens, one element after the other. It is open already, and closed when the loop over it
/// is left, its task is cancelled, or it is freed.
///
/// It can be read once: a second loop throws an error with the code `streamUsed`.
public struct LineStream<Element: Decodable & Sendable>: AsyncSequence, Sendable {
    private let source: StreamSource

    init(_ native: NativeLineStream) {
        source = StreamSource(native)
    }

    /// Begins to read.
    public func makeAsyncIterator() -> Iterator {
        Iterator(source: source.take())
    }

    /// The one reading.
    public struct Iterator: AsyncIteratorProtocol, Sendable {
        private enum State {
            case open(NativeLineStream)
            case ended
            case used
        }

        /// Holds the stream, which is closed when nobody holds it.
        private var state: State

        fileprivate init(source: NativeLineStream?) {
            state = source.map(State.open) ?? .used
        }

        /// The next element; nil when the service has ended the stream.
        ///
        /// - Throws: The service's error, after which the stream is over; `CancellationError` if the task is cancelled.
        public mutating func next() async throws -> Element? {
            switch state {
            case .ended: return nil
            case .used:
                throw SpectrumError.invalid("a stream can be read once; open another one", code: "streamUsed")
            case .open(let source):
                do {
                    if let json = try await awaiting({ try await source.next(cancel: $0) }) {
                        return try CoreJSON.read(json)
                    }
                } catch let error as SpectrumError {
                    state = .ended
                    throw error
                }
                state = .ended
                return nil
            }
        }
    }
}

/// A stream until somebody reads it.
private final class StreamSource: @unchecked Sendable {
    // Unchecked: the lock guards the variable.
    private let lock = NSLock()
    private var native: NativeLineStream?

    init(_ native: NativeLineStream) {
        self.native = native
    }

    func take() -> NativeLineStream? {
        lock.withLock {
            defer { native = nil }
            return native
        }
    }
}
