internal import SpectrumIMessageNative

/// What happens besides messages. Ends at ``Spectrum/stop()``.
///
/// One consumer at a time: a second loop beside the first throws an error with the code `eventsTaken`. Nobody has to read
/// it: at most 1024 events wait, from the first read on; with more the oldest are dropped, and ``Event/missed(count:)``
/// stands in their place.
public struct Events: AsyncSequence, Sendable {
    /// One event.
    public typealias Element = Event

    let app: NativeApp

    /// Begins to read.
    public func makeAsyncIterator() -> Iterator { Iterator(app: app) }

    /// One consumer.
    public struct Iterator: AsyncIteratorProtocol, Sendable {
        private let app: NativeApp
        /// The right to read; given back when it is freed.
        private var source: NativeEvents?

        fileprivate init(app: NativeApp) {
            self.app = app
        }

        /// The next event; nil after the stop.
        ///
        /// - Throws: `CancellationError` if the task is cancelled, which loses no event; an error with the code
        ///   `eventsTaken` if there is a consumer already, `stopped` if the application had been stopped before.
        public mutating func next() async throws -> Event? {
            let source = try await open()
            return try await awaiting { try await source.next(cancel: $0) }.map(Event.init)
        }

        private mutating func open() async throws -> NativeEvents {
            if let source { return source }
            let app = app
            let opened = try await awaiting { try await app.events(cancel: $0) }
            source = opened
            return opened
        }
    }
}
