import Foundation
internal import SpectrumIMessageNative

/// What arrives, in the order of each conversation. Ends at ``Spectrum/stop()``.
///
/// One consumer at a time: a second loop beside the first throws an error with the code `messagesTaken`. A loop that
/// was left goes on where it stopped when it is begun again; nothing is lost in between.
///
/// A message is handled when the next one is asked for, or with ``Spectrum/AckMode/manual`` when ``Message/ack()`` was
/// called. With a durable store what is not handled comes again: to the next loop if this one is left, and after a
/// restart of the program; ``Message/redelivered`` says so.
public struct Messages: AsyncSequence, Sendable {
    /// A conversation and what arrived there.
    public typealias Element = (space: Space, message: Message)

    let app: NativeApp
    let inbox: Inbox
    let batchLimit: UInt32

    /// Begins to read.
    public func makeAsyncIterator() -> Iterator {
        Iterator(app: app, inbox: inbox, batchLimit: batchLimit)
    }

    /// One consumer.
    public struct Iterator: AsyncIteratorProtocol, Sendable {
        private let app: NativeApp
        private let inbox: Inbox
        private let batchLimit: UInt32
        /// The right to read; given back when it is freed.
        private var source: NativeMessages?
        /// The span in which the last message is handled, if somebody listens; it ends when it is freed.
        private var span: NativeHandlingSpan?

        fileprivate init(app: NativeApp, inbox: Inbox, batchLimit: UInt32) {
            self.app = app
            self.inbox = inbox
            self.batchLimit = batchLimit
        }

        /// The next message; nil after the stop.
        ///
        /// - Throws: `CancellationError` if the task is cancelled, which loses no message; an error with the code
        ///   `messagesTaken` if there is a consumer already, `stopped` if the application had been stopped before.
        public mutating func next() async throws -> Element? {
            span = nil
            // Without a pause for what has crossed already.
            if source != nil, let waiting = inbox.take() { return handed(waiting) }
            let source = try await open()
            if let waiting = inbox.take() { return handed(waiting) }
            let limit = batchLimit
            let batch = try await awaiting { try await source.nextBatch(limit: limit, cancel: $0) }
            if let batch { inbox.put(Batch(batch)) }
            return inbox.take().map { handed($0) }
        }

        private mutating func handed(_ waiting: (batch: Batch, index: Int)) -> Element {
            let message = Message(waiting.batch, waiting.index)
            if waiting.batch.isObserved {
                span = message.native.beginHandling(parent: TraceContext.current?.traceparent)
            }
            return (message.space, message)
        }

        private mutating func open() async throws -> NativeMessages {
            if let source { return source }
            let app = app
            let opened = try await awaiting { try await app.messages(cancel: $0) }
            source = opened
            return opened
        }
    }
}

/// Messages that have crossed the boundary and wait for the program; they outlive the loop that asked for them.
final class Inbox: @unchecked Sendable {
    // Unchecked: the lock guards the fields.
    private let lock = NSLock()
    /// With the index of the next message of the first of them.
    private var waiting: [Batch] = []
    private var next = 0
    private var isClosed = false

    func take() -> (batch: Batch, index: Int)? {
        lock.withLock {
            guard let batch = waiting.first else { return nil }
            let index = next
            next += 1
            if next == batch.count {
                waiting.removeFirst()
                next = 0
            }
            return (batch, index)
        }
    }

    func put(_ batch: Batch) {
        lock.withLock {
            if !isClosed, batch.count > 0 { waiting.append(batch) }
        }
    }

    /// Drops what was not read: after the stop nothing is handed out.
    func close() {
        lock.withLock {
            isClosed = true
            waiting = []
        }
    }
}
