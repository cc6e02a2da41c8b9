internal import SpectrumIMessageNative

/// A running application.
///
/// ```swift
/// let app = try await Spectrum(projectID: "…", projectSecret: "…", providers: [.imessage()])
/// for try await (space, message) in app.messages {
///     guard case .text(let text) = message.content else { continue }
///     try await space.send(.text(text))
/// }
/// ```
///
/// It runs until ``stop()``, or until it and everything made from it (spaces, messages) is gone.
public final class Spectrum: Sendable {
    private let native: NativeApp
    private let inbox = Inbox()

    /// Starts an application: the configuration is checked, the credentials are exchanged, the lines are
    /// connected. What is not given comes from the environment, then from defaults.
    ///
    /// - Parameters:
    ///   - projectID: The project's id; else `SPECTRUM_PROJECT_ID`.
    ///   - projectSecret: The project's secret; else `SPECTRUM_PROJECT_SECRET`.
    ///   - providers: The platforms to connect.
    ///   - cloudURL: The cloud's address; else `SPECTRUM_CLOUD_URL`.
    ///   - imessageAddress: Where shared lines are reached; else `SPECTRUM_IMESSAGE_ADDRESS`.
    ///   - imessageLineAddress: Where dedicated lines are reached, with `{instance}` for the line; else
    ///     `SPECTRUM_IMESSAGE_LINE_ADDRESS`.
    ///   - caFile: A PEM file with root certificates to trust besides the system's; else `SPECTRUM_CA_FILE`.
    ///   - startTimeout: How long the start may take in all; 30 seconds if not given.
    ///   - unsupported: What happens to content that a platform does not carry.
    ///   - allowPlaintext: Allows connections without TLS to hosts other than this machine.
    /// - Throws: ``SpectrumError/validation(_:)`` for a wrong configuration,
    ///   ``SpectrumError/authentication(_:)`` for wrong credentials, ``SpectrumError/connection(_:)`` if the
    ///   service cannot be reached within the start timeout.
    public init(
        projectID: String? = nil,
        projectSecret: String? = nil,
        providers: [Provider] = [.imessage()],
        cloudURL: String? = nil,
        imessageAddress: String? = nil,
        imessageLineAddress: String? = nil,
        caFile: String? = nil,
        startTimeout: Duration? = nil,
        unsupported: UnsupportedPolicy = .warn,
        allowPlaintext: Bool = false
    ) async throws {
        Logging.begin()
        let options = NativeOptions(
            projectId: projectID,
            projectSecret: projectSecret,
            cloudUrl: cloudURL,
            imessageAddress: imessageAddress,
            imessageLineAddress: imessageLineAddress,
            caFile: caFile,
            startTimeout: try startTimeout?.limitInSeconds(),
            unsupported: unsupported.native,
            allowPlaintext: allowPlaintext
        )
        let platforms = try providers.map { try $0.native() }
        native = try await awaiting {
            try await NativeApp.start(options: options, providers: platforms, cancel: $0)
        }
    }

    /// What arrives on all platforms. Reading it opens the streams; sending works without.
    public var messages: Messages { Messages(app: native, inbox: inbox) }

    /// What iMessage adds to the application.
    ///
    /// - Throws: ``SpectrumError/validation(_:)`` if iMessage is not among the providers.
    public var imessage: IMessage {
        get throws { IMessage(native: try calling { try native.imessage() }) }
    }

    /// The project as the cloud describes it; nil without credentials.
    public var project: JSONValue? { native.project().map(JSONValue.init) }

    /// Stops: ``messages`` ends, calls in flight get 5 seconds, then everything is closed. A second call does
    /// nothing. Not cancellable. Afterwards sending throws an error with the code `stopped`.
    public func stop() async {
        inbox.close()
        // Fails only where the process was forked: nothing runs there.
        try? await native.stop()
    }
}
