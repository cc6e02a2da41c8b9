// swift-tools-version: 6.0
import PackageDescription

let package = Package(
    name: "Examples",
    platforms: [.macOS(.v13)],
    dependencies: [
        .package(name: "SpectrumIMessage", path: "../../bindings-swift")
    ],
    targets: [
        .executableTarget(name: "echo", dependencies: ["SpectrumIMessage"]),
        .executableTarget(name: "birthday", dependencies: ["SpectrumIMessage"]),
        .executableTarget(name: "concierge", dependencies: ["SpectrumIMessage"]),
        .executableTarget(name: "console", dependencies: ["SpectrumIMessage"]),
        .executableTarget(name: "llm", dependencies: ["SpectrumIMessage"]),
        .executableTarget(name: "photo", dependencies: ["SpectrumIMessage"]),
        // An agent with tests, as docs/testing.md tells.
        .target(name: "GreetingAgent", dependencies: ["SpectrumIMessage"]),
        .testTarget(
            name: "GreetingAgentTests",
            dependencies: [
                "GreetingAgent", "SpectrumIMessage",
                .product(name: "SpectrumIMessageTesting", package: "SpectrumIMessage"),
            ]
        ),
    ],
    swiftLanguageModes: [.v6]
)
