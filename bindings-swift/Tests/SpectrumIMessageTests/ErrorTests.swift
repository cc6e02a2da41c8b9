import Foundation
import SimulatorSupport
import SpectrumIMessage
import XCTest

final class ErrorTests: SimulatorTestCase {
    func testAWrongSecret() async throws {
        let simulator = try simulator()
        let error = await spectrumError {
            _ = try await self.connect(to: simulator, secret: "not-the-secret")
        }
        guard case .authentication(let details) = error else { return XCTFail("\(String(describing: error))") }
        XCTAssertEqual(details.httpStatus, 401)
        XCTAssertEqual(error?.httpStatus, 401)
        XCTAssertFalse(details.retryable)
        XCTAssertFalse("\(details)".contains("not-the-secret"))
    }

    func testATerminalAloneCannotBeNarrowed() async throws {
        let app = try await Spectrum(providers: [.terminal()])
        XCTAssertThrowsError(try app.imessage) { error in
            guard case SpectrumError.validation(let details) = error else { return XCTFail("\(error)") }
            XCTAssertEqual(details.code, "platformNotRegistered")
        }
        await app.stop()
    }

    func testHalfOfTheCredentials() async throws {
        let simulator = try simulator()
        let error = await spectrumError {
            _ = try await start(on: simulator, secret: nil)
        }
        guard case .validation(let details) = error else { return XCTFail("\(String(describing: error))") }
        XCTAssertEqual(details.code, "missingCredentials")
    }

    func testAHostThatDoesNotResolve() async throws {
        let error = await startError(cloudURL: "https://no-such-host.invalid")
        guard case .connection(let details) = error else { return XCTFail("\(String(describing: error))") }
        XCTAssertEqual(details.context["host"], "no-such-host.invalid")
        XCTAssertEqual(details.context["reason"], "dns")
    }

    func testARefusedConnection() async throws {
        let simulator = try simulator()
        let url = simulator.ready.cloudUrl
        simulator.stop()
        let error = await startError(cloudURL: url)
        guard case .connection(let details) = error else { return XCTFail("\(String(describing: error))") }
        XCTAssertEqual(details.context["host"].map { $0.hasPrefix("127.0.0.1") }, true)
        XCTAssertEqual(details.context["reason"], "connect")
    }

    func testACertificateThatIsNotTrusted() async throws {
        let simulator = try simulator()
        // Certificates of its own, and none of the simulator's.
        let other = try self.simulator()
        let error = await spectrumError { _ = try await start(on: simulator, trusting: other.ready.caFile) }
        guard case .connection(let details) = error else { return XCTFail("\(String(describing: error))") }
        XCTAssertEqual(details.context["reason"], "tls")
    }

    func testAStartThatTakesTooLong() async throws {
        let simulator = try simulator()
        try await simulator.control("/api/faults", ["method": "POST /imessage/tokens", "action": "hang"])
        let late = await spectrumError { _ = try await start(on: simulator, startTimeout: .milliseconds(200)) }
        XCTAssertEqual(late?.code, "timeout")
        let negative = await spectrumError { _ = try await start(on: simulator, startTimeout: .seconds(-1)) }
        XCTAssertEqual(negative?.code, "invalidArgument")
    }

    func testWhatIsUnsupported() async throws {
        let simulator = try simulator()
        let app = try await connect(to: simulator, unsupported: .throw)
        let group = await spectrumError {
            _ = try await app.imessage.createSpace(with: ["+15551230001", "+15551230002"])
        }
        guard case .unsupported(let details) = group else { return XCTFail("\(String(describing: group))") }
        XCTAssertEqual(details.unsupported?.kind, .action)
        XCTAssertEqual(details.unsupported?.name, "space.create")
        let dm = try await app.imessage.createSpace(with: User(alice))
        let custom = await spectrumError { try await dm.send(.custom(["a": 1])) }
        XCTAssertEqual(custom?.details.unsupported?.kind, .content)
        XCTAssertEqual(custom?.details.unsupported?.name, "custom")
    }

    func testAStatusOfTheService() async throws {
        let simulator = try simulator()
        let dm = try await connect(to: simulator).imessage.createSpace(with: User(alice))
        try await simulator.control(
            "/api/faults",
            [
                "method": "SendTextMessage", "action": "refuse", "status": "NOT_FOUND",
                "error_code": "chatNotFound", "context": ["chat": "gone"],
            ])
        let error = await spectrumError { try await dm.send("hi") }
        guard case .notFound(let details) = error else { return XCTFail("\(String(describing: error))") }
        XCTAssertEqual(details.code, "chatNotFound")
        XCTAssertEqual(details.grpcStatus, 5)
        XCTAssertEqual(error?.grpcStatus, 5)
        XCTAssertEqual(details.context["chat"], "gone")
        XCTAssertEqual(error?.errorDescription, details.message)
        XCTAssertEqual((error as (any Error)?)?.localizedDescription, details.message)
    }

    func testOtherConnections() async throws {
        let local = await spectrumError { _ = try await Spectrum(providers: [.imessage(local: true)]) }
        guard case .unsupported = local else { return XCTFail("\(String(describing: local))") }
        let client = IMessageClient(address: "relay.example:443", token: "hunter2", phone: "+15559990001")
        XCTAssertFalse("\(client)".contains("hunter2"))
        XCTAssertFalse("\(Mirror(reflecting: client).children.map(\.value))".contains("hunter2"))
        let both = await spectrumError {
            _ = try await Spectrum(providers: [.imessage(clients: [client], local: true)])
        }
        XCTAssertEqual(both?.code, "invalidArgument")
        let none = await spectrumError { _ = try await Spectrum(providers: [.imessage(clients: [])]) }
        XCTAssertEqual(none?.code, "invalidArgument")
    }

    func testARelayOfOnesOwn() async throws {
        let simulator = try simulator("--dedicated", "+15559990001", "--token", "relay-token=+15559990001")
        let client = IMessageClient(
            address: simulator.ready.imessageAddress, token: "relay-token", phone: "+15559990001")
        let app = try await Spectrum(
            providers: [.imessage(clients: [client])], caFile: simulator.ready.caFile)
        addTeardownBlock { await app.stop() }
        XCTAssertEqual(try app.imessage.lines, ["+15559990001"])
    }

    func testSkippedContentIsLogged() async throws {
        let simulator = try simulator()
        let (events, continuation) = AsyncStream<LogEvent>.makeStream()
        Spectrum.log { continuation.yield($0) }
        let dm = try await connect(to: simulator).imessage.createSpace(with: User(alice))
        let sent = try await dm.send(.custom(["a": 1]))
        XCTAssertNil(sent)
        let event = try await within(.seconds(10), "the warning") {
            for await event in events where event.fields["content"] == "custom" { return event }
            throw Failure("no event")
        }
        XCTAssertEqual(event.level, .warning)
        XCTAssertEqual(event.target, "send")
    }

    private func startError(cloudURL: String) async -> SpectrumError? {
        await spectrumError {
            _ = try await Spectrum(
                projectID: Simulator.projectID,
                projectSecret: Simulator.projectSecret,
                cloudURL: cloudURL
            )
        }
    }
}
