import Foundation
internal import SpectrumIMessageNative

/// The side of a defined platform in an application.
///
/// ```swift
/// let wire = try app.platform(Wire.self)
/// let ada = try await wire.createSpace(with: ["ada"])
/// try await ada.send("Hi Ada")
/// ```
public struct PlatformApp<Definition: PlatformDefinition>: Sendable {
    let native: NativeCustom
    let runner: Runner<Definition>

    /// What the definition has connected.
    public let client: Definition.Client
    /// What arrives: the messages of the application, with its one reader at a time.
    public let messages: Messages

    /// A user, as the definition resolves it.
    public func user(_ id: String) async throws -> User {
        User(try await awaiting { try await native.user(id: id, cancel: $0) })
    }

    /// Begins a conversation with users, whom the definition resolves first.
    ///
    /// - Parameters:
    ///   - users: Who takes part; string literals will do.
    ///   - params: What the definition takes besides.
    public func createSpace(with users: [User], params: JSONValue? = nil) async throws -> Space {
        let users = users.map(\.native)
        let params = params?.json ?? "null"
        return Space(
            try await awaiting { try await native.createSpace(users: users, params: params, cancel: $0) })
    }

    /// A known conversation by its id.
    ///
    /// - Parameters:
    ///   - id: The id.
    ///   - params: What the definition takes besides.
    /// - Throws: ``SpectrumError/unsupported(_:)`` if the definition does not say how, and a space is more than its id.
    public func space(id: String, params: JSONValue? = nil) async throws -> Space {
        let params = params?.json ?? "null"
        return Space(try await awaiting { try await native.space(id: id, params: params, cancel: $0) })
    }

    /// A stream of the program's own, such as other events of the platform, that ends with the application.
    public func stream<Source: AsyncSequence & Sendable>(
        _ source: Source
    ) -> AsyncThrowingStream<Source.Element, any Error> where Source.Element: Sendable {
        AsyncThrowingStream { continuation in
            let reading = Task {
                do {
                    for try await item in source { continuation.yield(item) }
                    continuation.finish()
                } catch {
                    continuation.finish(throwing: error)
                }
            }
            continuation.onTermination = { _ in reading.cancel() }
            runner.atEnd { continuation.finish() }
        }
    }
}

extension Spectrum {
    /// The side of a platform that the program defines.
    ///
    /// - Throws: ``SpectrumError/validation(_:)`` if it is not among the providers.
    public func platform<Definition: PlatformDefinition>(
        _ definition: Definition.Type
    ) throws -> PlatformApp<Definition> {
        let side = try calling { try native.custom(name: Definition.name) }
        guard let runner = runners.lazy.compactMap({ $0 as? Runner<Definition> }).first else {
            throw SpectrumError.invalid(
                "\(Definition.name) is defined by another type", code: "platformNotRegistered")
        }
        return PlatformApp(native: side, runner: runner, client: try runner.client(), messages: messages)
    }
}

extension Space {
    /// What the definition of a platform says of it besides the id: an object; empty elsewhere.
    public var fields: JSONValue { JSONValue(json: native.fields()) }
}

extension JSONValue {
    /// A value of the program as JSON.
    ///
    /// - Throws: An `EncodingError` if it has no form in JSON.
    public init(encoding value: some Encodable) throws {
        self.init(json: String(decoding: try JSONEncoder().encode(value), as: UTF8.self))
    }
}
