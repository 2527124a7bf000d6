extension JSONReader {
  /// Passes over a comment, which JSON has not.
  mutating func skipComment(_ bytes: Span<UInt8>) {
    isInvalid = true
    if bytes.byte(at: place + 1) == 0x2A {
      place += 2
      while place < bytes.count, !bytes.has("*/", at: place) { place += 1 }
      place += 2
    } else if bytes.byte(at: place + 1) == 0x2F {
      while place < bytes.count, bytes[place] != 0x0A { place += 1 }
    } else {
      place += 1
    }
  }

  /// Passes over a number, `true`, `false` or `null`, or what stands in their place.
  mutating func skipLiteral(_ bytes: Span<UInt8>) {
    let start = place
    scan: while place < bytes.count {
      switch bytes[place] {
      case 0x20, 0x09, 0x0A, 0x0D, 0x2C, 0x3A, 0x5B, 0x5D, 0x7B, 0x7D, 0x22, 0x27, 0x2F: break scan
      default: place += 1
      }
    }
    let word = bytes.extracting(start..<place)
    let isWord =
      word.count <= 5
      && (word.has("true", at: 0) && word.count == 4 || word.has("false", at: 0)
        || word.has("null", at: 0) && word.count == 4)
    if expectation != .value || !isWord && !Self.isNumber(word) { isInvalid = true }
    expectation = frames.isEmpty ? .value : .commaOrEnd
  }

  /// Source: RFC 8259, section 6.
  private static func isNumber(_ word: Span<UInt8>) -> Bool {
    var place = word.byte(at: 0) == 0x2D ? 1 : 0
    let first = word.byte(at: place)
    let count = skipDigits(word, &place)
    guard count > 0, first != 0x30 || count == 1 else { return false }
    if word.byte(at: place) == 0x2E {
      place += 1
      guard skipDigits(word, &place) > 0 else { return false }
    }
    if let byte = word.byte(at: place), byte | 0x20 == 0x65 {
      place += 1
      if let sign = word.byte(at: place), sign == 0x2B || sign == 0x2D { place += 1 }
      guard skipDigits(word, &place) > 0 else { return false }
    }
    return place == word.count
  }

  private static func skipDigits(_ word: Span<UInt8>, _ place: inout Int) -> Int {
    let start = place
    while let byte = word.byte(at: place), (0x30...0x39).contains(byte) { place += 1 }
    return place - start
  }

  /// The keys and places that lead to the current value, as `files[0].data`; at most `bytesMax` bytes.
  public func path(_ bytes: Span<UInt8>, bytesMax: Int = 256) -> [UInt8] {
    var path: [UInt8] = []
    for frame in frames {
      guard path.count < bytesMax else { break }
      if frame.isObject {
        if !path.isEmpty { path.append(0x2E) }
        let count = min(frame.key.count, bytesMax - path.count)
        path.append(copying: bytes.extracting(frame.key.lowerBound..<frame.key.lowerBound + count))
      } else {
        path += Array("[\(frame.index)]".utf8)
      }
    }
    return path
  }
}
