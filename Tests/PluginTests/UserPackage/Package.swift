// swift-tools-version: 6.3
import PackageDescription

let package = Package(
  name: "Flowers",
  platforms: [.macOS(.v15)],
  dependencies: [.package(name: "pullback", path: "../pullback")],
  targets: [
    .executableTarget(  // the declarations, and the command line about them
      name: "graphs",
      dependencies: [
        .product(name: "GraphCommands", package: "pullback"), .product(name: "LayerGraph", package: "pullback"),
      ], path: "graphs"),
    .target(  // the generated models
      name: "Models", dependencies: ["graphs", .product(name: "KernelRuntime", package: "pullback")],
      plugins: [.plugin(name: "GenerateKernels", package: "pullback")]),
    .executableTarget(name: "train", dependencies: ["Models", .product(name: "TrainingCommand", package: "pullback")]),
    .executableTarget(
      name: "predict",
      dependencies: [
        "Models", .product(name: "KernelRuntime", package: "pullback"), .product(name: "Training", package: "pullback"),
      ]),
    .testTarget(  // the compiled kernels against the formulas, on your machine
      name: "ModelsTests",
      dependencies: ["Models", "graphs", .product(name: "KernelTesting", package: "pullback")],
      plugins: [.plugin(name: "GenerateKernelTests", package: "pullback")]),
  ]
)
