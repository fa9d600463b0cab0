// swift-tools-version: 6.2
import PackageDescription

let products: [Product] = [
    .executable(name: "revgate", targets: ["revgate"])
]

let dependencies: [Package.Dependency] = [
    // Event loops, channels and byte buffers under the listeners.
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
    // TLS on both sides: BoringSSL behind channel handlers.
    .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
    // The command line: parsing, help and completion.
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    // Structured log lines to standard error.
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    // Metrics that libraries emit: they know this interface and no other, and stand on the same page as the gateway's.
    .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
    // Start-up order, signals and graceful shutdown of the long-lived parts.
    .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    // YAML with the line and column of every value, for messages to operators.
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    // SQLite: connections, migrations and statements of the embedded ledger.
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
]

// Warnings are errors where the toolchain is known (CI), not on a stranger's newer one.
let warnings: [SwiftSetting] =
    Context.environment["REVGATE_WARNINGS_AS_ERRORS"] == nil ? [] : [.treatAllWarnings(as: .error)]

let settings: [SwiftSetting] =
    warnings + [
        // SE-0335: existentials cost, so they are spelled.
        .enableUpcomingFeature("ExistentialAny"),
        // SE-0409: an import is an implementation detail unless it says otherwise.
        .enableUpcomingFeature("InternalImportsByDefault"),
        // SE-0444: a member is visible only where its module is imported.
        .enableUpcomingFeature("MemberImportVisibility"),
        // SE-0461: an async function stays on its caller's executor.
        .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
        // SE-0446 and its follow-ups: types that hand out a Span say how long it lives.
        .enableExperimentalFeature("Lifetimes"),
    ]

// SE-0458: every unsafe expression is marked. Holds in the pure modules.
let strict: [SwiftSetting] = settings + [.strictMemorySafety()]

let nio: [Target.Dependency] = [
    .product(name: "NIOCore", package: "swift-nio"),
    .product(name: "NIOPosix", package: "swift-nio"),
    .product(name: "NIOConcurrencyHelpers", package: "swift-nio"),
]

let targets: [Target] = [
    // L0
    .systemLibrary(
        name: "COpenSSL", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"]), .brew(["openssl@3"])]),
    // DEFLATE: partners may compress what they encrypt (`zip` of RFC 7516 § 4.1.3), and libcrypto 3.0 cannot.
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"]), .brew(["zlib"])]),

    // L1
    .target(name: "Primitives", dependencies: ["COpenSSL", "CZlib"], swiftSettings: settings),
    .target(name: "Revocation", swiftSettings: settings),
    .target(name: "HTTP1", swiftSettings: strict),
    .target(name: "JSONText", swiftSettings: strict),
    .target(name: "FormText", swiftSettings: strict),
    .target(name: "Pooling", swiftSettings: strict),

    // L2
    .target(
        name: "Envelopes", dependencies: ["Primitives", "JSONText", "FormText"], swiftSettings: settings),
    .target(
        name: "Dialects", dependencies: ["Primitives", "Revocation", "JSONText", "FormText"], swiftSettings: settings),
    .target(name: "Consumers", dependencies: ["Primitives"], swiftSettings: settings),
    .target(
        name: "Observability", dependencies: [.product(name: "CoreMetrics", package: "swift-metrics")],
        swiftSettings: settings),

    // L3
    .target(
        name: "Gateway",
        dependencies: [
            "Primitives", "Revocation", "HTTP1", "JSONText", "FormText", "Pooling", "Envelopes", "Dialects",
            "Consumers", "Observability",
        ],
        swiftSettings: settings),

    // L4
    .target(
        name: "GatewayServer",
        dependencies: [
            "Primitives", "Envelopes", "Dialects", "Consumers", "Observability", "Gateway", "HTTP1", "Pooling",
            "Revocation",
            .product(name: "Logging", package: "swift-log"),
            .product(name: "NIOSSL", package: "swift-nio-ssl"),
            .product(name: "NIOTLS", package: "swift-nio"),
        ] + nio,
        swiftSettings: settings),
    .target(
        name: "Stores",
        dependencies: [
            "Revocation", .product(name: "GRDB", package: "GRDB.swift"),
            // The C interface of the same library: prepared statements without a copy per column.
            .product(name: "GRDBSQLite", package: "GRDB.swift"),
        ],
        swiftSettings: settings),

    .target(
        name: "Configuration",
        dependencies: ["Primitives", "JSONText", "Envelopes", "Dialects", "Gateway", "Pooling", "Yams"],
        swiftSettings: settings),

    // L5
    .executableTarget(
        name: "revgate",
        dependencies: [
            "Primitives", "Revocation", "Envelopes", "Dialects", "Consumers", "Gateway", "GatewayServer", "Stores",
            "Configuration",
            "Observability",
            .product(name: "CoreMetrics", package: "swift-metrics"),
            .product(name: "Logging", package: "swift-log"),
            .product(name: "ArgumentParser", package: "swift-argument-parser"),
            .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            .product(name: "UnixSignals", package: "swift-service-lifecycle"),
        ] + nio,
        swiftSettings: settings),

    // Tests, bottom-up
    .target(name: "TestSupport", path: "Tests/Support", swiftSettings: settings),
    .testTarget(name: "PrimitivesTests", dependencies: ["Primitives", "TestSupport"], swiftSettings: settings),
    .testTarget(
        name: "HTTP1Tests",
        dependencies: [
            "HTTP1",
            // llhttp, as the second opinion of the differential test.
            .product(name: "NIOHTTP1", package: "swift-nio"),
            .product(name: "NIOCore", package: "swift-nio"),
            .product(name: "NIOEmbedded", package: "swift-nio"),
        ],
        exclude: ["FailCases"], swiftSettings: settings),
    .testTarget(
        name: "JSONTextTests", dependencies: ["JSONText", "TestSupport"], exclude: ["FailCases"],
        swiftSettings: settings),
    .testTarget(
        name: "FormTextTests", dependencies: ["FormText", "TestSupport"], exclude: ["FailCases"],
        swiftSettings: settings),
    .testTarget(name: "PoolingTests", dependencies: ["Pooling", "TestSupport"], swiftSettings: settings),
    .testTarget(name: "RevocationTests", dependencies: ["Revocation"], swiftSettings: settings),
    .executableTarget(
        name: "LedgerBench", dependencies: ["Stores", "Revocation"], path: "Tests/Benchmarks/Ledger",
        swiftSettings: settings),
    // Bodies against libcrypto's calls alone: the one target beside Primitives that makes them.
    .executableTarget(
        name: "BodiesBench", dependencies: ["Envelopes", "Primitives", "COpenSSL"], path: "Tests/Benchmarks/Bodies",
        swiftSettings: settings),
    .testTarget(
        name: "StoresTests",
        dependencies: ["Stores", "Revocation", .product(name: "GRDB", package: "GRDB.swift")],
        swiftSettings: settings),
    .testTarget(name: "EnvelopesTests", dependencies: ["Envelopes", "Primitives"], swiftSettings: settings),
    .testTarget(name: "ConsumersTests", dependencies: ["Consumers", "Primitives"], swiftSettings: settings),
    .testTarget(
        name: "ObservabilityTests",
        dependencies: ["Observability", .product(name: "CoreMetrics", package: "swift-metrics")],
        swiftSettings: settings),
    .testTarget(
        name: "DialectsTests", dependencies: ["Dialects", "Primitives", "Revocation"], swiftSettings: settings),
    .testTarget(
        name: "GatewayTests",
        dependencies: [
            "Gateway", "HTTP1", "JSONText", "Primitives", "Revocation", "Envelopes", "Dialects", "Consumers",
        ], swiftSettings: settings),
    .testTarget(
        name: "GatewayServerTests",
        dependencies: [
            "GatewayServer", "Gateway", "Dialects", "HTTP1", "Observability", "Primitives",
            .product(name: "NIOCore", package: "swift-nio"),
            .product(name: "Logging", package: "swift-log"),
        ],
        swiftSettings: settings),
    .testTarget(
        name: "ConfigurationTests",
        dependencies: ["Configuration", "Dialects", "Envelopes", "Gateway", "JSONText", "Pooling", "Primitives"],
        swiftSettings: settings),
]

let package = Package(
    name: "revgate",
    products: products,
    dependencies: dependencies,
    targets: targets,
    swiftLanguageModes: [.v6]
)
