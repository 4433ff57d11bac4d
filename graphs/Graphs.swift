import GraphCommands
import LayerGraph

@main
struct Graphs: GraphProgram {
  var graphs: [Graph] { [iris, digits] }

  /// Species of iris from four lengths (R. A. Fisher, 1936).
  private var iris: Graph {
    Graph("Iris") {
      Input("X", features: 4)
      Affine("W", "b", outputs: 3)
      SoftMax()
      CrossEntropy(.oneHot("Y"))
    }
  }

  /// Handwritten digits from 8 × 8 pixels.
  private var digits: Graph {
    Graph("Digits") {
      Input("X", features: 64)
      Affine("W", "b", outputs: 10)
      SoftMax()
      CrossEntropy(.classIndices("y"))
    }
  }
}
