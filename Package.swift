// swift-tools-version: 6.1
import PackageDescription

let package = Package(
  name: "Pullback",
  platforms: [.macOS(.v15)],
  products: [
    .library(name: "LayerGraph", targets: ["LayerGraph"])
  ],
  targets: [
    .target(name: "IndexCalculus"),
    .target(name: "LayerGraph", dependencies: ["IndexCalculus"]),
    .target(name: "KernelCompiler", dependencies: ["IndexCalculus", "LayerGraph"]),
    .target(name: "KernelRuntime"),
  ],
  swiftLanguageModes: [.v6]
)
