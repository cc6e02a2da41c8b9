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
    let native: NativeApp
    let runners: [any AnyRunner]
    private let inbox = Inbox()
    private let batchLimit: UInt32

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
    ///   - store: Where positions in the streams are kept. With a durable one, what came while the program was down,
    ///     and what it had not handled, comes at the next start. One application uses a store at a time.
    ///   - ack: Who says that a message is handled.
    ///   - watchdog: How long a stream that sends heartbeats may be silent before it is taken for dead and opened
    ///     again; 60 seconds if not given, at least 1 second.
    ///   - flattenGroups: Hands over a received message of several parts as its parts, one after another, in place of
    ///     the one message.
    ///   - eventsInMessages: Hands over among the messages too what ``events`` tells of messages and chats: edits and
    ///     unsends as such content, removed reactions, stickers, backgrounds and marks of chats as custom content
    ///     (`imessage_type` in its value). What the account does itself is left out, but for the marks.
    ///   - refuseOverQuota: Refuses a message beyond a quota before it is sent, with ``SpectrumError/rateLimit(_:)``: 5,000
    ///     messages a server and day, 50 new conversations a line and day, as they were counted here
    ///     (``IMessage/quota()``); and after the service has refused one, until the day is over.
    ///   - platformIDs: How platforms are named, where their name is asked for.
    ///   - webhookSecret: The secret of the webhook's signature, for ``webhook(headers:body:ack:)``; else
    ///     `SPECTRUM_WEBHOOK_SECRET`.
    ///   - fleet: The address of a NATS server with JetStream, or settings: this program is a worker of the fleet there,
    ///     and gets its share of what relays (`spectrum relay`) publish. It opens no streams. A message that was handled
    ///     when its acknowledgement was written does not come again; one whose worker died does, marked as redelivered,
    ///     to another.
    ///   - group: The group of workers that it belongs to, with `fleet`: the workers of a group share the
    ///     conversations, each group gets everything.
    ///   - simulator: A simulator in place of the service: `true`, one with settings, or one that runs. Credentials and
    ///     addresses are its own then.
    /// - Throws: ``SpectrumError/validation(_:)`` for a wrong configuration, among them a store that is open already
    ///   (`storeInUse`) or no store of this library (`storeUnusable`),
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
        allowPlaintext: Bool = false,
        store: Store = .memory,
        ack: AckMode = .auto,
        watchdog: Duration? = nil,
        flattenGroups: Bool = false,
        eventsInMessages: Bool = false,
        refuseOverQuota: Bool = false,
        platformIDs: PlatformIDs = .documented,
        webhookSecret: String? = nil,
        fleet: FleetSettings? = nil,
        group: String? = nil,
        simulator: Simulation = .none
    ) async throws {
        Logging.begin()
        let options = NativeOptions(
            projectId: projectID,
            projectSecret: projectSecret,
            cloudUrl: cloudURL,
            imessageAddress: imessageAddress,
            imessageLineAddress: imessageLineAddress,
            caFile: caFile,
            startTimeout: try startTimeout?.seconds("the start timeout"),
            unsupported: unsupported.native,
            allowPlaintext: allowPlaintext,
            store: store.native,
            ack: ack.native,
            watchdog: try watchdog?.seconds("the watchdog"),
            flattenGroups: flattenGroups,
            eventsInMessages: eventsInMessages,
            refuseOverQuota: refuseOverQuota,
            platformIds: platformIDs.native,
            webhookSecret: webhookSecret,
            fleet: try FleetSettings.json(fleet, group: group),
            simulator: try simulator.native()
        )
        batchLimit = store.batchLimit
        let platforms = try providers.map { try $0.native() }
        let runners = platforms.compactMap(\.1)
        self.runners = runners
        for runner in runners { runner.start() }
        // Those that the start did not come to.
        defer { for runner in runners { runner.native.forget() } }
        native = try await awaiting {
            try await NativeApp.start(options: options, providers: platforms.map(\.0), cancel: $0)
        }
    }

    /// What arrives on all platforms. Reading it opens the streams; sending works without.
    public var messages: Messages { Messages(app: native, inbox: inbox, batchLimit: batchLimit) }

    /// What happens besides messages: edits, unsends, removed reactions, changes of chats, gaps, lines and streams that
    /// come and go. Reading it opens the streams; messages wait meanwhile, so a program reads both.
    public var events: Events { Events(app: native) }

    /// How the application is doing. Asks nobody over the network.
    public var health: Health { Health(native.health()) }

    /// What iMessage adds to the application.
    ///
    /// - Throws: ``SpectrumError/validation(_:)`` if iMessage is not among the providers.
    public var imessage: IMessage {
        get throws { IMessage(native: try calling { try native.imessage() }, messages: messages) }
    }

    /// The project as the cloud describes it; nil without credentials.
    public var project: JSONValue? { native.project().map(JSONValue.init) }

    /// Stops: no new job of ``handle(concurrency:attempts:backoff:maxBackoff:_:deadLetter:)`` begins and those that run
    /// get 5 seconds; then ``messages`` and ``events`` end, calls in flight get 5 seconds, and everything is closed, the
    /// store as soon as nobody reads messages any more. A second call returns with the first. Not cancellable. Afterwards
    /// sending throws an error with the code `stopped`.
    public func stop() async {
        inbox.close()
        // Fails only where the process was forked: nothing runs there.
        try? await native.stop()
    }
}
