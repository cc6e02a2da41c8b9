private struct Said: Sendable {
    let id: String
    let text: String
    let author: String
    let room: String
}

/// A network of one's own, in which nobody says anything.
private final class Socket: Sendable {
    let lines: AsyncStream<Said>
    private let end: AsyncStream<Said>.Continuation

    init(_ url: String) async throws {
        (lines, end) = AsyncStream.makeStream()
    }

    func post(_ room: String, _ text: String) async throws -> String { "1" }
    func close() async { end.finish() }
}

