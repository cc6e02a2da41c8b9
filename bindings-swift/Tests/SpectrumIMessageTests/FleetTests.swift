import Foundation
import SpectrumIMessage
import XCTest

/// What a worker of a fleet is told before it begins; what it handles is tested where a relay runs.
final class FleetTests: XCTestCase {
    private func refused(_ fleet: FleetSettings?, group: String?) async -> SpectrumError? {
        do {
            let app = try await Spectrum(
                startTimeout: .seconds(1), fleet: fleet, group: group, simulator: true)
            await app.stop()
            return nil
        } catch {
            return error as? SpectrumError
        }
    }

    func testAGroupIsOneOfAFleetAndAWorkerHasAGroup() async {
        let alone = await refused(nil, group: "support")
        guard case .validation = alone else { return XCTFail("\(String(describing: alone))") }
        let without = await refused("nats://127.0.0.1:4222", group: nil)
        guard case .validation = without else { return XCTFail("\(String(describing: without))") }
    }

    func testSettingsAreCheckedAndNeverShown() async {
        var settings: FleetSettings = "nats://me:hunter2@127.0.0.1:1"
        settings.name = "no.name"
        let wrong = await refused(settings, group: "support")
        guard case .validation(let details) = wrong else { return XCTFail("\(String(describing: wrong))") }
        XCTAssertFalse(details.message.contains("hunter2"))
        XCTAssertFalse("\(settings)".contains("hunter2"))
        XCTAssertFalse(String(reflecting: settings).contains("hunter2"))
    }

    func testWithoutNATSTheStartFails() async {
        // Nobody listens on the port of the discard service.
        var settings = FleetSettings(servers: "nats://127.0.0.1:9")
        settings.maxAge = .seconds(3600)
        settings.begin = .start
        let away = await refused(settings, group: "support")
        guard case .connection = away else { return XCTFail("\(String(describing: away))") }
    }

    func testAnApplicationAloneHasNoPartInAFleet() async throws {
        let app = try await Spectrum(simulator: true)
        XCTAssertNil(app.health.fleet)
        await app.stop()
    }
}
