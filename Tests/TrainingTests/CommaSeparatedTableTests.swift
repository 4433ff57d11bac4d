import Foundation
import SeededRandom
import Testing

@testable import Training

struct CommaSeparatedTableTests {
  static func table(_ text: String) throws -> CommaSeparatedTable {
    try CommaSeparatedTable(Array(text.utf8), path: "t.csv")
  }

  /// All that is wrong with a text, found by reading it, column "b", and all numbers.
  static func message(_ text: String) -> String {
    do {
      let table = try table(text)
      _ = try table.position(ofColumn: "b")
      for row in 0..<table.rows {
        for column in table.columns.indices { _ = try table.row(row).number(column) }
      }
      return "no error"
    } catch {
      return "\(error)"
    }
  }

  static let badTexts: [(text: String, message: String)] = [
    ("", "t.csv: the file is empty; it must have a header line with column names, then one line a row"),
    ("\n \r\n", "t.csv: the file is empty; it must have a header line with column names, then one line a row"),
    ("a,b\n", "t.csv: there is a header but no rows; add at least one"),
    ("a,b", "t.csv: there is a header but no rows; add at least one"),
    ("a,,b\n1,2,3", "t.csv:1: column 2 has no name in the header; name it, or remove the column"),
    ("b,a, b\n1,2,3", "t.csv:1: the columns 1 and 3 are both called \"b\"; rename one of them"),
    (
      "a,b\n1,2\n\n3\n",
      "t.csv:4: expected 2 fields, as in the header, but found 1; "
        + "complete the row, or put fields that contain commas in double quotes"
    ),
    (
      "b\n1,2\n",
      "t.csv:2: expected 1 field, as in the header, but found 2; "
        + "complete the row, or put fields that contain commas in double quotes"
    ),
    ("a,b\n1,2,", fieldCount(line: 2, found: 3)),
    ("\"a\nc\",b\n1,2\n\"3\n\n\",4\n5", fieldCount(line: 7, found: 1)),
    ("a,b\n1,two", "t.csv:2: column \"b\": \"two\" is not a number; correct it, or remove the column"),
    ("a,b\n1,0x10", "t.csv:2: column \"b\": \"0x10\" is not a number; correct it, or remove the column"),
    ("a,b\n1,0X1F", "t.csv:2: column \"b\": \"0X1F\" is not a number; correct it, or remove the column"),
    ("a,b\n1,2\r\n,3", "t.csv:3: column \"a\": an empty field is not a number; correct it, or remove the row"),
    ("a,b\n1,NaN", "t.csv:2: column \"b\": \"NaN\" is not a finite number; correct it, or remove the row"),
    ("a,b\n-inf,1", "t.csv:2: column \"a\": \"-inf\" is not a finite number; correct it, or remove the row"),
    ("a,b\n1e999,1", "t.csv:2: column \"a\": \"1e999\" is not a finite number; correct it, or remove the row"),
    ("a,c\n1,2", "t.csv: there is no column \"b\"; the columns are a, c; did you mean a?"),
    ("alpha,gamma\n1,2", "t.csv: there is no column \"b\"; the columns are alpha, gamma"),
    ("a,b\n1,\"2\n3\n", "t.csv:2: column 2: a double quote is opened and never closed; close it"),
    (
      "a,b\n1,5\"",
      "t.csv:2: column 2: a double quote stands inside a plain field; "
        + "put the field in double quotes and write \"\" for each one inside"
    ),
    (
      "a,b\n\"x\"y,5",
      "t.csv:2: column 1: text follows a closing double quote; write \"\" for a double quote inside a field"
    ),
  ]

  static func fieldCount(line: Int, found: Int) -> String {
    "t.csv:\(line): expected 2 fields, as in the header, but found \(found); "
      + "complete the row, or put fields that contain commas in double quotes"
  }

  @Test(arguments: badTexts) func tellsWhatIsWrongAndWhere(text: String, message: String) {
    #expect(Self.message(text) == message)
  }

  @Test func suggestsTheColumnThatWasMeant() throws {
    let table = try Self.table("petal_width,species\n1,x")
    let error = #expect(throws: TableError.self) { try table.position(ofColumn: "Specie") }
    let expected = "t.csv: there is no column \"Specie\"; the columns are petal_width, species; did you mean species?"
    #expect(error?.description == expected)
  }

  @Test func tellsThatAFileCannotBeRead() throws {
    let missing = #expect(throws: TableError.self) { try CommaSeparatedTable(contentsOf: "/no/such.csv") }
    #expect(missing?.description == "/no/such.csv: there is no such file; check the path")
    let folder = #expect(throws: TableError.self) { try CommaSeparatedTable(contentsOf: "/") }
    #expect(folder?.description == "/: cannot read it: Is a directory")
    let bytes: [UInt8] = [0xFF, 0xFE, 0x61, 0]
    let text = #expect(throws: TableError.self) { try CommaSeparatedTable(bytes, path: "t.csv") }
    #expect(text?.description.hasPrefix("t.csv: the file is not UTF-8 text") == true)
  }

  @Test(arguments: ["\n", "\r\n", "\r"]) func endsLinesInEveryWay(end: String) throws {
    let text = ["\u{FEFF}a , \"b \"\"x\"\"\"", "", " 1,\" 2,\"", "-3e-2\t,y"].joined(separator: end)
    let table = try Self.table(text)
    #expect(table.columns == ["a", "b \"x\""])
    #expect(table.rows == 2)
    #expect(try table.row(0).number(0) == 1)
    #expect(table.row(0).text(1) == " 2,")
    #expect(try table.row(1).number(0) == -0.03)
    #expect(table.row(1).text(1) == "y")
    #expect(table.row(1).location.line == 4)
  }

  @Test func keepsLineEndsInQuotes() throws {
    let table = try Self.table("a,b\n\"x\ny\",1\nz,2")
    #expect(table.row(0).text(0) == "x\ny")
    #expect((0..<2).map { table.row($0).location.line } == [2, 4])
  }

  /// Whatever the bytes, the reader answers with a table or an error.
  @Test func survivesAnyBytes() {
    var generator = SplitMix64(seed: 1)
    let alphabet = Array("a1,,\"\"\n\r \t\u{FEFF}é".utf8)
    for _ in 0..<5_000 {
      let bytes = (0..<generator.index(below: 24)).map { _ in alphabet[generator.index(below: alphabet.count)] }
      guard let table = try? CommaSeparatedTable(bytes, path: "t.csv") else { continue }
      for row in 0..<table.rows {
        for column in table.columns.indices { _ = try? table.row(row).number(column) }
      }
    }
  }

  @Test func readsTheDigits() throws {
    let table = try CommaSeparatedTable(contentsOf: TestFiles.data("digits.csv"))
    #expect(table.rows == 1797)
    #expect(table.columns.count == 65)
    #expect(try table.row(1796).number(64) == 8)
  }
}
