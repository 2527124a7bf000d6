internal import Digests
internal import Glibc

/// Reads lines of hashes from bytes in memory, without allocating.
///
/// A line is `Hash:Size:Name[:MinFL[:MaxFL]]`, for sections `Size:Hash:Name…`. Lines are read as
/// ClamAV reads them: numbers as C's `strtoul` and `atoi` read them, `*` for the size only in lines
/// for functionality level 73 and later (`.imp` lines excepted). Empty lines and lines that begin
/// with `#` are passed over.
@safe
package struct HashLineReader {
  /// `*` for the size is understood from this functionality level on.
  static let wildcardLevelMin: UInt64 = 73
  /// Sizes from this one on are refused, as ClamAV refuses them.
  static let sizeEnd: UInt64 = 0xffff_ffff
  private static let separatorsMax = 5

  private let bytes: UnsafeRawBufferPointer
  private let count: Int
  private let kind: HashLine.Kind
  private var position = 0

  /// The number of the line that ``next()`` read last, counted from the first line's number.
  package private(set) var lineNumber: Int

  /// Lines so far that are neither empty nor a comment.
  package private(set) var lineCount = 0

  /// A reader of whole lines; the last one needs no newline.
  ///
  /// - Parameters:
  ///   - bytes: must outlive the reader.
  ///   - firstLineNumber: what the first of these lines counts as, where a file is read in pieces.
  package init(_ bytes: UnsafeRawBufferPointer, kind: HashLine.Kind, firstLineNumber: Int = 1) {
    unsafe self.bytes = bytes
    count = bytes.count
    self.kind = kind
    lineNumber = firstLineNumber - 1
  }

  /// The next line; `nil` after the last one. After an error it can be called again and goes on
  /// with the line after.
  package mutating func next() throws(UnusedReason) -> HashLine? {
    while position < count {
      let start = position
      var end = index(of: Ascii.newline, in: start..<count) ?? count
      position = end + 1
      lineNumber += 1
      let isTooLong = end - start > DatabaseFormat.lineBytesMax
      while end > start, byte(end - 1) == Ascii.carriageReturn { end -= 1 }
      if end == start || byte(start) == Ascii.hash { continue }
      lineCount += 1
      guard !isTooLong else { throw .malformed(.lineTooLong) }
      return try line(start..<end)
    }
    return nil
  }

  /// The name of a line that was read.
  package func name(_ line: HashLine) -> String {
    unsafe String(decoding: bytes[line.nameRange], as: UTF8.self)
  }

  private func line(_ line: Range<Int>) throws(UnusedReason) -> HashLine {
    // The fields begin after these places; unused ones stay at the line's end.
    var separators: InlineArray<5, Int> = .init(repeating: line.upperBound)
    var count = 0
    var rest = line
    while let place = index(of: Ascii.colon, in: rest) {
      guard count < Self.separatorsMax else { throw .malformed(.fieldCount) }
      separators[count] = place
      count += 1
      rest = (place + 1)..<line.upperBound
    }
    guard count >= 2, count <= 4 else { throw .malformed(.fieldCount) }
    let first = line.lowerBound..<separators[0]
    let second = (separators[0] + 1)..<separators[1]
    var level: UInt64 = 0
    if count >= 3 {
      level = try unsafe FunctionalityLevel.checkMinimum(field((separators[2] + 1)..<separators[3]))
    }
    if count == 4 {
      try unsafe FunctionalityLevel.checkMaximum(field((separators[3] + 1)..<line.upperBound))
    }
    let size = try size(kind == .section ? first : second, hasLevel: count >= 3, level: level)
    let name = (separators[1] + 1)..<separators[2]
    guard !name.isEmpty else { throw .malformed(.name) }
    guard index(of: 0, in: name) == nil else { throw .malformed(.zeroByte) }
    let digest = try digest(kind == .section ? second : first)
    return HashLine(digest: digest, size: size, nameRange: name, lineRange: line, kind: kind)
  }

  private func size(
    _ range: Range<Int>, hasLevel: Bool, level: UInt64
  ) throws(UnusedReason) -> UInt64? {
    if range.count == 1, byte(range.lowerBound) == Ascii.asterisk {
      guard kind == .imports || (hasLevel && level >= Self.wildcardLevelMin) else {
        throw .malformed(.wildcardSize)
      }
      return nil
    }
    guard let size = unsafe CNumber.unsigned(field(range)), size > 0, size < Self.sizeEnd else {
      throw .malformed(.size)
    }
    return size
  }

  private func digest(_ range: Range<Int>) throws(UnusedReason) -> Digest {
    guard range.count % 2 == 0, let algorithm = DigestAlgorithm(digestBytes: range.count / 2)
    else { throw .malformed(.hash) }
    var words: InlineArray<4, UInt64> = .init(repeating: 0)
    var place = range.lowerBound
    for word in 0..<((algorithm.digestBytes + 7) / 8) {
      var value: UInt64 = 0
      var filled: UInt64 = 0
      var wrong: UInt8 = 0
      while filled < 64, place < range.upperBound {
        let high = Self.nibble(byte(place))
        let low = Self.nibble(byte(place + 1))
        wrong |= high | low
        value |= UInt64(high << 4 | low) << filled
        filled += 8
        place += 2
      }
      guard wrong < 16 else { throw .malformed(.hash) }
      words[word] = value
    }
    return Digest(
      littleEndianWords: (words[0], words[1], words[2], words[3]), algorithm: algorithm)
  }

  /// The value of a hexadecimal digit, or 128 for another character.
  @inline(__always) private static func nibble(_ character: UInt8) -> UInt8 {
    let decimal = character &- 0x30
    if decimal < 10 { return decimal }
    let letter = (character | 0x20) &- 0x61
    return letter < 6 ? letter + 10 : 128
  }

  @inline(__always) private func byte(_ index: Int) -> UInt8 {
    unsafe bytes[index]
  }

  private func field(_ range: Range<Int>) -> UnsafeRawBufferPointer {
    unsafe UnsafeRawBufferPointer(rebasing: bytes[range])
  }

  private func index(of character: UInt8, in range: Range<Int>) -> Int? {
    guard !range.isEmpty, let base = unsafe bytes.baseAddress,
      let found = unsafe memchr(base + range.lowerBound, Int32(character), range.count)
    else { return nil }
    return unsafe UnsafeRawPointer(found) - base
  }
}
