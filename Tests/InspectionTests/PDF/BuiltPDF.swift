/// A PDF file, built object by object.
struct BuiltPDF {
  private(set) var bytes = Array("%PDF-1.7\n%\u{E9}\n".utf8)

  /// A file with a catalogue and a page.
  init(catalog: String = "") {
    add(1, "<</Type/Catalog/Pages 2 0 R \(catalog)>>")
    add(2, "<</Type/Pages/Kids[3 0 R]/Count 1>>")
    add(3, "<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>")
  }

  mutating func append(_ text: String) { bytes += Array(text.utf8) }

  mutating func add(_ number: Int, _ value: String) { append("\(number) 0 obj\(value)endobj\n") }

  mutating func add(_ number: Int, _ dictionary: String, stream data: [UInt8]) {
    append("\(number) 0 obj<<\(dictionary)/Length \(data.count)>>stream\n")
    bytes += data
    append("\nendstream endobj\n")
  }

  /// The end of a file, whose table is of no use.
  consuming func finish(trailer: String = "") -> [UInt8] {
    append(
      "xref\n0 1\n0000000000 65535 f \ntrailer<</Root 1 0 R\(trailer)>>\nstartxref\n9\n%%EOF\n")
    return bytes
  }

  /// Data in a zlib stream, stored.
  static func zlib(_ data: [UInt8]) -> [UInt8] {
    var output: [UInt8] = [0x78, 0x01]
    let count = UInt16(data.count)
    output += [1, UInt8(count & 0xFF), UInt8(count >> 8)]
    output += [UInt8(~count & 0xFF), UInt8(~count >> 8)] + data
    var (low, high): (UInt32, UInt32) = (1, 0)
    for byte in data {
      low = (low + UInt32(byte)) % 65_521
      high = (high + low) % 65_521
    }
    let sum = high << 16 | low
    return output + [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: sum >> UInt32($0)) }
  }

  /// The test signature, so that it lies in no bytes as it is.
  static let hidden: [UInt8] =
    Array(
      planted.flatMap { byte in
        let digits = String(byte, radix: 16)
        return Array((digits.count == 1 ? "0" + digits : digits).utf8)
      }) + Array(">".utf8)
}
