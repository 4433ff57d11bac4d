/// A table of comma-separated values whose first line names the columns.
///
/// It holds the file's bytes and where each row starts; fields are found again, and become texts or numbers, when a row
/// is asked for. To remember every field would take several times the memory of the file.
public struct CommaSeparatedTable: Sendable {
  /// The file's path, for messages.
  public let path: String
  /// The columns' names, all different and none empty, in the order of the header.
  public let columns: [String]
  /// The number of rows, at least 1; the header is none.
  public var rows: Int { starts.count }

  private let bytes: [UInt8]
  private let starts: [CommaSeparatedScanner.Mark]

  /// Reads a file.
  /// - Throws: `TableError` when the file cannot be read, or is no table with a header and rows of equal length.
  public init(contentsOf path: String) throws(TableError) {
    guard FileAccess.exists(path) else { throw .missing(path: path) }
    let bytes: [UInt8]
    do { bytes = try FileAccess.read(path) } catch { throw .unreadable(error) }
    try self.init(bytes, path: path)
  }

  /// Takes UTF-8 text, with or without a byte order mark.
  /// - Parameter path: stands for the text in messages.
  /// - Throws: `TableError`.
  public init(_ bytes: [UInt8], path: String) throws(TableError) {
    guard Self.isText(bytes) else { throw .notText(path: path) }
    var scanner = CommaSeparatedScanner(bytes, path: path)
    var header: [CommaSeparatedScanner.Field] = []
    guard let first = try scanner.next(into: &header) else { throw .empty(path: path) }
    let columns = header.map { Self.text($0, in: bytes) }
    try Self.checkNames(columns, TableLocation(path: path, line: first.start.line))
    var starts: [CommaSeparatedScanner.Mark] = []
    var fields: [CommaSeparatedScanner.Field] = []
    while let record = try scanner.next(into: &fields) {
      guard record.fieldCount == columns.count else {
        let location = TableLocation(path: path, line: record.start.line)
        throw .fieldCount(location, expected: columns.count, found: record.fieldCount)
      }
      starts.append(record.start)
      fields.removeAll(keepingCapacity: true)
    }
    guard !starts.isEmpty else { throw .headerOnly(path: path) }
    self.path = path
    self.columns = columns
    self.bytes = bytes
    self.starts = starts
  }

  /// The position of the column of the given name.
  /// - Throws: `TableError.unknownColumn`.
  public func position(ofColumn name: String) throws(TableError) -> Int {
    guard let position = columns.firstIndex(of: name) else {
      throw .unknownColumn(path: path, name: name, known: columns)
    }
    return position
  }

  /// Finds the fields of one row, in time proportional to the row's length.
  public func row(_ index: Int) -> Row {
    var scanner = CommaSeparatedScanner(bytes, path: path, at: starts[index])
    var fields: [CommaSeparatedScanner.Field] = []
    fields.reserveCapacity(columns.count)
    // Scanned once before, without an error.
    _ = try? scanner.next(into: &fields)
    return Row(table: self, location: TableLocation(path: path, line: starts[index].line), fields: fields)
  }

  /// One row of a table.
  public struct Row: Sendable {
    fileprivate let table: CommaSeparatedTable
    /// Where the row starts in the file.
    public let location: TableLocation
    fileprivate let fields: [CommaSeparatedScanner.Field]

    /// The text in the column of the given position.
    public func text(_ column: Int) -> String {
      CommaSeparatedTable.text(fields[column], in: table.bytes)
    }

    /// The number in the column of the given position, in decimal or scientific notation.
    /// - Throws: `TableError.notANumber`, or `TableError.notFinite` for NaN, infinity, and what exceeds `Double`.
    public func number(_ column: Int) throws(TableError) -> Double {
      let text = text(column)
      guard let number = Double(decimal: text) else {
        throw .notANumber(location, column: table.columns[column], text: text)
      }
      guard number.isFinite else {
        throw .notFinite(location, column: table.columns[column], text: text)
      }
      return number
    }
  }

  private static func isText(_ bytes: [UInt8]) -> Bool {
    var decoder = UTF8.ForwardParser()
    var iterator = bytes.makeIterator()
    while true {
      switch decoder.parseScalar(from: &iterator) {
      case .valid: continue
      case .emptyInput: return true
      case .error: return false
      }
    }
  }

  private static func text(_ field: CommaSeparatedScanner.Field, in bytes: [UInt8]) -> String {
    let text = String(decoding: bytes[field.bytes], as: UTF8.self)
    guard field.hasEscapes else { return text }
    var result = ""
    var afterQuote = false
    for character in text.unicodeScalars {
      afterQuote = character == "\"" && !afterQuote
      if !afterQuote { result.unicodeScalars.append(character) }
    }
    return result
  }

  private static func checkNames(_ names: [String], _ location: TableLocation) throws(TableError) {
    var positions: [String: Int] = [:]
    for (index, name) in names.enumerated() {
      guard !name.isEmpty else { throw .unnamedColumn(location, position: index + 1) }
      if let first = positions.updateValue(index + 1, forKey: name) {
        throw .duplicateColumn(location, name: name, first: first, second: index + 1)
      }
    }
  }
}

extension Double {
  /// A number in decimal or scientific notation. Swift reads hexadecimal too; in a table that is far more likely a name.
  init?(decimal text: String) {
    guard !text.utf8.contains(where: { $0 == UInt8(ascii: "x") || $0 == UInt8(ascii: "X") }) else { return nil }
    self.init(text)
  }
}
