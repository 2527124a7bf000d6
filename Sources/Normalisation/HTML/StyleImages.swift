/// Finds the images in style sheets: `url(data:…;base64,…)`.
///
/// ClamAV reads the sheet as characters, so that a parenthesis with a combining mark is none for it;
/// here it is one.
struct StyleImages: ~Escapable {
  private let sheet: Span<UInt8>
  private var position = 0

  @_lifetime(copy sheet)
  init(_ sheet: Span<UInt8>) { self.sheet = sheet }

  /// The next image, decoded; empty ones are left out.
  ///
  /// - Returns: `nil` behind the last, or where one is not in canonical base 64: ClamAV ends there.
  mutating func next() -> [UInt8]? {
    while let encoded = nextEncoded() {
      guard let image = decoded(encoded) else { return nil }
      if !image.isEmpty { return image }
    }
    return nil
  }

  private mutating func nextEncoded() -> Range<Int>? {
    while let found = find("url", in: position..<sheet.count) {
      position = found + 3
      let start = skipSpace(position..<sheet.count)
      if start < sheet.count {
        guard sheet[start] == UInt8(ascii: "(") else { continue }
        position = start + 1
      }
      guard let end = closingParenthesis(from: position) else { break }
      let parameter = position..<end
      position = end
      if let encoded = base64(in: parameter) { return encoded }
    }
    position = sheet.count
    return nil
  }

  private func closingParenthesis(from start: Int) -> Int? {
    var depth = 1
    for index in start..<sheet.count {
      if sheet[index] == UInt8(ascii: "(") { depth += 1 }
      if sheet[index] == UInt8(ascii: ")") {
        depth -= 1
        if depth == 0 { return index }
      }
    }
    return nil
  }

  /// The encoded part of the parameter of `url()`, where it is base 64.
  private func base64(in parameter: Range<Int>) -> Range<Int>? {
    var rest = trimmed(parameter)
    while !rest.isEmpty, sheet[rest.lowerBound] == UInt8(ascii: "\"") { rest = rest.dropFirst() }
    while !rest.isEmpty, sheet[rest.upperBound - 1] == UInt8(ascii: "\"") { rest = rest.dropLast() }
    rest = trimmed(rest)
    guard has("data:", at: rest) else { return nil }
    guard let semicolon = rest.first(where: { sheet[$0] == UInt8(ascii: ";") }) else { return nil }
    rest = semicolon + 1..<rest.upperBound
    rest = skipSpace(rest)..<rest.upperBound
    guard has("base64", at: rest) else { return nil }
    rest = rest.lowerBound + 6..<rest.upperBound
    let comma = skipSpace(rest)
    if comma < rest.upperBound {
      guard sheet[comma] == UInt8(ascii: ",") else { return nil }
      rest = comma + 1..<rest.upperBound
    }
    return skipSpace(rest)..<rest.upperBound
  }

  private func find(_ word: StaticString, in range: Range<Int>) -> Int? {
    range.first { has(word, at: $0..<range.upperBound) }
  }

  @inline(__always)
  private func has(_ word: StaticString, at range: Range<Int>) -> Bool {
    let length = word.utf8CodeUnitCount
    guard range.count >= length else { return false }
    for index in 0..<length {
      guard unsafe sheet[range.lowerBound + index] == word.utf8Start[index] else { return false }
    }
    return true
  }

  private func trimmed(_ range: Range<Int>) -> Range<Int> {
    let start = skipSpace(range)
    var end = range.upperBound
    while end > start {
      let length = (1...3).first { $0 <= end - start && spaceBytes(end - $0..<end) == $0 }
      guard let length else { break }
      end -= length
    }
    return start..<end
  }

  private func skipSpace(_ range: Range<Int>) -> Int {
    var start = range.lowerBound
    while start < range.upperBound {
      let length = spaceBytes(start..<range.upperBound)
      if length == 0 { break }
      start += length
    }
    return start
  }

  /// How many bytes at the start of a range are one character of white space (Unicode's
  /// `White_Space`) in UTF-8; 0 for another.
  private func spaceBytes(_ range: Range<Int>) -> Int {
    let first = sheet[range.lowerBound]
    if first < 0x80 { return ASCII.isSpace(first) ? 1 : 0 }
    guard range.count >= 2 else { return 0 }
    let second = sheet[range.lowerBound + 1]
    if first == 0xc2 { return second == 0x85 || second == 0xa0 ? 2 : 0 }
    guard range.count >= 3 else { return 0 }
    switch (first, second, sheet[range.lowerBound + 2]) {
    case (0xe1, 0x9a, 0x80), (0xe2, 0x80, 0x80...0x8a), (0xe2, 0x80, 0xa8...0xa9),
      (0xe2, 0x80, 0xaf), (0xe2, 0x81, 0x9f), (0xe3, 0x80, 0x80):
      return 3
    default: return 0
    }
  }

  /// Decodes canonical base 64: padded, and without bits that mean nothing.
  private func decoded(_ range: Range<Int>) -> [UInt8]? {
    guard range.count % 4 == 0 else { return nil }
    var image: [UInt8] = []
    image.reserveCapacity(range.count / 4 * 3)
    for start in stride(from: range.lowerBound, to: range.upperBound, by: 4) {
      var padding = 0
      if start + 4 == range.upperBound {
        while padding < 2, sheet[start + 3 - padding] == UInt8(ascii: "=") { padding += 1 }
      }
      var group: UInt32 = 0
      for index in 0..<4 - padding {
        let digit = ScriptEncoding.base64Value(sheet[start + index])
        guard digit >= 0 else { return nil }
        group |= UInt32(truncatingIfNeeded: digit) << UInt32(18 - 6 * index)
      }
      let bytes = (UInt8(group >> 16), UInt8(group >> 8 & 0xff), UInt8(group & 0xff))
      image.append(bytes.0)
      if padding < 2 { image.append(bytes.1) } else if bytes.1 != 0 { return nil }
      if padding < 1 { image.append(bytes.2) } else if bytes.2 != 0 { return nil }
    }
    return image
  }
}
