/// The bytes that HTTP's grammar names.
enum Byte {
  static let tab: UInt8 = 0x09
  static let lf: UInt8 = 0x0A
  static let cr: UInt8 = 0x0D
  static let space: UInt8 = 0x20
  static let quote: UInt8 = 0x22
  static let hash: UInt8 = 0x23
  static let percent: UInt8 = 0x25
  static let asterisk: UInt8 = 0x2A
  static let comma: UInt8 = 0x2C
  static let dot: UInt8 = 0x2E
  static let slash: UInt8 = 0x2F
  static let zero: UInt8 = 0x30
  static let colon: UInt8 = 0x3A
  static let semicolon: UInt8 = 0x3B
  static let equals: UInt8 = 0x3D
  static let question: UInt8 = 0x3F
  static let at: UInt8 = 0x40
  static let openBracket: UInt8 = 0x5B
  static let backslash: UInt8 = 0x5C
  static let closeBracket: UInt8 = 0x5D
  static let underscore: UInt8 = 0x5F
  static let delete: UInt8 = 0x7F
}

/// A set of ASCII bytes as two words, so that membership is a shift and needs no table in memory.
struct ByteClass {
  private let low: UInt64
  private let high: UInt64

  @inline(__always)
  init(low: UInt64, high: UInt64) {
    self.low = low
    self.high = high
  }

  @inline(__always)
  func contains(_ byte: UInt8) -> Bool {
    let word = byte & 0x40 == 0 ? low : high
    return byte < 0x80 && word &>> UInt64(byte & 0x3F) & 1 == 1
  }

  /// `tchar` (RFC 9110, section 5.6.2): letters, digits and ``!#$%&'*+-.^_`|~``.
  @inline(__always)
  static var token: ByteClass {
    ByteClass(low: 0x03FF_6CFA_0000_0000, high: 0x57FF_FFFF_C7FF_FFFE)
  }

  /// Letters, digits, `-`, `.` and `_`: what the name of a host is made of. Narrower than
  /// `reg-name` (RFC 3986), whose commas, semicolons and percent signs no resolver takes and two
  /// parsers read in two ways.
  @inline(__always)
  static var hostName: ByteClass {
    ByteClass(low: 0x03FF_6000_0000_0000, high: 0x07FF_FFFE_87FF_FFFE)
  }
}

/// Word-wise scans. They read eight bytes at a time, within the span's bounds.
enum ByteScan {
  @inline(__always)
  private static func word(_ bytes: borrowing RawSpan, _ offset: Int) -> UInt64 {
    // Bounds are checked by the load; every bit pattern is a valid integer.
    unsafe UInt64(littleEndian: bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self))
  }

  /// Eight bytes, the first of them lowest. Traps past the end.
  @inline(__always)
  static func word(_ bytes: Span<UInt8>, at offset: Int) -> UInt64 {
    word(unsafe bytes.bytes, offset)
  }

  /// The first offset in `from..<to` of a byte below 0x20 or of DEL; `to` where there is none.
  @inline(__always)
  static func control(_ bytes: Span<UInt8>, from: Int, to: Int) -> Int {
    let raw = unsafe bytes.bytes
    let ones: UInt64 = 0x0101_0101_0101_0101
    let tops: UInt64 = 0x8080_8080_8080_8080
    var offset = from
    while offset + 8 <= to {
      let word = word(raw, offset)
      // A byte's top bit is set where the byte borrows in the subtraction, and only bytes above the
      // lowest one found can be wrong, so the lowest is exact.
      let below = (word &- ones &* 0x20) & ~word
      let flipped = word ^ ones &* 0x7F
      let delete = (flipped &- ones) & ~flipped
      let found = (below | delete) & tops
      if found != 0 { return offset + found.trailingZeroBitCount / 8 }
      offset += 8
    }
    while offset < to {
      let byte = bytes[offset]
      if byte < 0x20 || byte == Byte.delete { return offset }
      offset += 1
    }
    return to
  }

  /// Like `control`, but a tab counts as text, as it does in a field's value.
  @inline(__always)
  static func valueEnd(_ bytes: Span<UInt8>, from: Int) -> Int {
    let count = bytes.count
    var offset = control(bytes, from: from, to: count)
    while offset < count, bytes[offset] == Byte.tab {
      offset = control(bytes, from: offset + 1, to: count)
    }
    return offset
  }

  /// The first offset at or after `from` of a byte that is no `tchar`; `count` where there is none.
  @inline(__always)
  static func tokenEnd(_ bytes: Span<UInt8>, from: Int) -> Int {
    var offset = from
    let count = bytes.count
    while offset < count, ByteClass.token.contains(bytes[offset]) { offset += 1 }
    return offset
  }

  /// Whether two runs of bytes are equal but for the case of ASCII letters.
  static func equalIgnoringCase(_ left: Span<UInt8>, _ right: Span<UInt8>) -> Bool {
    guard left.count == right.count else { return false }
    for index in left.indices where lowercased(left[index]) != lowercased(right[index]) {
      return false
    }
    return true
  }

  /// Whether the bytes are `text`, which is written in lower case, in any case.
  @inline(__always)
  static func equalIgnoringCase(_ bytes: Span<UInt8>, _ text: StaticString) -> Bool {
    guard bytes.count == text.utf8CodeUnitCount else { return false }
    for index in bytes.indices {
      // The literal has `utf8CodeUnitCount` bytes, and the index is below that.
      if unsafe lowercased(bytes[index]) != text.utf8Start[index] { return false }
    }
    return true
  }

  @inline(__always)
  static func lowercased(_ byte: UInt8) -> UInt8 {
    byte &- 0x41 < 26 ? byte | 0x20 : byte
  }

  /// Whether a byte is a decimal digit.
  @inline(__always)
  static func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }
}
