import Foundation
internal import SpectrumIMessageNative

/// The bytes of a file, read when they are needed. A read is remembered, a failed one is not.
public struct File: Sendable {
    let native: NativeFile

    /// All bytes.
    ///
    /// - Throws: ``SpectrumError/validation(_:)`` if a path cannot be read, the service's error for a received file.
    public func read() async throws -> Data {
        try await awaiting { try await native.read(cancel: $0) }
    }

    /// The bytes, piece by piece: what does not fit into memory needs not be there whole.
    public func stream() -> FileStream { FileStream(native: native) }
}

/// The bytes of a file, piece by piece. Each loop reads from the beginning; a received file is downloaded anew.
public struct FileStream: AsyncSequence, Sendable {
    /// Some bytes, never none.
    public typealias Element = Data

    fileprivate let native: NativeFile

    /// Begins to read.
    public func makeAsyncIterator() -> Iterator { Iterator(file: native) }

    /// One reading.
    public struct Iterator: AsyncIteratorProtocol, Sendable {
        private let file: NativeFile
        /// Closed when it is freed.
        private var source: NativeFileStream?

        fileprivate init(file: NativeFile) {
            self.file = file
        }

        /// The next bytes; nil at the end.
        ///
        /// - Throws: As ``File/read()``; `CancellationError` if the task is cancelled.
        public mutating func next() async throws -> Data? {
            let source = try await open()
            return try await awaiting { try await source.next(cancel: $0) }
        }

        private mutating func open() async throws -> NativeFileStream {
            if let source { return source }
            let file = file
            let opened = try await awaiting { try await file.stream(cancel: $0) }
            source = opened
            return opened
        }
    }
}

/// A picture in memory.
public struct Picture: Sendable, Hashable {
    /// The MIME type.
    public let mimeType: String
    /// The picture.
    public let data: Data
}

/// A file, sent or received.
public struct Attachment: Sendable, Identifiable {
    /// The id: the service's for a received file.
    public let id: String
    /// The name that the receiver sees.
    public let name: String
    /// The MIME type.
    public let mimeType: String
    /// The size in bytes, where it is known.
    public let size: UInt64?
    /// The bytes, read when they are needed.
    public let file: File

    /// All bytes. As ``File/read()``.
    public func read() async throws -> Data { try await file.read() }

    /// The bytes, piece by piece. As ``File/stream()``.
    public func stream() -> FileStream { file.stream() }
}

/// An audio message: the bubble with a waveform, not a file.
public struct Voice: Sendable {
    /// The service's id of a received file.
    public let id: String?
    /// The file name, where one is known.
    public let name: String?
    /// The MIME type, always `audio/*`.
    public let mimeType: String
    /// The length in seconds, where it is known.
    public let duration: TimeInterval?
    /// The size in bytes, where it is known.
    public let size: UInt64?
    /// The bytes, read when they are needed.
    public let file: File

    /// All bytes. As ``File/read()``.
    public func read() async throws -> Data { try await file.read() }

    /// The bytes, piece by piece. As ``File/stream()``.
    public func stream() -> FileStream { file.stream() }
}

extension Attachment {
    init(_ native: NativeAttachment) {
        id = native.id
        name = native.name
        mimeType = native.mimeType
        size = native.size
        file = File(native: native.file)
    }
}

extension Picture {
    init(_ native: NativePicture) {
        mimeType = native.mimeType
        data = native.data
    }
}
