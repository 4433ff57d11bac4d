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
    .testTarget(name: "IndexCalculusTests", dependencies: ["IndexCalculus", "LayerGraph"]),
  ],
  swiftLanguageModes: [.v6]
)
