// Streamed text.

extension Content {
    /// Text that is still being written, such as a model's answer. On iMessage its beginning is sent as a message that
    /// is edited while the text grows, at most five times; the result is the whole message.
    ///
    /// The source is read while the text is sent, and no longer: once, by the first send of this content. Its error is
    /// thrown by the send as it is, after what there was has been sent. If the send fails or is cancelled, so is the
    /// task that reads the source, and the send ends when the source has.
    ///
    /// - Parameter source: The pieces of the text, to be put one after the other.
    public static func text<Source: AsyncSequence & Sendable>(stream source: Source) -> Content
    where Source.Element == String {
        streamed(source, markdown: false) { $0 }
    }

    /// Text that is still being written, from chunks of any kind. As ``text(stream:)``.
    ///
    /// - Parameters:
    ///   - source: The chunks.
    ///   - extract: The text in a chunk; nil if there is none. Its error is that of the source.
    public static func text<Source: AsyncSequence & Sendable>(
        stream source: Source,
        extract: @escaping @Sendable (Source.Element) throws -> String?
    ) -> Content {
        streamed(source, markdown: false, extract)
    }

    /// Markdown that is still being written: it is sent when it is whole, since the formatting of half a text would
    /// jump. The source is read as that of ``text(stream:)``.
    ///
    /// - Parameter source: The pieces of the markdown, to be put one after the other.
    public static func markdown<Source: AsyncSequence & Sendable>(stream source: Source) -> Content
    where Source.Element == String {
        streamed(source, markdown: true) { $0 }
    }

    /// Markdown that is still being written, from chunks of any kind. As ``markdown(stream:)``.
    ///
    /// - Parameters:
    ///   - source: The chunks.
    ///   - extract: The markdown in a chunk; nil if there is none. Its error is that of the source.
    public static func markdown<Source: AsyncSequence & Sendable>(
        stream source: Source,
        extract: @escaping @Sendable (Source.Element) throws -> String?
    ) -> Content {
        streamed(source, markdown: true, extract)
    }

    private static func streamed<Source: AsyncSequence & Sendable>(
        _ source: Source,
        markdown: Bool,
        _ extract: @escaping @Sendable (Source.Element) throws -> String?
    ) -> Content {
        let source = TextSource(source, markdown: markdown, extract)
        return Content(sources: [source]) { source.content }
    }
}
