// swift-tools-version: 6.1
import PackageDescription

let package = Package(
  name: "Flowers",
  platforms: [.macOS(.v15)],
  dependencies: [.package(name: "pullback", path: "../pullback")],
  targets: [
    .executableTarget(
      name: "graphs",
      dependencies: [
        .product(name: "GraphCommands", package: "pullback"), .product(name: "LayerGraph", package: "pullback"),
      ], path: "graphs"),
    .target(
      name: "Models", dependencies: ["graphs", .product(name: "KernelRuntime", package: "pullback")],
      plugins: [.plugin(name: "GenerateKernels", package: "pullback")]),
    .executableTarget(
      name: "predict", dependencies: ["Models", .product(name: "KernelRuntime", package: "pullback")]),
    .testTarget(
      name: "ModelsTests",
      dependencies: ["Models", "graphs", .product(name: "KernelTesting", package: "pullback")],
      plugins: [.plugin(name: "GenerateKernelTests", package: "pullback")]),
  ],
  swiftLanguageModes: [.v6]
)
