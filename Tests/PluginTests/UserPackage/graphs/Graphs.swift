import GraphCommands
import LayerGraph

@main struct Graphs: GraphProgram {
  var graphs: [Graph] {
    [
      Graph("Flowers") {
        Input("X", features: 4)
        Affine("W", "b", outputs: 3)
        SoftMax()
        CrossEntropy(.oneHot("Y"))
      }
    ]
  }
}
