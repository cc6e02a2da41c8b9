// swift-tools-version: 6.0
import PackageDescription

let package = Package(
    name: "Benches",
    platforms: [.macOS(.v13)],
    dependencies: [
        .package(name: "SpectrumIMessage", path: "../../bindings-swift")
    ],
    targets: [
        .executableTarget(name: "bench-swift", dependencies: ["SpectrumIMessage"])
    ],
    swiftLanguageModes: [.v6]
)
