// swift-tools-version: 6.0
// The package as it is published: scripts/swift-package.sh puts it beside the sources and fills in what is between @s.
import PackageDescription

#if os(Linux)
// Built from its sources, once, by ./install-native.sh, and found through pkg-config.
let native: Target = .systemLibrary(name: "SpectrumIMessageFFI", pkgConfig: "spectrum-imessage-swift")
#else
let native: Target = .binaryTarget(name: "SpectrumIMessageFFI", @BINARY@)
#endif

let package = Package(
    name: "SpectrumIMessage",
    platforms: [.macOS(.v13), .iOS(.v16)],
    products: [
        .library(name: "SpectrumIMessage", targets: ["SpectrumIMessage"]),
        .library(name: "SpectrumIMessageTesting", targets: ["SpectrumIMessageTesting"]),
    ],
    targets: [
        native,
        // Generated: the Swift side of the boundary. Nobody's public interface.
        .target(
            name: "SpectrumIMessageNative",
            dependencies: ["SpectrumIMessageFFI"],
            linkerSettings: [
                // The system's root certificates.
                .linkedFramework("Security", .when(platforms: [.macOS, .iOS])),
                .linkedFramework("CoreFoundation", .when(platforms: [.macOS, .iOS])),
            ]
        ),
        .target(name: "SpectrumIMessage", dependencies: ["SpectrumIMessageNative"]),
        .target(name: "SpectrumIMessageTesting", dependencies: ["SpectrumIMessage"]),
    ],
    swiftLanguageModes: [.v6]
)
