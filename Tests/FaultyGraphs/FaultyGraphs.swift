import Foundation
import GraphCommands
import LayerGraph

/// Graphs with a mistake each, and some without, for the tests of the command line. The tests name the lines by the
/// comments behind them.
@main
struct FaultyGraphs: GraphProgram {
  var graphs: [Graph] {
    let sound = [good, weighted, branched]
    // Two graphs of one name spoil every command, so they are declared only on demand.
    return switch ProcessInfo.processInfo.environment["GRAPHS"] {
    case "sound": sound
    case "none": []
    case "twins": [good, twin]
    case "vast": [vast]
    default: sound + faulty
    }
  }

  private var faulty: [Graph] {
    [noLoss, misspelt, misfit, taken, wrongTarget, idleParameter, impossible, aboveOneRow]
  }

  private var good: Graph {
    Graph("Good") {
      Input("X", features: 4)
      Affine("W", "b", outputs: 3)
      SoftMax()
      CrossEntropy(.oneHot("Y"))
    }
  }

  /// More operations a row than 64 bits count for the rows that `inspect` takes.
  private var vast: Graph {
    Graph("Vast") {
      Input("X", features: 50_000)
      Affine("W", "b", outputs: 50_000)
      SquaredError(.values("Y"))
    }
  }

  private var weighted: Graph {
    Graph("Weighted") {
      Input("X", features: 4)
      Affine("W", "b", outputs: 3)
      SoftMax()
      CrossEntropy(.weights("Y"))
    }
  }

  private var branched: Graph {
    Graph("Branched") {
      Input("X", features: 4)
      Input("V", features: 3, differentiated: true)
      Affine("W1", "b1", outputs: 5).from("X")
      ReLU().named("left")
      Affine("W2", "b2", outputs: 5).from("V")
      Tanh().named("right")
      Add().from("left", "right")
      Affine("W3", "b3", outputs: 3)
      SoftMax()
      CrossEntropy(.classIndices("y"))
      CrossEntropy(.weights("Y")).from("A")
      Add().from("CE", "CE2").named("total")
    }
  }

  private var twin: Graph {
    Graph("Good") {  // Twin
      Input("V", features: 2)
      Affine("U", "c", outputs: 2)
      SoftMax()
      CrossEntropy(.classIndices("y"))
    }
  }

  private var noLoss: Graph {
    Graph("NoLoss") {  // NoLoss
      Input("X", features: 4)
      Affine("W", "b", outputs: 3)
    }
  }

  private var misspelt: Graph {
    Graph("Misspelt") {
      Input("X", features: 4)
      Affine("W", "b", outputs: 3)
      SoftMax().from("z")  // Misspelt
      CrossEntropy(.oneHot("Y"))
    }
  }

  private var misfit: Graph {
    Graph("Misfit") {
      Input("X", features: [2, 2])
      Affine("W", "b", outputs: 3)  // Misfit
      CrossEntropy(.oneHot("Y"))
    }
  }

  private var taken: Graph {
    Graph("Taken") {
      Input("X", features: 4)
      Affine("W", "W", outputs: 3)  // Taken
      CrossEntropy(.oneHot("Y"))
    }
  }

  private var wrongTarget: Graph {
    Graph("WrongTarget") {
      Input("X", features: 4)
      Affine("W", "b", outputs: 3)
      CrossEntropy(.values("Y"))  // WrongTarget
    }
  }

  private var idleParameter: Graph {
    Graph("IdleParameter") {
      Input("X", features: 4)
      Affine("W", "b", outputs: 3)
      SoftMax()
      CrossEntropy(.oneHot("Y"))
      Affine("V", "c", outputs: 3)
        .from("X")  // IdleParameter, one line above
    }
  }

  private var impossible: Graph {
    Graph("Impossible") {
      Input("X", features: 4)
      Affine("W", "b", outputs: 0)  // Impossible
      CrossEntropy(.oneHot("Y"))
    }
  }

  private var aboveOneRow: Graph {
    Graph("AboveOneRow") {
      Input("X", features: 4)
      AboveOneRow()  // AboveOneRow
      CrossEntropy(.oneHot("Y"))
    }
  }
}

/// Reads a row by an index of features.
struct AboveOneRow: Layer {
  func define(_ x: Tensor) -> TensorFormula { x.map { i, j in x[j, i] } }
}
