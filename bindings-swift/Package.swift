// swift-tools-version: 6.0
import PackageDescription

let package = Package(
    name: "SpectrumIMessage",
    platforms: [.macOS(.v13), .iOS(.v16)],
    products: [
        .library(name: "SpectrumIMessage", targets: ["SpectrumIMessage"]),
        .library(name: "SpectrumIMessageTesting", targets: ["SpectrumIMessageTesting"]),
    ],
    targets: [
        // Generated: the C interface of the Rust library.
        .systemLibrary(name: "SpectrumIMessageFFI"),
        // Generated: the Swift side of the boundary. Nobody's public interface.
        .target(
            name: "SpectrumIMessageNative",
            dependencies: ["SpectrumIMessageFFI"],
            linkerSettings: [
                .linkedLibrary("spectrum_imessage_swift"),
                // The system's root certificates.
                .linkedFramework("Security", .when(platforms: [.macOS, .iOS])),
                .linkedFramework("CoreFoundation", .when(platforms: [.macOS, .iOS])),
            ]
        ),
        // Written by hand: what programs see.
        .target(name: "SpectrumIMessage", dependencies: ["SpectrumIMessageNative"]),
        // People in the simulator and its faults, for tests of agents. Only test targets depend on it: it imports XCTest and
        // Swift Testing.
        .target(name: "SpectrumIMessageTesting", dependencies: ["SpectrumIMessage"]),
        // An agent in a process of its own, for the tests of whole processes.
        .executableTarget(
            name: "test-agent",
            dependencies: ["SpectrumIMessage"],
            path: "Tests/TestAgent"
        ),
        // The simulator as tests see it.
        .target(name: "SimulatorSupport", path: "Tests/SimulatorSupport"),
        .testTarget(
            name: "SpectrumIMessageTests",
            dependencies: [
                "SpectrumIMessage", "SpectrumIMessageNative", "SpectrumIMessageTesting", "SimulatorSupport",
                "test-agent",
            ]
        ),
        .testTarget(
            name: "ScenarioTests",
            dependencies: ["SpectrumIMessage", "SimulatorSupport"]
        ),
        // The samples of the pages: scripts/swift-test.sh writes them into Tests/DocSampleTests/Generated.
        .testTarget(name: "DocSampleTests", dependencies: ["SpectrumIMessage", "SpectrumIMessageTesting"]),
    ],
    swiftLanguageModes: [.v6]
)
