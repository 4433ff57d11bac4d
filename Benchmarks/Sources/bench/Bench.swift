import ArgumentParser

@main
struct Bench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench", abstract: "Measures Pullback beside its peers on the same shapes and data.",
    subcommands: [Compare.self, Products.self, Builds.self, Work.self], defaultSubcommand: Compare.self)
}
