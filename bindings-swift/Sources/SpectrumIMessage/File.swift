import Foundation
internal import SpectrumIMessageNative

/// The bytes of a file, read when they are needed. A read is remembered, a failed one is not.
public struct File: Sendable {
    let native: NativeFile

    /// All bytes, which must fit into memory.
    ///
    /// - Parameters:
    ///   - maxSize: The most bytes that are taken; if not given, 100 MiB of a URL or a received file. A file that is
    ///     known to be larger is refused before its download begins, any other one when it exceeds this.
    ///   - onProgress: Told how far the transfer is.
    /// - Throws: ``SpectrumError/validation(_:)`` if a path cannot be read, or with the code `attachmentTooLarge` if the
    ///   file is; the service's error for a received file.
    public func read(maxSize: UInt64? = nil, onProgress: OnProgress? = nil) async throws -> Data {
        try await reporting(to: onProgress) { sink in
            try await awaiting { try await native.read(maxSize: maxSize, progress: sink, cancel: $0) }
        }
    }

    /// The bytes, piece by piece: what does not fit into memory needs not be there whole.
    ///
    /// - Parameter maxSize: The most bytes that are taken, as ``read(maxSize:onProgress:)`` does; all if not given.
    public func stream(maxSize: UInt64? = nil) -> FileStream { FileStream(native: native, maxSize: maxSize) }

    /// Writes the bytes to a path, without holding them in memory. What was there is replaced when everything has come;
    /// until then a temporary file beside it grows, which an error or a cancelled task takes away.
    ///
    /// - Parameters:
    ///   - path: Where the file will be.
    ///   - maxSize: The most bytes that are taken, as ``read(maxSize:onProgress:)`` does; all if not given.
    ///   - onProgress: Told how far the transfer is.
    /// - Returns: The number of bytes.
    /// - Throws: As ``read(maxSize:onProgress:)``, and ``SpectrumError/validation(_:)`` (`fileNotWritable`) if the path
    ///   cannot be written; that is found out before the download begins.
    @discardableResult
    public func save(
        to path: String,
        maxSize: UInt64? = nil,
        onProgress: OnProgress? = nil
    ) async throws -> UInt64 {
        try await reporting(to: onProgress) { sink in
            try await awaiting {
                try await native.save(path: path, maxSize: maxSize, progress: sink, cancel: $0)
            }
        }
    }
}

/// The bytes of a file, piece by piece. Each loop reads from the beginning; a received file is downloaded anew.
public struct FileStream: AsyncSequence, Sendable {
    /// Some bytes, never none.
    public typealias Element = Data

    fileprivate let native: NativeFile
    fileprivate let maxSize: UInt64?

    /// Begins to read.
    public func makeAsyncIterator() -> Iterator { Iterator(file: native, maxSize: maxSize) }

    /// One reading.
    public struct Iterator: AsyncIteratorProtocol, Sendable {
        private let file: NativeFile
        private let maxSize: UInt64?
        /// Closed when it is freed.
        private var source: NativeFileStream?

        fileprivate init(file: NativeFile, maxSize: UInt64?) {
            self.file = file
            self.maxSize = maxSize
        }

        /// The next bytes; nil at the end.
        ///
        /// - Throws: As ``File/read(maxSize:onProgress:)``; `CancellationError` if the task is cancelled.
        public mutating func next() async throws -> Data? {
            let source = try await open()
            return try await awaiting { try await source.next(cancel: $0) }
        }

        private mutating func open() async throws -> NativeFileStream {
            if let source { return source }
            let (file, maxSize) = (file, maxSize)
            let opened = try await awaiting { try await file.stream(maxSize: maxSize, cancel: $0) }
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
    /// The video, if the picture is a Live Photo.
    public let companion: Companion?

    /// All bytes. As ``File/read(maxSize:onProgress:)``.
    public func read(maxSize: UInt64? = nil, onProgress: OnProgress? = nil) async throws -> Data {
        try await file.read(maxSize: maxSize, onProgress: onProgress)
    }

    /// The bytes, piece by piece. As ``File/stream(maxSize:)``.
    public func stream(maxSize: UInt64? = nil) -> FileStream { file.stream(maxSize: maxSize) }

    /// Writes the bytes to a path. As ``File/save(to:maxSize:onProgress:)``.
    @discardableResult
    public func save(
        to path: String,
        maxSize: UInt64? = nil,
        onProgress: OnProgress? = nil
    ) async throws -> UInt64 {
        try await file.save(to: path, maxSize: maxSize, onProgress: onProgress)
    }
}

/// The video that makes a picture a Live Photo, sent or received.
public struct Companion: Sendable {
    /// Where the bytes of a video to send are.
    public enum Source: Sendable, Hashable {
        /// A file by its path, read when it is sent.
        case path(String)
        /// A file from memory.
        case data(Data)
    }

    /// The size in bytes, where it is known.
    public let size: UInt64?
    /// The bytes, read when they are needed. The service gives them after the picture: to read them downloads both.
    public let file: File

    /// All bytes. As ``File/read(maxSize:onProgress:)``.
    public func read(maxSize: UInt64? = nil, onProgress: OnProgress? = nil) async throws -> Data {
        try await file.read(maxSize: maxSize, onProgress: onProgress)
    }

    /// The bytes, piece by piece. As ``File/stream(maxSize:)``.
    public func stream(maxSize: UInt64? = nil) -> FileStream { file.stream(maxSize: maxSize) }

    /// Writes the bytes to a path. As ``File/save(to:maxSize:onProgress:)``.
    @discardableResult
    public func save(
        to path: String,
        maxSize: UInt64? = nil,
        onProgress: OnProgress? = nil
    ) async throws -> UInt64 {
        try await file.save(to: path, maxSize: maxSize, onProgress: onProgress)
    }
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

    /// All bytes. As ``File/read(maxSize:onProgress:)``.
    public func read(maxSize: UInt64? = nil, onProgress: OnProgress? = nil) async throws -> Data {
        try await file.read(maxSize: maxSize, onProgress: onProgress)
    }

    /// The bytes, piece by piece. As ``File/stream(maxSize:)``.
    public func stream(maxSize: UInt64? = nil) -> FileStream { file.stream(maxSize: maxSize) }

    /// Writes the bytes to a path. As ``File/save(to:maxSize:onProgress:)``.
    @discardableResult
    public func save(
        to path: String,
        maxSize: UInt64? = nil,
        onProgress: OnProgress? = nil
    ) async throws -> UInt64 {
        try await file.save(to: path, maxSize: maxSize, onProgress: onProgress)
    }
}

extension Attachment {
    init(_ native: NativeAttachment) {
        id = native.id
        name = native.name
        mimeType = native.mimeType
        size = native.size
        file = File(native: native.file)
        companion = native.companion.map(Companion.init)
    }
}

extension Companion {
    fileprivate init(_ native: NativeCompanion) {
        size = native.size
        file = File(native: native.file)
    }
}

extension Companion.Source {
    var native: NativeCompanionSource {
        switch self {
        case .path(let path): .path(path: path)
        case .data(let data): .data(data: data)
        }
    }
}

extension Picture {
    init(_ native: NativePicture) {
        mimeType = native.mimeType
        data = native.data
    }
}
