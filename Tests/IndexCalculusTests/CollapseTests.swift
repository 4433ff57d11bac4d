import TestLayers
import Testing

@testable import IndexCalculus
@testable import LayerGraph

/// Chains that nobody thought of collapse to what a textbook derives by hand.
@Suite struct CollapseTests {
  private func graph(_ layers: [PlacedLayer]) -> Graph {
    Graph("Chain") {
      Input("X", features: 3)
      Linear(weights: "W", bias: "b", outputs: 3)
      for layer in layers { layer }
    }
  }

  private func check(_ layers: any GraphLayer..., expecting formula: String, values: Samples.Values = .signed) throws {
    let check = try GradientCheck(graph(layers.map { PlacedLayer(layer: $0) }), values)
    #expect(check.formula(of: "Z") == formula)
    #expect(try check.disagreements() == [])
  }

  @Test func `Shares and a logarithmic loss of a one-hot target collapse to the difference over m`() throws {
    try check(Shares(), LogLoss(target: .oneHot("Y")), expecting: "(A_ij − Y_ij)/m")
  }

  @Test func `Shares and a logarithmic loss of class indices collapse to the difference over m`() throws {
    try check(Shares(), LogLoss(target: .classIndices("y")), expecting: "(A_ij − δ_{j,y_i})/m")
  }

  @Test func `General weights keep the sum of each row of the target`() throws {
    try check(
      Shares(), LogLoss(target: .weights("Y")), expecting: "(A_ij Σ_k Y_ik − Y_ij)/m", values: .positive)
  }

  @Test func `A logistic function and the binary logarithmic loss collapse to the difference over m`() throws {
    try check(
      Elementwise("P") { sigmoid($0) },
      MeanLoss(.values("y")) { p, y in -(y * log(p) + (1 - y) * log(1 - p)) },
      expecting: "(P_ij − y_ij)/m")
  }

  @Test func `An exponential rate and the Poisson likelihood collapse to the difference over m`() throws {
    try check(
      Elementwise("R") { exp($0) }, MeanLoss(.values("y")) { rate, y in rate - y * log(rate) },
      expecting: "(R_ij − y_ij)/m")
  }

  @Test func `A temperature of two gives its factor one half`() throws {
    try check(Shares(temperature: 2), LogLoss(target: .oneHot("Y")), expecting: "(A_ij − Y_ij)/(2 m)")
  }

  @Test func `A temperature of one half gives its factor two`() throws {
    try check(Shares(temperature: 0.5), LogLoss(target: .oneHot("Y")), expecting: "2 (A_ij − Y_ij)/m")
  }

  @Test func `Label smoothing gives its shifted target`() throws {
    try check(
      Shares(), LogLoss(target: .oneHot("Y"), smoothing: 0.3), expecting: "(10 A_ij − 1 − 7 Y_ij)/(10 m)")
  }

  @Test func `Label smoothing of class indices gives its shifted target`() throws {
    try check(
      Shares(), LogLoss(target: .classIndices("y"), smoothing: 0.3), expecting: "(10 A_ij − 1 − 7 δ_{j,y_i})/(10 m)")
  }

  @Test func `A straight line and half the squared error give the difference over m`() throws {
    try check(MeanLoss(.values("y")) { z, y in pow(z - y, 2) / 2 }, expecting: "(Z_ij − y_ij)/m")
  }
}
