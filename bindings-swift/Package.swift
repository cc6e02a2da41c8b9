// swift-tools-version: 6.0
import PackageDescription

let package = Package(
    name: "SpectrumIMessage",
    platforms: [.macOS(.v13), .iOS(.v16)],
    products: [
        .library(name: "SpectrumIMessage", targets: ["SpectrumIMessage"])
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
        // An application that stops and ends, for the test of its exit.
        .executableTarget(
            name: "exit-check",
            dependencies: ["SpectrumIMessage"],
            path: "Tests/ExitCheck"
        ),
        // The simulator as tests see it.
        .target(name: "SimulatorSupport", path: "Tests/SimulatorSupport"),
        .testTarget(
            name: "SpectrumIMessageTests",
            dependencies: ["SpectrumIMessage", "SpectrumIMessageNative", "SimulatorSupport", "exit-check"]
        ),
        .testTarget(
            name: "ScenarioTests",
            dependencies: ["SpectrumIMessage", "SimulatorSupport"]
        ),
    ],
    swiftLanguageModes: [.v6]
)
