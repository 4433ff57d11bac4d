/// A line of a file, written as editors and terminals understand it.
public struct TableLocation: Equatable, CustomStringConvertible, Sendable {
  public let path: String
  /// From 1, counting the header and blank lines.
  public let line: Int

  public init(path: String, line: Int) {
    self.path = path
    self.line = line
  }

  public var description: String { "\(path):\(line)" }
}

/// What can be wrong with a table of comma-separated values.
public enum TableError: Error, Equatable, CustomStringConvertible, Sendable {
  case missing(path: String)
  case unreadable(FileFailure)
  case notText(path: String)
  case empty(path: String)
  case headerOnly(path: String)
  case unnamedColumn(TableLocation, position: Int)
  case duplicateColumn(TableLocation, name: String, first: Int, second: Int)
  case fieldCount(TableLocation, expected: Int, found: Int)
  case quotation(TableLocation, position: Int, QuotationFault)
  case notANumber(TableLocation, column: String, text: String)
  case notFinite(TableLocation, column: String, text: String)
  case unknownColumn(path: String, name: String, known: [String])

  public enum QuotationFault: Equatable, Sendable {
    case neverClosed, insidePlainField, textAfterClosing
  }

  public var description: String {
    switch self {
    case .missing(let path):
      "\(path): there is no such file; check the path"
    case .unreadable(let failure):
      failure.description
    case .notText(let path):
      "\(path): the file is not UTF-8 text; save it as comma-separated values in UTF-8"
    case .empty(let path):
      "\(path): the file is empty; it must have a header line with column names, then one line a row"
    case .headerOnly(let path):
      "\(path): there is a header but no rows; add at least one"
    case .unnamedColumn(let location, let position):
      "\(location): column \(position) has no name in the header; name it, or remove the column"
    case .duplicateColumn(let location, let name, let first, let second):
      "\(location): the columns \(first) and \(second) are both called \(name.quoted); rename one of them"
    case .fieldCount(let location, let expected, let found):
      "\(location): expected \(expected) \(expected == 1 ? "field" : "fields"), as in the header, "
        + "but found \(found); complete the row, or put fields that contain commas in double quotes"
    case .quotation(let location, let position, let fault):
      "\(location): column \(position): \(Self.text(fault))"
    case .notANumber(let location, let column, let text):
      "\(location): column \(column.quoted): \(text.isEmpty ? "an empty field" : text.quoted) is not a number; "
        + "correct it, or remove the \(text.isEmpty ? "row" : "column")"
    case .notFinite(let location, let column, let text):
      "\(location): column \(column.quoted): \(text.quoted) is not a finite number; correct it, or remove the row"
    case .unknownColumn(let path, let name, let known):
      "\(path): there is no column \(name.quoted); the columns are \(NearestName.list(known))"
        + NearestName.hint(name, in: known)
    }
  }

  private static func text(_ fault: QuotationFault) -> String {
    switch fault {
    case .neverClosed:
      "a double quote is opened and never closed; close it"
    case .insidePlainField:
      "a double quote stands inside a plain field; put the field in double quotes and write \"\" for each one inside"
    case .textAfterClosing:
      "text follows a closing double quote; write \"\" for a double quote inside a field"
    }
  }
}

extension String {
  /// The text in double quotes, on one line and not too long, for a message.
  package var quoted: String {
    count <= 60 ? debugDescription : String(prefix(59) + "…").debugDescription
  }
}
