// swift-tools-version: 6.3
import PackageDescription

let package = Package(
  name: "Pullback",
  platforms: [.macOS(.v15)],
  products: [
    .library(name: "LayerGraph", targets: ["LayerGraph"]),
    .library(name: "GraphCommands", targets: ["GraphCommands"]),
    .library(name: "Verification", targets: ["Verification"]),
    .library(name: "KernelRuntime", targets: ["KernelRuntime"]),
    .library(name: "Training", targets: ["Training"]),
    .library(name: "TrainingCommand", targets: ["TrainingCommand"]),
    .library(name: "KernelTesting", targets: ["KernelTesting"]),
    .plugin(name: "GenerateKernels", targets: ["GenerateKernels"]),
    .plugin(name: "GenerateKernelTests", targets: ["GenerateKernelTests"]),
  ],
  traits: [
    .default(enabledTraits: ["Graphviz"]),
    .trait(name: "Graphviz", description: "Draw SVG, PNG and PDF, which needs libgraphviz; DOT text needs nothing."),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser.git", from: "1.5.0")
  ],
  targets: [
    // Mathematics
    .target(name: "SeededRandom"),
    .target(name: "IndexCalculus", dependencies: ["SeededRandom"]),
    .target(name: "LayerGraph", dependencies: ["IndexCalculus"]),
    .target(name: "KernelCompiler", dependencies: ["IndexCalculus", "LayerGraph"]),

    .target(name: "Verification", dependencies: ["IndexCalculus", "KernelCompiler", "LayerGraph", "SeededRandom"]),

    // What generated code links
    .target(
      name: "VectorPrimitives", linkerSettings: [.linkedLibrary("m", .when(platforms: [.linux]))]),
    .target(name: "KernelRuntime", dependencies: ["VectorPrimitives"]),
    .target(name: "KernelTesting", dependencies: ["KernelRuntime"]),
    .target(name: "Training", dependencies: ["KernelRuntime", "SeededRandom"]),
    // What the two command lines share
    .target(
      name: "CommandLineSupport", dependencies: [.product(name: "ArgumentParser", package: "swift-argument-parser")]),
    .target(
      name: "TrainingCommand",
      dependencies: [
        "CommandLineSupport", "KernelRuntime", "SeededRandom", "Training",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),

    // Drawing
    .systemLibrary(
      name: "CGraphviz", pkgConfig: "libgvc", providers: [.apt(["libgraphviz-dev"]), .brew(["graphviz"])]),
    .target(name: "GraphvizShim", dependencies: ["CGraphviz"]),
    .target(name: "Diagrams"),
    .target(name: "GraphvizRendering", dependencies: ["Diagrams", "CGraphviz", "GraphvizShim"]),
    .target(name: "GraphDrawing", dependencies: ["Diagrams", "IndexCalculus", "LayerGraph"]),

    // The command line of a package's graphs
    .target(
      name: "GraphCommands",
      dependencies: [
        "CommandLineSupport", "Diagrams", "GraphDrawing", "IndexCalculus", "KernelCompiler", "KernelRuntime", "LayerGraph",
        "Training", "Verification", .target(name: "GraphvizRendering", condition: .when(traits: ["Graphviz"])),
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),
    .executableTarget(name: "kernel-file-writer"),
    .plugin(name: "GenerateKernels", capability: .buildTool(), dependencies: ["kernel-file-writer"]),
    .plugin(name: "GenerateKernelTests", capability: .buildTool(), dependencies: ["kernel-file-writer"]),

    // The graphs that ship as examples
    .executableTarget(name: "graphs", dependencies: ["GraphCommands", "LayerGraph"], path: "graphs"),
    .target(name: "ExampleModels", dependencies: ["KernelRuntime", "graphs"], plugins: ["GenerateKernels"]),
    .executableTarget(name: "train", dependencies: ["ExampleModels", "TrainingCommand"]),

    .target(name: "TestLayers", dependencies: ["IndexCalculus", "LayerGraph"], path: "Tests/TestLayers"),
    .target(name: "RandomGraphs", dependencies: ["LayerGraph"], path: "Tests/RandomGraphs"),
    .testTarget(name: "IndexCalculusTests", dependencies: ["IndexCalculus", "LayerGraph", "SeededRandom", "TestLayers"]),
    .testTarget(
      name: "GoldenTests",
      dependencies: [
        "ExampleModels", "IndexCalculus", "KernelCompiler", "KernelRuntime", "LayerGraph", "TestLayers", "Training",
        "Verification",
      ]),
    .testTarget(
      name: "VerificationTests",
      dependencies: [
        "IndexCalculus", "KernelCompiler", "LayerGraph", "RandomGraphs", "SeededRandom", "TestLayers", "Verification",
      ]),
    .testTarget(name: "LayerGraphTests", dependencies: ["LayerGraph"]),
    .testTarget(name: "KernelCompilerTests", dependencies: ["IndexCalculus", "KernelCompiler", "LayerGraph"]),
    .testTarget(name: "VectorPrimitivesTests", dependencies: ["VectorPrimitives"]),
    .testTarget(
      name: "ExampleModelsTests",
      dependencies: [
        "AllocationCounting", "ExampleModels", "KernelRuntime", "KernelTesting", "ProgramRunning", "SeededRandom",
        "Training", "graphs",
      ],
      plugins: ["GenerateKernelTests"]),
    .target(name: "AllocationCounting", path: "Tests/AllocationCounting"),
    .testTarget(name: "TrainingTests", dependencies: ["KernelRuntime", "SeededRandom", "Training"]),
    // Programs as processes
    .target(name: "ProgramRunning", path: "Tests/ProgramRunning"),
    .executableTarget(
      name: "faulty-graphs", dependencies: ["GraphCommands", "LayerGraph"], path: "Tests/FaultyGraphs"),
    .testTarget(
      name: "GraphCommandsTests", dependencies: ["GraphCommands", "ProgramRunning", "faulty-graphs", "graphs"]),
    .testTarget(
      name: "TrainingCommandTests",
      dependencies: ["KernelRuntime", "ProgramRunning", "Training", "TrainingCommand", "train"]),
    .testTarget(name: "DocumentationTests", dependencies: ["ProgramRunning", "graphs", "train"]),
    .testTarget(name: "PluginTests", dependencies: ["ProgramRunning"], exclude: ["MoreGraphs", "UserPackage"]),

    .testTarget(name: "DiagramsTests", dependencies: ["Diagrams"], exclude: ["Goldens"]),
    .testTarget(name: "GraphvizRenderingTests", dependencies: ["Diagrams", "GraphvizRendering"]),
  ],
  swiftLanguageModes: [.v6]
)
