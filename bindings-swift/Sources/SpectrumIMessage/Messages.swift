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
            let source = try await open()
            if let message = inbox.take() { return handed(message) }
            let limit = batchLimit
            let batch = try await awaiting { try await source.nextBatch(limit: limit, cancel: $0) }
            inbox.put(batch?.map(Message.init) ?? [])
            return inbox.take().map { handed($0) }
        }

        private mutating func handed(_ message: Message) -> Element {
            span = message.native.beginHandling(parent: TraceContext.current?.traceparent)
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
    // Unchecked: the lock guards both fields.
    private let lock = NSLock()
    private var waiting: ArraySlice<Message> = []
    private var isClosed = false

    func take() -> Message? {
        lock.withLock { waiting.popFirst() }
    }

    func put(_ batch: [Message]) {
        lock.withLock {
            if !isClosed { waiting.append(contentsOf: batch) }
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
