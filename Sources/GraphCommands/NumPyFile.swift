import Foundation
import IndexCalculus

/// A tensor in NumPy's file format, version 1.0 (NumPy Enhancement Proposal 1).
enum NumPyFile {
  static func data(_ tensor: DenseTensor<Double>) -> Data {
    let shape = tensor.shape.map { "\($0)," }.joined(separator: " ")
    var header = "{'descr': '<f8', 'fortran_order': False, 'shape': (\(shape)), }"
    // Magic, version, length and header together fill whole blocks of 64 bytes.
    let padding = 63 - (10 + header.utf8.count) % 64
    header += String(repeating: " ", count: padding) + "\n"
    var result = Data([0x93] + Array("NUMPY".utf8) + [1, 0])
    append(UInt16(header.utf8.count), to: &result)
    result.append(contentsOf: header.utf8)
    for element in tensor.elements { append(element.bitPattern, to: &result) }
    return result
  }

  private static func append(_ value: some FixedWidthInteger, to data: inout Data) {
    withUnsafeBytes(of: value.littleEndian) { data.append(contentsOf: $0) }
  }
}
