import Foundation
import KernelRuntime
import SeededRandom
import Testing

@testable import Training

struct ParameterFileTests {
  typealias Iris<Scalar: KernelScalar> = SoftMaxRegression<Scalar, IrisShape>

  static func vector<Scalar: KernelScalar>(_: Scalar.Type = Scalar.self) -> ParameterVector<Iris<Scalar>> {
    var generator = SplitMix64(seed: 7)
    var vector = Initialization.glorotUniform.parameters(of: Iris<Scalar>.self, generator: &generator)
    let special: [Scalar] = [-0.0, .leastNonzeroMagnitude, .greatestFiniteMagnitude]
    for (offset, value) in special.enumerated() { vector.mutablePointer(at: 1)[offset] = value }
    return vector
  }

  /// A file's bytes from its header and the number of its data's bytes.
  static func bytes(header: String, data count: Int = 0) -> [UInt8] {
    let length = withUnsafeBytes(of: UInt64(header.utf8.count).littleEndian, Array.init)
    return length + Array(header.utf8) + [UInt8](repeating: 0, count: count)
  }

  static func isEqual<Model>(_ left: ParameterVector<Model>, _ right: ParameterVector<Model>) -> Bool {
    left.withElements { left in right.withElements { left.elementsEqual($0) } }
  }

  @Test func keepsEveryBitOfBothScalars() throws {
    try TestFiles.inTemporaryFolder { folder in
      try checkRoundTrip(Float.self, folder + "/f")
      try checkRoundTrip(Double.self, folder + "/d")
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder).sorted() == ["d", "f"])
    }
  }

  private func checkRoundTrip<Scalar: KernelScalar>(_: Scalar.Type, _ path: String) throws {
    let vector = Self.vector(Scalar.self)
    try ParameterFile.write(vector, to: path, metadata: ["note": "a \"b\"\n/é"])
    let file = try ParameterFile(contentsOf: path)
    #expect(file.metadata == ["note": "a \"b\"\n/é"])
    #expect(file.entries.map(\.name) == ["W", "b"])
    #expect(Self.isEqual(try file.parameters(), vector))
    #expect(file.bytes == (try ParameterFile.encode(vector, metadata: file.metadata)))
  }

  @Test func saysHowParametersAreToBeUsed() throws {
    try TestFiles.inTemporaryFolder { folder in
      let usage = ParameterFile.Usage(classNames: ["a, \"b\"", "é"], featureDivisor: 0.1)
      try ParameterFile.write(Self.vector(Float.self), to: folder + "/p", usage: usage, metadata: ["note": "x"])
      let file = try ParameterFile(contentsOf: folder + "/p")
      #expect(try file.usage() == usage)
      #expect(file.metadata["note"] == "x")
      try ParameterFile.write(Self.vector(Float.self), to: folder + "/q")
      #expect(try ParameterFile(contentsOf: folder + "/q").usage() == ParameterFile.Usage())
    }
  }

  @Test(arguments: [("classes", "a, b"), ("classes", "[1]"), ("feature divisor", "0"), ("feature divisor", "x")])
  func refusesAUsageThatMakesNoSense(key: String, text: String) throws {
    let bytes = try ParameterFile.encode(Self.vector(Float.self), metadata: [key: text])
    let file = try ParameterFile(bytes, path: "p")
    let expected = key == "classes" ? "a list of texts in JSON" : "a finite number other than 0"
    #expect(throws: ParameterFileError.metadata(path: "p", key: key, text: text, expected: expected)) {
      try file.usage()
    }
  }

  @Test func alignsTheData() throws {
    for length in 0..<9 {
      let metadata = ["k": String(repeating: "x", count: length)]
      let bytes = try ParameterFile.encode(Self.vector(Float.self), metadata: metadata)
      #expect(bytes[0] % 8 == 0)
      #expect((bytes.count - 15 * 4) % 8 == 0)
    }
  }

  /// Written by safetensors 0.8.0 for Python: W of float32, 0/8 … 11/8, and b of float64, -1, 0.5, 3e-5.
  static let pythonFile = """
    qAAAAAAAAAB7Il9fbWV0YWRhdGFfXyI6eyJtYWRlIGJ5Ijoic2FmZXRlbnNvcnMgZm9yIFB5dGhvbiJ9LCJiIjp7ImR0eXBlIjoiRjY0Iiwic2hh\
    cGUiOlszXSwiZGF0YV9vZmZzZXRzIjpbMCwyNF19LCJXIjp7ImR0eXBlIjoiRjMyIiwic2hhcGUiOls0LDNdLCJkYXRhX29mZnNldHMiOlsyNCw3\
    Ml19fSAgICAAAAAAAADwvwAAAAAAAOA/aR1VTRB1/z4AAAAAAAAAPgAAgD4AAMA+AAAAPwAAID8AAEA/AABgPwAAgD8AAJA/AACgPwAAsD8=
    """

  @Test func readsAFileFromPython() throws {
    let bytes = [UInt8](try #require(Data(base64Encoded: Self.pythonFile)))
    let file = try ParameterFile(bytes, path: "p")
    #expect(file.metadata == ["made by": "safetensors for Python"])
    let double = try file.parameters(of: Iris<Double>.self, conversion: .betweenFloatAndDouble)
    #expect(try double.tensor("W").elements == (0..<12).map { Double($0) / 8 })
    #expect(try double.tensor("b").elements == [-1, 0.5, 3e-5])
    let float = try file.parameters(of: Iris<Float>.self, conversion: .betweenFloatAndDouble)
    #expect(try float.tensor("b").elements == [-1, 0.5, 3e-5])
  }

  @Test func convertsOnlyWhenAsked() throws {
    let file = try ParameterFile(ParameterFile.encode(Self.vector(Double.self), metadata: [:]), path: "p")
    #expect(
      throws: ParameterFileError.conversion(path: "p", tensor: "W", found: "F64", wanted: "F32")
    ) { try file.parameters(of: Iris<Float>.self) }
    #expect(
      throws: ParameterFileError.outOfRange(
        path: "p", tensor: "b", value: Double.greatestFiniteMagnitude, wanted: "F32")
    ) { try file.parameters(of: Iris<Float>.self, conversion: .betweenFloatAndDouble) }
  }

  static let w = #""W":{"dtype":"F32","shape":[4,3],"data_offsets":[0,48]}"#
  static let damage = "the file is damaged"
  static let badFiles: [(bytes: [UInt8], message: String)] = [
    ([], "p: the file ends after 0 of at least 8 bytes; get a complete copy"),
    ([1, 2, 3], "p: the file ends after 3 of at least 8 bytes; get a complete copy"),
    (
      [UInt8](repeating: 0xFF, count: 16),
      "p: the header claims 18446744073709551615 bytes, but at most 100000000 are allowed; this is no safetensors file"
    ),
    (Array(bytes(header: "{}    ").dropLast()), "p: the file ends after 13 of at least 14 bytes; get a complete copy"),
    (bytes(header: ""), header("it does not start with {")),
    (bytes(header: " {}"), header("it does not start with {")),
    (bytes(header: "{"), header("it is not JSON")),
    (bytes(header: #"{"W":1}"#), header("\"W\" is of the wrong kind")),
    (bytes(header: #"{"W":{"dtype":"F32","shape":[]}}"#), header("\"W\" has no \"data_offsets\"")),
    (
      bytes(header: #"{"W":{"dtype":"F32","shape":[99999999999999999999],"data_offsets":[0,4]}}"#, data: 4),
      header("it is not JSON")
    ),
    (bytes(header: #"{"__metadata__":{"a":1}}"#), header("\"__metadata__.a\" is of the wrong kind")),
    (
      bytes(header: #"{"W":{"dtype":"BF16","shape":[2],"data_offsets":[0,4]}}"#, data: 4),
      "p: the tensor \"W\" holds \"BF16\"; only F32 and F64 can be read, so convert it first"
    ),
    (
      bytes(header: "{\(w)}", data: 47),
      "p: the file ends after \(8 + w.utf8.count + 2 + 47) of at least \(8 + w.utf8.count + 2 + 48) bytes; "
        + "get a complete copy"
    ),
    (bytes(header: "{\(w)}", data: 50), "p: 2 bytes after the last tensor belong to none; \(damage)"),
    (
      bytes(header: #"{\#(w),"b":{"dtype":"F32","shape":[3],"data_offsets":[44,56]}}"#, data: 56),
      "p: the tensor \"b\" starts at byte 44 of the data instead of 48; \(damage)"
    ),
    (
      bytes(header: #"{\#(w),"b":{"dtype":"F32","shape":[3],"data_offsets":[52,64]}}"#, data: 64),
      "p: the tensor \"b\" starts at byte 52 of the data instead of 48; \(damage)"
    ),
    (extent("[3]", "[0,8]"), "p: the tensor \"b\" of shape [3] does not fit its bytes [0, 8]; \(damage)"),
    (extent("[1]", "[8,4]"), "p: the tensor \"b\" of shape [1] does not fit its bytes [8, 4]; \(damage)"),
    (extent("[1]", "[-4,0]"), "p: the tensor \"b\" of shape [1] does not fit its bytes [-4, 0]; \(damage)"),
    (extent("[1]", "[0]"), "p: the tensor \"b\" of shape [1] does not fit its bytes [0]; \(damage)"),
    (extent("[-1,-1]", "[0,4]"), "p: the tensor \"b\" of shape [-1, -1] does not fit its bytes [0, 4]; \(damage)"),
    (
      extent("[4294967296,4294967296]", "[0,0]"),
      "p: the tensor \"b\" of shape [4294967296, 4294967296] does not fit its bytes [0, 0]; \(damage)"
    ),
    (
      extent("[1]", "[9223372036854775803,9223372036854775807]"),
      "p: the tensor \"b\" of shape [1] does not fit its bytes [9223372036854775803, 9223372036854775807]; \(damage)"
    ),
    (bytes(header: "{\(w)}", data: 48), "p: there is no tensor \"b\"; the file has \"W\""),
    (bytes(header: "{}"), "p: there is no tensor \"W\"; the file has none"),
    (
      bytes(header: #"{\#(w),"c":{"dtype":"F32","shape":[3],"data_offsets":[48,60]}}"#, data: 60),
      "p: the graph has no parameter \"c\"; it has \"W\", \"b\""
    ),
    (
      bytes(header: #"{"W":{"dtype":"F32","shape":[3,4],"data_offsets":[0,48]}}"#, data: 48),
      "p: the tensor \"W\" has the shape [3, 4], but the graph's parameter has [4, 3]"
    ),
  ]

  static func header(_ problem: String) -> String {
    "p: the header is not one of a safetensors file: \(problem)"
  }

  static func extent(_ shape: String, _ offsets: String) -> [UInt8] {
    bytes(header: #"{"b":{"dtype":"F32","shape":\#(shape),"data_offsets":\#(offsets)}}"#, data: 8)
  }

  @Test(arguments: badFiles) func tellsWhatIsWrong(bytes: [UInt8], message: String) {
    let error = #expect(throws: ParameterFileError.self) {
      try ParameterFile(bytes, path: "p").parameters(of: Iris<Float>.self)
    }
    #expect(error?.description == message)
  }

  /// Truncations and changed bytes, mostly in the header: an error or parameters, but never a trap.
  @Test func survivesDamage() throws {
    let whole = try ParameterFile.encode(Self.vector(Float.self), metadata: ["graph": "Iris"])
    let headerEnd = whole.count - 60
    var generator = SplitMix64(seed: 8)
    let digits = Array("0123456789-[]{},:\"e.\\u".utf8)
    for round in 0..<4_000 {
      var bytes = whole
      for _ in 0...generator.index(below: 4) {
        let position = generator.index(below: round % 4 == 0 ? bytes.count : headerEnd)
        bytes[position] =
          round % 2 == 0 ? digits[generator.index(below: digits.count)] : UInt8(truncatingIfNeeded: generator.next())
      }
      if round % 3 == 0 { bytes.removeLast(generator.index(below: bytes.count)) }
      _ = try? ParameterFile(bytes, path: "p").parameters(
        of: Iris<Double>.self, conversion: .betweenFloatAndDouble)
    }
    for count in 0..<whole.count {
      #expect(throws: ParameterFileError.self) { try ParameterFile(Array(whole[..<count]), path: "p") }
    }
  }

  @Test func survivesDeepNesting() {
    let nested = String(repeating: #"{"a":"#, count: 200_000)
    #expect(throws: ParameterFileError.self) { try ParameterFile(Self.bytes(header: nested), path: "p") }
    let lists = #"{"a":"# + String(repeating: "[", count: 200_000)
    #expect(throws: ParameterFileError.self) { try ParameterFile(Self.bytes(header: lists), path: "p") }
  }

  @Test func replacesWhatALinkLeadsTo() throws {
    try TestFiles.inTemporaryFolder { folder in
      let files = FileManager.default
      try ParameterFile.write(Self.vector(Float.self), to: folder + "/p")
      try files.setAttributes([.posixPermissions: 0o600], ofItemAtPath: folder + "/p")
      try files.createSymbolicLink(atPath: folder + "/latest", withDestinationPath: "p")
      let doubles = Self.vector(Double.self)
      try ParameterFile.write(doubles, to: folder + "/latest")
      #expect(try files.destinationOfSymbolicLink(atPath: folder + "/latest") == "p")
      #expect(Self.isEqual(try ParameterFile(contentsOf: folder + "/p").parameters(), doubles))
      let permissions = try files.attributesOfItem(atPath: folder + "/p")[.posixPermissions] as? Int
      #expect(permissions == 0o600)
    }
  }

  @Test func leavesTheOldFileAfterAnError() throws {
    try TestFiles.inTemporaryFolder { folder in
      let path = folder + "/p"
      try ParameterFile.write(Self.vector(Float.self), to: path)
      enum Declaration: ModelDeclaration {
        static let signature = ModelSignature(parameters: [.init(name: "__metadata__", shape: [1])])
      }
      let reserved = ParameterVector<SignatureModel<Float, Declaration>>()
      #expect(throws: ParameterFileError.reservedName("__metadata__")) {
        try ParameterFile.write(reserved, to: path)
      }
      #expect(
        Self.isEqual(try ParameterFile(contentsOf: path).parameters(), Self.vector(Float.self)))
      // No file system takes so long a name: only the rename fails, and the temporary file must go.
      let longName = folder + "/" + String(repeating: "p", count: 300)
      #expect(throws: ParameterFileError.self) { try ParameterFile.write(Self.vector(Float.self), to: longName) }
      #expect(throws: ParameterFileError.self) { try ParameterFile.write(Self.vector(Float.self), to: folder) }
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["p"])
    }
  }

  @Test func findsOutEarlyWhatCannotBeWritten() throws {
    try TestFiles.inTemporaryFolder { folder in
      try ParameterFile.checkWritable(folder + "/new")
      try Data().write(to: URL(filePath: folder + "/file"))
      try ParameterFile.checkWritable(folder + "/file")
      let cases = [
        "": "\"\": cannot write it: the file's name is empty",
        folder: "\(folder): cannot write it: it is a folder; give a file's name",
        "/dev/null": "/dev/null: cannot write it: it is not a regular file",
        folder + "/no/p": "\(folder)/no/p: cannot write it: the folder \(folder)/no: No such file or directory",
        folder + "/file/p": "\(folder)/file/p: cannot write it: \(folder)/file is not a folder",
      ]
      for (path, message) in cases {
        let error = #expect(throws: ParameterFileError.self) { try ParameterFile.checkWritable(path) }
        #expect(error?.description == message)
      }
      let missing = #expect(throws: ParameterFileError.self) { try ParameterFile(contentsOf: folder + "/no") }
      #expect(missing == .missing(path: folder + "/no"))
    }
  }
}
