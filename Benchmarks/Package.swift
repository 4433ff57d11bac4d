// swift-tools-version: 6.3
import PackageDescription

let package = Package(
  name: "PullbackBenchmarks",
  platforms: [.macOS(.v15)],
  dependencies: [
    .package(name: "pullback", path: ".."),
    .package(url: "https://github.com/apple/swift-argument-parser.git", from: "1.5.0"),
  ],
  targets: [
    .executableTarget(
      name: "graphs",
      dependencies: [
        .product(name: "GraphCommands", package: "pullback"), .product(name: "LayerGraph", package: "pullback"),
      ], path: "graphs"),
    .target(
      name: "BenchmarkModels", dependencies: ["graphs", .product(name: "KernelRuntime", package: "pullback")],
      plugins: [.plugin(name: "GenerateKernels", package: "pullback")]),
    .executableTarget(
      name: "bench",
      dependencies: [
        "BenchmarkModels", .product(name: "KernelRuntime", package: "pullback"),
        .product(name: "Training", package: "pullback"),
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),
  ],
  swiftLanguageModes: [.v6]
)
