import Foundation
import ProgramRunning
import Testing

/// `jacobian`: its numbers, and the file format of NumPy.
struct JacobianTests {
  /// What a file of version 1.0 holds.
  struct Array {
    let shape: [Int]
    let elements: [Double]

    init(contentsOf path: String) throws {
      let bytes = [UInt8](try Data(contentsOf: URL(filePath: path)))
      #expect(bytes.prefix(8) == [0x93, 0x4E, 0x55, 0x4D, 0x50, 0x59, 1, 0])
      let length = Int(bytes[8]) + Int(bytes[9]) << 8
      #expect((10 + length) % 64 == 0)
      let header = String(decoding: bytes[10..<10 + length], as: UTF8.self)
      let parts = try #require(
        try /\{'descr': '<f8', 'fortran_order': False, 'shape': \((.*)\), \} *\n/.wholeMatch(in: header), "\(header)")
      // A tuple of one needs its comma.
      #expect(parts.1.hasSuffix(",") || parts.1.isEmpty)
      shape = parts.1.split(separator: ",").compactMap { Int($0.trimmingCharacters(in: .whitespaces)) }
      elements = stride(from: 10 + length, to: bytes.count, by: 8).map { start in
        Double(bitPattern: bytes[start..<start + 8].reversed().reduce(0) { $0 << 8 | UInt64($1) })
      }
      #expect(elements.count == shape.reduce(1, *))
    }
  }

  private func array(_ arguments: [String]) throws -> Array {
    try Program.inTemporaryFolder { folder in
      _ = try Tools.output(Tools.graphs, ["jacobian", "Iris"] + arguments + ["-o", "a.npy"], in: folder)
      return try Array(contentsOf: folder + "/a.npy")
    }
  }

  @Test func writesAnIdentityForTheBias() throws {
    let jacobian = try array(["--of", "Z", "--wrt", "b", "--rows", "5"])
    #expect(jacobian.shape == [5, 3, 3])
    let identity = (0..<9).map { $0 % 4 == 0 ? 1.0 : 0 }
    #expect(jacobian.elements == (0..<5).flatMap { _ in identity })
  }

  @Test func writesAxesOfTheFirstTensorFirst() throws {
    #expect(try array(["--of", "Z", "--wrt", "W", "--rows", "2"]).shape == [2, 3, 4, 3])
    #expect(try array(["--of", "CE", "--wrt", "b"]).shape == [3])
  }

  /// At zero all classes of a row are equally likely, so ∂CE/∂b is the mean of 1/3 − Y, which is 0 over 50 flowers of
  /// each.
  @Test func readsData() throws {
    let data = ["--data", Tools.irisData, "--label", "species"]
    #expect(try array(["--of", "CE", "--wrt", "b"] + data).elements.allSatisfy { abs($0) < 1e-15 })
    let jacobian = try array(["--of", "A", "--wrt", "Z"] + data)
    #expect(jacobian.shape == [150, 3, 150, 3])
    #expect(abs(jacobian.elements[0] - 2.0 / 9) < 1e-15)
    #expect(abs(jacobian.elements[1] + 1.0 / 9) < 1e-15)
    #expect(jacobian.elements[3..<450].allSatisfy { $0 == 0 })
    // ∂Z/∂W holds the flowers' own numbers, the first of which is 5.1 cm long; divided by −2 as the data is.
    let scaled = try array(["--of", "Z", "--wrt", "W", "--divide-features-by", "-2"] + data)
    #expect(scaled.elements[0] == -2.55)
  }

  /// A file of parameters knows which class has which number, and what features are divided by.
  @Test func usesParametersAsTheirFileSays() throws {
    try Program.inTemporaryFolder { folder in
      let header = #"{"__metadata__":{"classes":"[\"virginica\",\"versicolor\",\"setosa\"]","feature divisor":"-2.0"},"#
        + #""W":{"dtype":"F64","shape":[4,3],"data_offsets":[0,96]},"b":{"dtype":"F64","shape":[3],"data_offsets":[96,120]}}"#
      var file = Data((0..<8).map { UInt8(truncatingIfNeeded: header.utf8.count >> (8 * $0)) })
      file.append(contentsOf: header.utf8)
      file.append(Data(count: 120))
      try file.write(to: URL(filePath: folder + "/p"))
      let data = ["--data", Tools.irisData, "--label", "species", "--parameters", folder + "/p"]
      // At zero A is 1/3 everywhere, and the first flower is a setosa.
      let gradient = try array(["--of", "CE", "--wrt", "Z"] + data).elements
      #expect(gradient[0] > 0 && gradient[1] > 0 && gradient[2] < 0)
      #expect(try array(["--of", "Z", "--wrt", "W"] + data).elements[0] == -2.55)
      #expect(try array(["--of", "Z", "--wrt", "W", "--divide-features-by", "2"] + data).elements[0] == 2.55)
    }
  }

  @Test func repeatsForASeedAndPrintsWhatItWrites() throws {
    let arguments = ["--of", "A", "--wrt", "b", "--rows", "2"]
    let written = try array(arguments + ["--seed", "7"])
    #expect(try array(arguments + ["--seed", "7"]).elements == written.elements)
    #expect(try array(arguments + ["--seed", "8"]).elements != written.elements)
    let text = try Tools.output(Tools.graphs, ["jacobian", "Iris"] + arguments + ["--seed", "7"])
    let lines = text.split(separator: "\n").map { $0.split(separator: " ").compactMap { Double($0) } }
    #expect(lines.map(\.count) == [Int](repeating: 3, count: 6))
    #expect(lines.flatMap { $0 } == written.elements)
  }

  @Test func saysWhatItWrote() throws {
    try Program.inTemporaryFolder { folder in
      let text = try Tools.output(
        Tools.graphs, ["jacobian", "Iris", "--of", "Z", "--wrt", "X", "--rows", "2", "-o", "a.npy"], in: folder)
      #expect(text == "∂Z/∂X: 2 × 3 × 2 × 4, a.npy\n")
      #expect(try Tools.files(folder) == ["a.npy"])
    }
  }
}
