/// Finds the fields of comma-separated text (RFC 4180) without copying them.
///
/// Our own rather than a package's, because messages need the exact line and column of every field, and SwiftCSV reports
/// neither: it pads or cuts ragged rows silently and has no line numbers once a quoted field spans lines. It also keeps
/// a dictionary of strings for every row, where training wants numbers.
///
/// Beyond the RFC: lines may end in LF, CR or CRLF; blank lines are skipped; spaces and tabs around a field are dropped
/// unless they are quoted.
struct CommaSeparatedScanner {
  /// Where a field's text lies, without its quotes.
  struct Field {
    var bytes: Range<Int>
    /// Whether `""` occurs inside and stands for one double quote.
    var hasEscapes = false
  }

  /// A place in the text from which scanning can go on.
  struct Mark {
    let position: Int
    let line: Int
  }

  /// Where a record starts, and how many fields it has.
  struct Record {
    let start: Mark
    let fieldCount: Int
  }

  let bytes: [UInt8]
  let path: String
  private var position = 0
  private var line = 1

  init(_ bytes: [UInt8], path: String) {
    self.bytes = bytes
    self.path = path
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
  }

  /// Starts at a record that was found before.
  init(_ bytes: [UInt8], path: String, at mark: Mark) {
    self.bytes = bytes
    self.path = path
    position = mark.position
    line = mark.line
  }

  /// Appends the next record's fields; nil at the end of the text.
  mutating func next(into fields: inout [Field]) throws(TableError) -> Record? {
    skipBlankLines()
    guard position < bytes.count else { return nil }
    let start = Mark(position: position, line: line)
    let before = fields.count
    while true {
      fields.append(try field(number: fields.count - before + 1))
      guard position < bytes.count, bytes[position] == .comma else { break }
      position += 1
    }
    endLine()
    return Record(start: start, fieldCount: fields.count - before)
  }

  private mutating func field(number: Int) throws(TableError) -> Field {
    skipSpaces()
    guard position < bytes.count, bytes[position] == .quote else { return try plainField(number: number) }
    return try quotedField(number: number)
  }

  private mutating func plainField(number: Int) throws(TableError) -> Field {
    let start = position
    while position < bytes.count, !bytes[position].endsField {
      guard bytes[position] != .quote else { throw fault(.insidePlainField, line, number) }
      position += 1
    }
    var end = position
    while end > start, bytes[end - 1].isSpace { end -= 1 }
    return Field(bytes: start..<end)
  }

  private mutating func quotedField(number: Int) throws(TableError) -> Field {
    let opening = line
    position += 1
    var field = Field(bytes: position..<position)
    while true {
      guard position < bytes.count else { throw fault(.neverClosed, opening, number) }
      if bytes[position] == .quote {
        guard position + 1 < bytes.count, bytes[position + 1] == .quote else { break }
        field.hasEscapes = true
        position += 2
      } else if bytes[position].isLineEnd {
        endLine()
      } else {
        position += 1
      }
    }
    field.bytes = field.bytes.lowerBound..<position
    position += 1
    skipSpaces()
    guard position == bytes.count || bytes[position].endsField else {
      throw fault(.textAfterClosing, line, number)
    }
    return field
  }

  /// Passes one LF, CR or CRLF, if there is one here.
  private mutating func endLine() {
    guard position < bytes.count, bytes[position].isLineEnd else { return }
    let isPair = bytes[position] == .carriageReturn && position + 1 < bytes.count && bytes[position + 1] == .lineFeed
    position += isPair ? 2 : 1
    line += 1
  }

  private mutating func skipBlankLines() {
    while position < bytes.count {
      let start = position
      skipSpaces()
      guard position < bytes.count else { return }
      guard bytes[position].isLineEnd else {
        position = start
        return
      }
      endLine()
    }
  }

  private mutating func skipSpaces() {
    while position < bytes.count, bytes[position].isSpace { position += 1 }
  }

  private func fault(_ fault: TableError.QuotationFault, _ line: Int, _ number: Int) -> TableError {
    .quotation(TableLocation(path: path, line: line), position: number, fault)
  }
}

extension UInt8 {
  fileprivate static var comma: UInt8 { UInt8(ascii: ",") }
  fileprivate static var quote: UInt8 { UInt8(ascii: "\"") }
  fileprivate static var lineFeed: UInt8 { UInt8(ascii: "\n") }
  fileprivate static var carriageReturn: UInt8 { UInt8(ascii: "\r") }
  fileprivate var isSpace: Bool { self == UInt8(ascii: " ") || self == UInt8(ascii: "\t") }
  fileprivate var isLineEnd: Bool { self == .lineFeed || self == .carriageReturn }
  fileprivate var endsField: Bool { self == .comma || isLineEnd }
}
