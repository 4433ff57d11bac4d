import Foundation
import Testing

/// What `train` does when something is wrong: one line, a non-zero exit, and no file.
struct TrainCommandErrorTests {
  static let iris = ["Iris", "--data", TrainProcess.data("iris.csv"), "--label", "species"]

  static let header = "a,b,c,d,y\n"
  static let tables = [
    "empty.csv": "", "header.csv": header, "ragged.csv": header + "1,2,3,4\n", "text.csv": header + "1,2,x,4,u\n",
    "nan.csv": header + "1,2,nan,4,u\n", "twice.csv": "a,b,a,d,y\n1,2,3,4,u\n", "narrow.csv": "a,y\n1,u\n",
    "classes.csv": header + "1,2,3,4,u\n1,2,3,4,v\n1,2,3,4,w\n1,2,3,4,x\n", "good.csv": header + "1,2,3,4,u\n",
    "huge.csv": header + "1e39,2,3,4,u\n", "broken.safetensors": "{}",
  ]

  /// Arguments, and how the message starts, after "error: ".
  static let cases: [(arguments: [String], message: String)] = [
    ([], "Missing expected argument '<graph>'"),
    (["Iris", "--label", "y"], "Missing expected argument '--data <file>'"),
    (["Iris", "--data", "good.csv"], "Missing expected argument '--label <column>'"),
    (iris + ["--stepz", "3"], "Unknown option '--stepz'"),
    (iris + ["--steps", "many"], "The value 'many' is invalid for '--steps <n>'"),
    (iris + ["--steps", "-5"], "--steps must be at least 0, but is -5"),
    (iris + ["--until", "1", "--steps", "0"], "--steps must be at least 1, but is 0"),
    (iris + ["--rate", "0"], "--rate must be a finite number above 0, but is 0.0"),
    (iris + ["--rate", "-1"], "--rate must be a finite number above 0, but is -1.0"),
    (iris + ["--rate", "nan"], "--rate must be a finite number above 0, but is nan"),
    (iris + ["--rate", "inf"], "--rate must be a finite number above 0, but is inf"),
    (iris + ["--rate", "1e-60"], "--rate 1e-60 is outside the range of float; use --scalar double, or another value"),
    (iris + ["--batch", "0"], "--batch must be at least 1, but is 0"),
    (
      iris + ["--divide-features-by", "0"], "--divide-features-by must be a finite number other than 0, but is 0.0"
    ),
    (iris + ["--divide-features-by", "1e60"], "--divide-features-by 1e+60 is outside the range of float"),
    (iris + ["--scalar", "half"], "The value 'half' is invalid for '--scalar <scalar>'"),
    (iris + ["--zero", "--seed", "1"], "--zero and --seed exclude each other; give one of them"),
    (iris + ["--zero", "--from", "p"], "--zero and --from exclude each other; give one of them"),
    (["Irsi", "--data", "good.csv", "--label", "y"], "there is no graph \"Irsi\"; the graphs are "),
    (data("missing.csv"), "missing.csv: there is no such file; check the path"),
    (data("empty.csv"), "empty.csv: the file is empty"),
    (data("header.csv"), "header.csv: there is a header but no rows"),
    (data("ragged.csv"), "ragged.csv:2: expected 5 fields, as in the header, but found 4"),
    (data("text.csv"), "text.csv:2: column \"c\": \"x\" is not a number"),
    (data("nan.csv"), "nan.csv:2: column \"c\": \"nan\" is not a finite number"),
    (data("twice.csv"), "twice.csv:1: the columns 1 and 3 are both called \"a\""),
    (data("huge.csv"), "huge.csv:2: column \"a\": 1e+39 does not fit Float"),
    (
      data("good.csv", label: "z"),
      "good.csv: there is no column \"z\"; the columns are a, b, c, d, y"
    ),
    (data("narrow.csv"), "the data has 1 feature column besides the label, but the input "),
    (data("classes.csv"), "the labels have 4 classes (u, v, w, x), but the target "),
    (iris + ["--from", "missing"], "missing: there is no such file; check the path"),
    (iris + ["--from", "broken.safetensors"], "broken.safetensors: the file ends after 2 of at least 8 bytes"),
    // The folder is looked at before the data.
    (data("missing.csv") + ["-o", "no/p"], "no/p: cannot write it: the folder no: No such file or directory"),
    (data("missing.csv") + ["-o", "."], ".: cannot write it: it is a folder; give a file's name"),
    (data("good.csv") + ["-o", "good.csv"], "good.csv: the parameters would overwrite the data"),
    (iris + ["--rate", "1e38", "-o", "p"], "the loss is "),
    (iris + ["--until", "0"], "--until must be a finite number above 0, but is 0.0"),
    (iris + ["--until", "1e-60"], "--until 1e-60 is outside the range of float"),
    (iris + ["--penalty", "1"], "--penalty belongs to --until; give both"),
    (iris + ["--until", "1", "--penalty", "-1"], "--penalty must be a finite number of at least 0, but is -1.0"),
    (iris + ["--until", "1", "--penalty", "1e60"], "--penalty 1e+60 is outside the range of float"),
    (iris + ["--until", "1", "--batch", "3"], "--until and --batch exclude each other: L-BFGS takes all rows"),
    (iris + ["--until", "1e-4", "--steps", "3", "-o", "p"], "after 3 steps the gradient's largest entry is "),
    (iris + ["--until", "1e-12", "--penalty", "1", "-o", "p"], "after "),
  ]

  static func data(_ name: String, label: String = "y") -> [String] {
    ["Iris", "--data", name, "--label", label]
  }

  @Test(arguments: cases) func saysWhatIsWrongInOneLine(arguments: [String], message: String) throws {
    try TrainProcess.inTemporaryFolder { folder in
      for (name, text) in Self.tables { try Data(text.utf8).write(to: URL(filePath: "\(folder)/\(name)")) }
      let result = try TrainProcess.run(arguments, in: folder)
      #expect(result.status != 0)
      #expect(result.output == "")
      #expect(result.errors.hasPrefix("error: \(message)"), "\(result.errors)")
      #expect(result.errors.filter(\.isNewline).count == 1 && result.errors.hasSuffix("\n"))
      #expect(try Set(FileManager.default.contentsOfDirectory(atPath: folder)) == Set(Self.tables.keys))
    }
  }

  @Test func keepsSavedParametersWhenTrainingFails() throws {
    try TrainProcess.inTemporaryFolder { folder in
      #expect(try TrainProcess.run(Self.iris + ["-o", "p"], in: folder).status == 0)
      let before = try Data(contentsOf: URL(filePath: folder + "/p"))
      let failed = try TrainProcess.run(Self.iris + ["--from", "p", "-o", "p", "--rate", "1e38"], in: folder)
      #expect(failed.status == 1)
      #expect(failed.errors.hasPrefix("error: the loss is "))
      #expect(try Data(contentsOf: URL(filePath: folder + "/p")) == before)
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["p"])
    }
  }
}
