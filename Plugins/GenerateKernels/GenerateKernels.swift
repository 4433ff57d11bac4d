import Foundation
import PackagePlugin

/// Adds the kernels of a package's graphs to a target.
@main
struct GenerateKernels: BuildToolPlugin {
  func createBuildCommands(context: PluginContext, target: any Target) throws -> [Command] {
    let product = #".product(name: "GraphCommands", package: "pullback")"#
    let programs = context.package.targets(ofType: SwiftSourceModuleTarget.self).filter { $0.kind == .executable }
    guard let graphs = programs.first(where: { $0.directoryURL.lastPathComponent == "graphs" }) else {
      let target = #".executableTarget(name: "graphs", dependencies: [\#(product)], path: "graphs")"#
      let name = context.package.displayName
      Diagnostics.error("there is no target at graphs/ that declares the graphs of \(name); add \(target)")
      return []
    }
    let writer = try context.tool(named: "kernel-file-writer").url
    // Programs are built side by side; naming this one as an input is what makes the build system build it first.
    let program = writer.deletingLastPathComponent().appending(path: context.package.program(of: graphs))
    let output = context.pluginWorkDirectoryURL.appending(path: "Kernels.swift")
    return [
      .buildCommand(
        displayName: "Generating the kernels of \(graphs.name)", executable: writer,
        arguments: [output.path, program.path, "generate"], inputFiles: [program], outputFiles: [output])
    ]
  }
}

extension Package {
  /// The name of the file that a target is built into.
  fileprivate func program(of target: any Target) -> String {
    products(ofType: ExecutableProduct.self).first { $0.mainTarget.id == target.id }?.name ?? target.name
  }
}
