#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// What the system answered when a file could not be read or written.
public struct FileFailure: Error, Equatable, CustomStringConvertible, Sendable {
  public enum Operation: String, Sendable {
    case read, write
  }

  public let operation: Operation
  public let path: String
  /// The system's reason, such as "No such file or directory".
  public let reason: String

  public var description: String { "\(path): cannot \(operation.rawValue) it: \(reason)" }
}

/// Whole files as bytes.
///
/// POSIX calls instead of Foundation's, because a file that must survive a crash needs `fsync` between write and rename.
package enum FileAccess {
  /// Whether something has this name, be it a file or a folder.
  static func exists(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 || errno != ENOENT
  }

  /// Whether two paths lead to one existing file, through links and `..` too.
  package static func isSameFile(_ left: String, _ right: String) -> Bool {
    var (first, second) = (stat(), stat())
    guard stat(left, &first) == 0, stat(right, &second) == 0 else { return false }
    return first.st_dev == second.st_dev && first.st_ino == second.st_ino
  }

  static func read(_ path: String) throws(FileFailure) -> [UInt8] {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { throw failure(.read, path) }
    defer { close(file) }
    var bytes: [UInt8] = []
    var status = stat()
    // The size is only a hint for one allocation: pipes report none, and a file may grow meanwhile.
    if fstat(file, &status) == 0, status.st_size > 0 { bytes.reserveCapacity(Int(status.st_size)) }
    var chunk = [UInt8](repeating: 0, count: 1 << 18)
    while true {
      let count = chunk.withUnsafeMutableBytes { systemRead(file, $0) }
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw failure(.read, path) }
      if count == 0 { return bytes }
      bytes.append(contentsOf: chunk[..<count])
    }
  }

  /// Replaces a file as a whole: another process, or a reader after a crash, sees the old content or the new.
  ///
  /// The bytes go to a temporary file in the same folder, are forced to the disk, and take over the name. A link leads to
  /// the file that is replaced, and a file keeps its permissions.
  package static func replace(_ path: String, with bytes: [UInt8]) throws(FileFailure) {
    try checkReplaceable(path)
    let target = withoutLinks(path)
    let temporary = temporaryPath(beside: target)
    let file = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    guard file >= 0 else { throw failure(.write, path) }
    do throws(FileFailure) {
      var status = stat()
      if stat(target, &status) == 0 { _ = fchmod(file, status.st_mode & 0o777) }
      try store(bytes, in: file, path)
      guard rename(temporary, target) == 0 else { throw failure(.write, path) }
    } catch {
      unlink(temporary)
      throw error
    }
    synchronizeFolder(of: target)
  }

  /// Writes everything, forces it to the disk, and closes the file whether that worked or not.
  private static func store(_ bytes: [UInt8], in file: Int32, _ path: String) throws(FileFailure) {
    do throws(FileFailure) {
      try writeAll(bytes, to: file, path)
      guard fsync(file) == 0 else { throw failure(.write, path) }
    } catch {
      close(file)
      throw error
    }
    guard close(file) == 0 else { throw failure(.write, path) }
  }

  /// Finds out early whether `replace` can work, so that hours of training are not lost to a misspelt folder.
  package static func checkReplaceable(_ path: String) throws(FileFailure) {
    guard !path.isEmpty else {
      throw FileFailure(operation: .write, path: "\"\"", reason: "the file's name is empty")
    }
    let folder = folder(of: path)
    var status = stat()
    guard stat(folder, &status) == 0 else {
      throw FileFailure(operation: .write, path: path, reason: "the folder \(folder): \(systemReason())")
    }
    guard status.st_mode & S_IFMT == S_IFDIR else {
      throw FileFailure(operation: .write, path: path, reason: "\(folder) is not a folder")
    }
    guard access(folder, W_OK | X_OK) == 0 else {
      throw FileFailure(operation: .write, path: path, reason: "the folder \(folder): \(systemReason())")
    }
    let exists = stat(path, &status) == 0
    if path.hasSuffix("/") || (exists && status.st_mode & S_IFMT == S_IFDIR) {
      throw FileFailure(operation: .write, path: path, reason: "it is a folder; give a file's name")
    }
    // A device such as /dev/null would lose its name to the new file.
    if exists, status.st_mode & S_IFMT != S_IFREG {
      throw FileFailure(operation: .write, path: path, reason: "it is not a regular file")
    }
  }

  private static func writeAll(_ bytes: [UInt8], to file: Int32, _ path: String) throws(FileFailure) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { systemWrite(file, $0) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw failure(.write, path) }
      rest = rest.dropFirst(count)
    }
  }

  /// The file that a path leads to; the path itself where there is none yet.
  private static func withoutLinks(_ path: String) -> String {
    guard let real = realpath(path, nil) else { return path }
    defer { free(real) }
    return String(cString: real)
  }

  /// Makes the rename itself durable. Some file systems refuse; the file is complete either way.
  private static func synchronizeFolder(of path: String) {
    let file = open(folder(of: path), O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return }
    _ = fsync(file)
    close(file)
  }

  private static func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  private static func temporaryPath(beside path: String) -> String {
    // Not the target's own name plus a suffix: that could pass the file system's limit for names.
    "\(folder(of: path))/.pullback-\(getpid())-\(String(UInt64.random(in: 0 ... .max), radix: 36)).tmp"
  }

  private static func failure(_ operation: FileFailure.Operation, _ path: String) -> FileFailure {
    FileFailure(operation: operation, path: path, reason: systemReason())
  }

  private static func systemReason() -> String { String(cString: strerror(errno)) }
}

/// `read` and `write` by names that the methods of `FileAccess` do not hide.
private func systemRead(_ file: Int32, _ bytes: UnsafeMutableRawBufferPointer) -> Int {
  read(file, bytes.baseAddress, bytes.count)
}

private func systemWrite(_ file: Int32, _ bytes: UnsafeRawBufferPointer) -> Int {
  write(file, bytes.baseAddress, bytes.count)
}
