// swift-tools-version: 6.2
import PackageDescription

let settings: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .strictMemorySafety(),
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableExperimentalFeature("Lifetimes"),
]

/// A library target of the product: `Sources/<name>`.
func source(
  _ name: String, _ dependencies: [Target.Dependency] = [], resources: [Resource] = []
) -> Target {
  .target(
    name: name, dependencies: dependencies, resources: resources, swiftSettings: settings)
}

/// The tests of one target: `Tests/<name>Tests`.
func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .testTarget(name: "\(name)Tests", dependencies: dependencies, swiftSettings: settings)
}

let package = Package(
  name: "cordon",
  products: [
    .executable(name: "cordon", targets: ["cordon"])
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
  ],
  targets: [
    // C import glue: headers only, no decisions. One Swift target imports each.
    .systemLibrary(name: "CUring", path: "CShims/CUring", pkgConfig: "liburing"),
    .systemLibrary(name: "CHyperscan", path: "CShims/CHyperscan", pkgConfig: "libhs"),
    .systemLibrary(name: "CCrypto", path: "CShims/CCrypto", pkgConfig: "libcrypto"),
    .systemLibrary(name: "COpenSSL", path: "CShims/COpenSSL", pkgConfig: "openssl"),
    .systemLibrary(name: "CNghttp2", path: "CShims/CNghttp2", pkgConfig: "libnghttp2"),
    .systemLibrary(name: "CPosix", path: "CShims/CPosix"),
    .systemLibrary(name: "CZlib", path: "CShims/CZlib", pkgConfig: "zlib"),
    .systemLibrary(name: "CBzip2", path: "CShims/CBzip2"),
    .systemLibrary(name: "CLzma", path: "CShims/CLzma", pkgConfig: "liblzma"),
    .systemLibrary(name: "CZstd", path: "CShims/CZstd", pkgConfig: "libzstd"),
    .systemLibrary(name: "CLz4", path: "CShims/CLz4", pkgConfig: "liblz4"),
    .systemLibrary(name: "CBrotli", path: "CShims/CBrotli", pkgConfig: "libbrotlidec"),
    .systemLibrary(name: "CArchive", path: "CShims/CArchive", pkgConfig: "libarchive"),
    .systemLibrary(name: "CPCRE2", path: "CShims/CPCRE2", pkgConfig: "libpcre2-8"),
    .systemLibrary(name: "CInspectors", path: "CShims/CInspectors"),

    source("Primitives", ["CPosix"]),
    source("Ring", ["Primitives", "CUring"]),
    source("TLS", ["Primitives", "COpenSSL"]),
    source("HTTP", ["Primitives"]),
    source("HTTP2", ["Primitives", "HTTP", "CNghttp2"]),
    source("Digests", ["Primitives", "CCrypto"]),
    source("Hyperscan", ["CHyperscan"]),
    source("Expressions", ["CPCRE2"]),
    source("Executables", ["Digests"]),
    source("Images", ["CZlib"]),
    source("FileTypes", ["Primitives"]),
    source("Normalisation", ["Primitives"]),
    source(
      "Signatures",
      ["Primitives", "Hyperscan", "Expressions", "Digests", "FileTypes", "CPosix", "CZlib"]),
    source(
      "Scanning",
      [
        "Primitives", "Signatures", "Hyperscan", "Digests", "Expressions", "Executables",
        "FileTypes", "Images", "Normalisation",
      ]),
    source("Decoding", ["CZlib", "CBzip2", "CLzma", "CZstd", "CLz4", "CBrotli"]),
    source("Archives", ["CArchive"]),
    source("Formats", ["Primitives", "Digests", "Decoding"]),
    source(
      "Inspection",
      [
        "Primitives", "Digests", "Hyperscan", "Signatures", "Scanning", "FileTypes", "Executables",
        "Decoding", "Archives", "Formats",
      ]),
    source("Policy", ["Inspection"]),
    source("Quarantine", ["Primitives", "Digests"]),
    source(
      "Inspectors",
      ["Primitives", "Digests", "Signatures", "Scanning", "Inspection", "CInspectors"]),
    source(
      "Configuration",
      [
        "Primitives", "TLS", "HTTP", "Hyperscan", "Digests", "Inspection", "Policy", "Quarantine",
        "CPosix",
        .product(name: "Yams", package: "Yams"),
      ]),
    source("Telemetry", ["Primitives"]),
    source(
      "ScanAPI", ["Primitives", "Digests", "HTTP", "Inspection", "Policy", "Scanning"],
      resources: [.embedInCode("Description/openapi.json")]),
    source(
      "Proxy",
      ["Primitives", "Hyperscan", "Digests", "HTTP", "Scanning", "Configuration", "Telemetry"]),
    source(
      "Worker",
      [
        "Primitives", "Ring", "TLS", "HTTP", "HTTP2", "Digests", "Signatures", "Scanning",
        "Inspection", "Inspectors", "Policy", "Proxy", "Configuration", "Telemetry", "ScanAPI",
        "Quarantine", "CPosix",
      ]),
    .executableTarget(
      name: "cordon",
      dependencies: [
        "Primitives", "Ring", "TLS", "HTTP", "Digests", "Hyperscan", "Signatures", "Scanning",
        "Inspection", "Inspectors", "Policy", "Proxy", "Configuration", "Telemetry", "Quarantine",
        "Worker",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "Logging", package: "swift-log"),
      ],
      swiftSettings: settings),

    // The seeded driver that stands in for the kernel. Tests only.
    .target(
      name: "Simulation", dependencies: ["Primitives", "Ring", "TLS", "CNghttp2"],
      path: "Tests/Simulation",
      swiftSettings: settings),

    tests("Primitives", ["Primitives"]),
    tests("Ring", ["Primitives", "Ring"]),
    tests("TLS", ["Primitives", "TLS"]),
    tests("HTTP", ["Primitives", "HTTP"]),
    tests("HTTP2", ["Primitives", "HTTP", "HTTP2"]),
    tests("Expressions", ["Expressions"]),
    tests("Executables", ["Executables", "Digests"]),
    tests("Images", ["Primitives", "Images"]),
    tests("FileTypes", ["Primitives", "FileTypes"]),
    tests("Normalisation", ["Normalisation"]),
    tests("Signatures", ["Primitives", "Signatures", "Hyperscan", "Digests", "FileTypes"]),
    tests(
      "Scanning",
      [
        "Primitives", "Scanning", "Signatures", "Digests", "Expressions", "Executables",
        "FileTypes", "Normalisation",
      ]),
    tests("Decoding", ["Decoding"]),
    tests("Formats", ["Formats", "Decoding", "Primitives"]),
    tests(
      "Inspection",
      ["Primitives", "Inspection", "Scanning", "Signatures", "Decoding", "Digests"]),
    tests("Policy", ["Policy", "Inspection"]),
    tests("Quarantine", ["Quarantine", "Digests", "Primitives"]),
    tests(
      "Configuration",
      [
        "Primitives", "TLS", "HTTP", "Digests", "Configuration", "Policy", "Inspection",
        "Quarantine",
      ]),
    tests("Telemetry", ["Primitives", "Telemetry"]),
    tests("ScanAPI", ["ScanAPI", "Inspection", "Policy", "Scanning", "Signatures", "Digests"]),
    tests("Proxy", ["Primitives", "Digests", "HTTP", "Proxy", "Configuration"]),
    tests(
      "Simulation",
      [
        "Primitives", "Ring", "TLS", "HTTP", "Signatures", "Scanning", "Proxy", "Configuration",
        "Telemetry", "Inspection", "Inspectors", "Policy", "Quarantine", "Worker", "Simulation",
        // Its processes are that program.
        "cordon",
      ]),
    tests(
      "Inspectors",
      [
        "Primitives", "Digests", "Signatures", "Scanning", "Inspection", "Inspectors",
        // What its processes are.
        "SandboxProbe", "cordon",
      ]),
    // Tries what an inspector must not get, from inside its sandbox.
    .executableTarget(
      name: "SandboxProbe", dependencies: ["Primitives", "Inspectors", "CInspectors"],
      path: "Tests/SandboxProbe", swiftSettings: settings),
    tests(
      "cordon",
      [
        "cordon", "Signatures", "Scanning", "Digests",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),
    tests("EndToEnd", ["Primitives", "TLS", "Digests", "cordon"]),
  ]
)
