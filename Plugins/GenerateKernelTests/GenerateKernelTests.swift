import Foundation
import PackagePlugin

/// Adds tests of a package's compiled kernels to a test target.
@main
struct GenerateKernelTests: BuildToolPlugin {
  func createBuildCommands(context: PluginContext, target: any Target) throws -> [Command] {
    let product = #".product(name: "GraphCommands", package: "pullback")"#
    let programs = context.package.targets(ofType: SwiftSourceModuleTarget.self).filter { $0.kind == .executable }
    guard let graphs = programs.first(where: { $0.directoryURL.lastPathComponent == "graphs" }) else {
      let target = #".executableTarget(name: "graphs", dependencies: [\#(product)], path: "graphs")"#
      let name = context.package.displayName
      // The sentence of the plugin for the kernels, so that a package with both gets one and the same.
      Diagnostics.error("there is no target at graphs/ that declares the graphs of \(name); add \(target)")
      return []
    }
    let modules = target.dependencies.compactMap { dependency -> String? in
      guard case .target(let module) = dependency, let module = module as? SwiftSourceModuleTarget else { return nil }
      return module.kind == .generic ? module.moduleName : nil
    }
    let writer = try context.tool(named: "kernel-file-writer").url
    let program = writer.deletingLastPathComponent().appending(path: context.package.program(of: graphs))
    let output = context.pluginWorkDirectoryURL.appending(path: "KernelTests.swift")
    let imports = modules.flatMap { ["--importing", $0] }
    return [
      .buildCommand(
        displayName: "Generating tests of the kernels of \(graphs.name)", executable: writer,
        arguments: [output.path, program.path, "generate", "--tests"] + imports, inputFiles: [program],
        outputFiles: [output])
    ]
  }
}

extension Package {
  /// The name of the file that a target is built into.
  fileprivate func program(of target: any Target) -> String {
    products(ofType: ExecutableProduct.self).first { $0.mainTarget.id == target.id }?.name ?? target.name
  }
}
