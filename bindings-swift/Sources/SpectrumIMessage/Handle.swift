import Foundation
internal import SpectrumIMessageNative

extension Spectrum {
    /// Handles every message until the application stops: one at a time in each chat, chats side by side, failed ones
    /// again after a wait. It is the one consumer of messages meanwhile. A message is acknowledged when it is handled,
    /// whatever the application's ``AckMode``; what an attempt has sent through the message or its space the next one
    /// does not send again.
    ///
    /// Jobs that run at the stop get 5 seconds; a handler that calls ``stop()`` itself waits these 5 seconds. Cancelling
    /// the task cancels the handlers that run: those that end well are acknowledged, the others were not handled and come
    /// to whoever reads next. What a loop over ``messages`` had read ahead when it was left, without a durable store,
    /// waits for the next loop.
    ///
    /// - Parameters:
    ///   - concurrency: How many messages are handled side by side, each of another chat; at least 1.
    ///   - attempts: How often a message is tried in all; at least 1.
    ///   - backoff: The wait before the second attempt. It doubles with each, and is shortened at random to between 50
    ///     and 100 %.
    ///   - maxBackoff: The longest wait.
    ///   - handler: Handles a message; failed if it throws.
    ///   - deadLetter: Told of a message that failed for the last time, with the last error. The message is acknowledged
    ///     when it returns; if it throws, the message comes again after a wait.
    /// - Throws: ``SpectrumError/validation(_:)`` for options of 0, or if there is a consumer of messages already
    ///   (`messagesTaken`); `CancellationError` if the task is cancelled.
    public func handle(
        concurrency: Int = 16,
        attempts: Int = 3,
        backoff: Duration = .seconds(1),
        maxBackoff: Duration = .seconds(60),
        _ handler: @escaping @Sendable (Space, Message) async throws -> Void,
        deadLetter: @escaping @Sendable (Space, Message, any Error) async throws -> Void = { _, _, _ in }
    ) async throws {
        let options = NativeHandleOptions(
            concurrency: UInt32(clamping: concurrency),
            attempts: UInt32(clamping: attempts),
            backoff: try backoff.seconds("the backoff"),
            maxBackoff: try maxBackoff.seconds("the longest backoff")
        )
        let source = try await awaiting { try await native.handling(options: options, cancel: $0) }
        let jobs = Jobs(handler: handler, deadLetter: deadLetter)
        try await withThrowingTaskGroup(of: Void.self) { group in
            var unfinished = 0
            while let job = try await awaiting({ try await source.next(cancel: $0) }) {
                // What has ended is taken from the group, which would keep it.
                if unfinished == concurrency {
                    try await group.next()
                    unfinished -= 1
                }
                group.addTask { await jobs.run(job) }
                unfinished += 1
            }
        }
    }
}

/// What is done with messages, one after the other of each chat.
private struct Jobs: Sendable {
    let handler: @Sendable (Space, Message) async throws -> Void
    let deadLetter: @Sendable (Space, Message, any Error) async throws -> Void

    func run(_ job: NativeJob) async {
        let message = Message(job.message())
        let span = job.beginHandling(parent: TraceContext.current?.traceparent)
        do {
            try await TraceContext.within(span) { try await handler(message.space, message) }
        } catch {
            span?.failed(error: name(of: error))
            // It was not handled: the job goes without a word, and the message comes again.
            if Task.isCancelled { return }
            guard job.failed(error: name(of: error)) == .dead else { return }
            do {
                try await deadLetter(message.space, message, error)
            } catch {
                return job.notBuried(error: name(of: error))
            }
        }
        job.succeeded()
    }

    /// What is said of an error: its text may quote the message.
    private func name(of error: any Error) -> String {
        let name = String(describing: Swift.type(of: error))
        return (error as? SpectrumError).map { "\(name) \($0.code)" } ?? name
    }
}
