/// Builds a message: numbers in little-endian order, lists behind their counts.
struct MessageWriter {
  private(set) var bytes: [UInt8] = []

  /// Begins with what every message begins with.
  init(kind: UInt8) {
    append(MessageFormat.magic)
    append(MessageFormat.version)
    append(kind)
  }

  mutating func append<Number: FixedWidthInteger>(_ number: Number) {
    unsafe withUnsafeBytes(of: number.littleEndian) { unsafe bytes.append(contentsOf: $0) }
  }

  mutating func append(_ flag: Bool) { append(flag ? 1 as UInt8 : 0) }

  /// A run of bytes behind its length, which must be below 2^32.
  mutating func append(counted run: [UInt8]) {
    append(UInt32(run.count))
    bytes.append(contentsOf: run)
  }

  /// Bytes without a length: the reader knows how many.
  mutating func append(raw run: some Sequence<UInt8>) { bytes.append(contentsOf: run) }
}

/// What all messages have in common.
enum MessageFormat {
  /// "CINS": a message of something else is none.
  static let magic: UInt32 = 0x534E_4943
  /// Both sides are one program, so that another version is a mistake and nothing to be read.
  static let version: UInt16 = 1
}
