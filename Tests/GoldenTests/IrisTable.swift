import Foundation
import KernelRuntime
import Training

/// The 150 flowers.
enum IrisTable {
  static func load(file: String = #filePath) throws -> (features: Tensor<Double>, labels: ClassIndices) {
    let path = URL(filePath: file).deletingLastPathComponent().appending(path: "../../data/iris.csv").standardized.path
    let table = try CommaSeparatedTable(contentsOf: path)
    var features: [Double] = []
    var names: [String] = []
    var labels: [Int32] = []
    for index in 0..<table.rows {
      let row = table.row(index)
      for column in 0..<4 { features.append(try row.number(column)) }
      let species = row.text(4)
      if !names.contains(species) { names.append(species) }
      labels.append(Int32(names.firstIndex(of: species) ?? 0))
    }
    return (try Tensor(shape: [table.rows, 4], features), try ClassIndices(labels, classes: names.count))
  }
}
