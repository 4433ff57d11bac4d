import Foundation
import PackagePlugin

/// Adds the kernels of a package's graphs to a target.
@main
struct GenerateKernels: BuildToolPlugin {
  func createBuildCommands(context: PluginContext, target: any Target) throws -> [Command] {
    guard let graphs = context.package.targets.first(where: { $0.directoryURL.lastPathComponent == "graphs" }) else {
      Diagnostics.error(
        "there is no target at graphs/ that declares the graphs of \(context.package.displayName); add .executableTarget(name: \"graphs\", dependencies: [.product(name: \"GraphCommands\", package: \"pullback\")], path: \"graphs\")"
      )
      return []
    }
    let writer = try context.tool(named: "kernel-file-writer").url
    // Programs are built side by side; naming this one as an input is what makes the build system build it first.
    let program = writer.deletingLastPathComponent().appending(path: graphs.name)
    let output = context.pluginWorkDirectoryURL.appending(path: "Kernels.swift")
    return [
      .buildCommand(
        displayName: "Generating the kernels of \(graphs.name)", executable: writer,
        arguments: [output.path, program.path, "generate"], inputFiles: [program], outputFiles: [output])
    ]
  }
}
