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
}
