import Foundation
internal import SpectrumIMessageNative

/// The source of a streamed text. It is read while the text is sent, once.
final class TextSource: @unchecked Sendable {
    // Unchecked: the lock guards both variables.
    private let lock = NSLock()
    /// Reads the source to its end; nil when that has begun.
    private var read: (@Sendable (_ piece: (String) async throws -> Bool) async throws -> Void)?
    /// The error that the source ended with.
    private var error: (any Error)?
    private let native: NativeTextStream

    init<Chunks: AsyncSequence & Sendable>(
        _ chunks: Chunks,
        markdown: Bool,
        _ extract: @escaping @Sendable (Chunks.Element) throws -> String?
    ) {
        native = NativeTextStream(markdown: markdown)
        read = { @Sendable piece in
            for try await chunk in chunks {
                guard let text = try extract(chunk), !text.isEmpty else { continue }
                guard try await piece(text) else { return }
            }
        }
    }

    /// What is sent.
    var content: NativeContent { native.content() }

    /// The work of reading the source. It ends with the source, with whoever sends the text, or when it is cancelled;
    /// then the source is let go.
    ///
    /// - Throws: ``SpectrumError/validation(_:)`` when the source was read before.
    func begin() throws -> @Sendable () async -> Void {
        let read = lock.withLock {
            defer { self.read = nil }
            return self.read
        }
        guard let read else {
            throw SpectrumError.invalid(
                "a streamed text can be sent once; its source is used up", code: "sourceUsed")
        }
        return { await self.feed(read) }
    }

    private func feed(_ read: (_ piece: (String) async throws -> Bool) async throws -> Void) async {
        do {
            try await read { text in
                try await awaiting { try await self.native.push(delta: text, cancel: $0) }
            }
        } catch {
            lock.withLock { self.error = error }
            // Thrown only by a cancelled task: then nobody waits for the text any more.
            try? await awaiting {
                try await self.native.fail(message: "the source of a streamed text failed", cancel: $0)
            }
        }
        // A cancelled source ends like one that is through, but its text is not whole: that must not be sent.
        if !Task.isCancelled { native.finish() }
    }

    /// The error that the source ended with.
    fileprivate var failure: (any Error)? {
        lock.withLock { error }
    }
}

/// Sends while the sources of what is sent are read; no source is read for longer than the send takes. The error of a
/// source is thrown as it is.
func reading<Value: Sendable>(
    _ sources: [TextSource],
    isolation: isolated (any Actor)? = #isolation,
    during send: () async throws -> Value
) async throws -> Value {
    if sources.isEmpty { return try await send() }
    try Task.checkCancellation()
    let readers = try sources.map { try $0.begin() }
    return try await withThrowingTaskGroup(of: Void.self) { group in
        for reader in readers { group.addTask(operation: reader) }
        defer { group.cancelAll() }
        do {
            return try await send()
        } catch let error as SpectrumError where error.code == "sourceFailed" {
            throw sources.lazy.compactMap(\.failure).first ?? error
        }
    }
}
