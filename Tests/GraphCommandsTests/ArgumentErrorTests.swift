import Foundation
import ProgramRunning
import Testing

/// What the commands do when something is wrong on the command line or in a file: one line, a non-zero exit, no file.
struct ArgumentErrorTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let arguments: [String]
    let message: String
    /// 64 is the convention for a command line that makes no sense.
    let status: Int32

    var testDescription: String { arguments.joined(separator: " ") }
  }

  private static func misuse(_ arguments: String, _ message: String) -> Case {
    Case(arguments: arguments.split(separator: " ").map(String.init), message: message, status: 64)
  }

  private static func failure(_ arguments: String, _ message: String) -> Case {
    Case(arguments: arguments.split(separator: " ").map(String.init), message: message, status: 1)
  }

  static let tensors = "known are X, Y, W, b, Z, A, CE"
  static let givenTarget =
    "Y is a target, which is given; differentiate by an input, a parameter or a layer's output"

  static let cases = [
    misuse("frobnicate", "Unexpected argument 'frobnicate'"),
    misuse("derive", "Missing expected argument '<graph>'"),
    misuse("derive Good --stepz", "Unknown option '--stepz'. Did you mean '--steps'?"),
    misuse("derive Good Weighted", "Unexpected argument 'Weighted'"),
    misuse(
      "derive Good --format pdf",
      "The value 'pdf' is invalid for '--format <format>'. Please provide one of 'text', 'latex' or 'mathml'."),
    misuse("derive Good --of", "Missing value for '--of <tensor>'"),
    misuse("check Good --rows 0", "--rows must be at least 1, but is 0"),
    misuse("check Good --rows -1", "--rows must be at least 1, but is -1"),
    misuse("check Good --rows many", "The value 'many' is invalid for '--rows <m>'"),
    misuse("check Good --entries 0", "--entries must be at least 1, but is 0"),
    misuse("jacobian Good --of Z --wrt W --rows 0", "--rows must be at least 1, but is 0"),
    misuse("jacobian Good --of Z", "Missing expected argument '--wrt <tensor>'"),
    misuse("draw Good --label y", "--label, --parameters and --divide-features-by need --data as well"),
    misuse(
      "draw Good --data good.csv --divide-features-by 0",
      "--divide-features-by must be a finite number other than 0, but is 0.0"),
    misuse(
      "jacobian Good --of Z --wrt W --data good.csv --divide-features-by nan",
      "--divide-features-by must be a finite number other than 0, but is nan"),
    misuse(
      "jacobian Good --of Z --wrt W --data good.csv --rows 2",
      "--data gives the rows and their values; leave --rows and --seed out"),
    misuse(
      "jacobian Good --of Z --wrt W --data good.csv --seed 1",
      "--data gives the rows and their values; leave --rows and --seed out"),
    misuse("claim Good --of A", "--of belongs to a claim; give --wrt and a formula as well"),
    misuse("generate Good --importing Models", "--importing belongs to --tests; give both"),
    failure(
      "check Good --rows 9223372036854775807",
      "at 9223372036854775807 rows a tensor of the shape m × 4 has more than 250000000 entries; use fewer rows"),
    failure("derive good", "there is no graph “good”; known are Good, Weighted, Branched"),
    failure("check Bad", "there is no graph “Bad”; known are Good, Weighted, Branched"),
    failure("generate Good Bad", "there is no graph “Bad”; known are Good, Weighted, Branched"),
    failure("generate Good Good", "the graph “Good” is named twice"),
    failure("draw Bad -o a.svg", "there is no graph “Bad”; known are Good, Weighted, Branched"),
    failure("derive Good --of Q", "there is no tensor “Q”; \(tensors)"),
    failure("derive Good --wrt Q", "there is no tensor “Q”; \(tensors)"),
    failure("jacobian Good --of Z --wrt w", "there is no tensor “w”; \(tensors)"),
    failure("derive Good --of X --wrt W", "X does not depend on W"),
    failure("jacobian Good --of Z --wrt A -o a.npy", "Z does not depend on A"),
    failure("derive Good --of Z --wrt Z", "--of and --wrt are both Z; name two different tensors"),
    failure("derive Good --of CE --wrt Y", givenTarget),
    failure("jacobian Good --of CE --wrt Y", givenTarget),
    failure(
      "jacobian Good --of Z --wrt W --rows 1000000000",
      "at 1000000000 rows a tensor of the shape m × 3 × 4 × 3 has more than 250000000 entries; use fewer rows"),
    failure(
      "jacobian Good --of CE --wrt W --rows 1000000000",
      "at 1000000000 rows a tensor of the shape m × 4 has more than 250000000 entries; use fewer rows"),
    failure(
      "draw Good -o a.svg -o b.gif", "\"b.gif\" does not say what to draw; end the file name in .svg, .png, .pdf or .dot"),
    failure("draw Good -o a", "\"a\" does not say what to draw; end the file name in .svg, .png, .pdf or .dot"),
    failure("draw Good -o no/a.svg", "no/a.svg: cannot write it: the folder no: No such file or directory"),
    failure("draw Good -o good.csv/a.svg", "good.csv/a.svg: cannot write it: good.csv is not a folder"),
    failure("draw Good -o /dev/null/a.svg", "/dev/null/a.svg: cannot write it: /dev/null is not a folder"),
    failure("derive Good -o no/a.txt", "no/a.txt: cannot write it: the folder no: No such file or directory"),
    failure("generate Good -o .", ".: cannot write it: it is a folder; give a file's name"),
    failure(
      "jacobian Good --of Z --wrt W -o no/a.npy",
      "no/a.npy: cannot write it: the folder no: No such file or directory"),
  ]

  static let header = "a,b,c,d,y\n"
  static let tables = [
    "good.csv": header + "1,2,3,4,u\n", "empty.csv": "", "ragged.csv": header + "1,2,3,4\n",
    "nan.csv": header + "1,2,nan,4,u\n", "text.csv": header + "1,2,x,4,u\n", "narrow.csv": "a,y\n1,u\n",
    "classes.csv": header + "1,2,3,4,u\n1,2,3,4,v\n1,2,3,4,w\n1,2,3,4,x\n", "broken.safetensors": "{}",
  ]

  static let dataCases: [(options: String, message: String)] = [
    ("--data missing.csv", "missing.csv: there is no such file; check the path"),
    (
      "--data empty.csv",
      "empty.csv: the file is empty; it must have a header line with column names, then one line a row"
    ),
    (
      "--data ragged.csv",
      "ragged.csv:2: expected 5 fields, as in the header, but found 4; complete the row, or put fields that contain "
        + "commas in double quotes"
    ),
    (
      "--data nan.csv",
      "nan.csv:2: column \"c\": \"nan\" is not a finite number; correct it, or remove the row"
    ),
    ("--data text.csv", "text.csv:2: column \"c\": \"x\" is not a number; correct it, or remove the column"),
    ("--data good.csv --label z", "good.csv: there is no column \"z\"; the columns are a, b, c, d, y; did you mean a?"),
    (
      "--data narrow.csv",
      "the data has 1 feature column besides the label, but the input X of Good takes 4; change the data or the graph"
    ),
    (
      "--data classes.csv",
      "the labels have 4 classes (u, v, w, x), but the target Y of Good has 3 outputs; correct the labels, or give the "
        + "graph more outputs"
    ),
    ("--data good.csv --parameters missing", "missing: there is no such file; check the path"),
  ]

  private func expectError(_ arguments: [String], _ message: String, _ status: Int32) throws {
    try Program.inTemporaryFolder { folder in
      for (name, text) in Self.tables { try Data(text.utf8).write(to: URL(filePath: "\(folder)/\(name)")) }
      try Tools.expectError(Tools.faulty, arguments, "error: \(message)", status: status, in: folder)
      #expect(try Tools.files(folder) == Self.tables.keys.sorted())
    }
  }

  @Test(arguments: cases) func saysWhatIsWrongInOneLine(example: Case) throws {
    try expectError(example.arguments, example.message, example.status)
  }

  @Test(arguments: dataCases) func saysWhatIsWrongWithTheData(options: String, message: String) throws {
    let options = options.split(separator: " ").map(String.init)
    try expectError(["draw", "Good", "-o", "a.svg"] + options, message, 1)
    try expectError(["jacobian", "Good", "--of", "Z", "--wrt", "W", "-o", "a.npy"] + options, message, 1)
  }

  @Test func saysThatThereAreNoGraphs() throws {
    try Tools.expectError(
      Tools.faulty, ["derive", "Good"], "error: there is no graph “Good”; none is declared",
      environment: ["GRAPHS": "none"])
  }

  @Test func keepsAnOldFileWhenACommandFails() throws {
    try Program.inTemporaryFolder { folder in
      try Data("old".utf8).write(to: URL(filePath: folder + "/a.svg"))
      try Tools.expectError(
        Tools.faulty, ["draw", "Good", "-o", "a.svg", "-o", "no/b.svg"],
        "error: no/b.svg: cannot write it: the folder no: No such file or directory", in: folder)
      #expect(try String(contentsOfFile: folder + "/a.svg", encoding: .utf8) == "old")
    }
  }

  @Test func refusesWhatCannotBeCounted() throws {
    try Tools.expectError(
      Tools.faulty, ["inspect", "Vast", "--rows", "1000000000"],
      "error: Vast: the work of 1000000000 rows is beyond counting; use fewer rows", environment: ["GRAPHS": "vast"])
  }
}
