internal import Primitives

/// Numbers in bytes, at places that are checked: `nil` where a number does not lie whole in the bytes.
extension Span<UInt8> {
  /// The byte at a place.
  @inlinable
  public func byte(at offset: Int) -> UInt8? {
    offset >= 0 && offset < count ? self[offset] : nil
  }

  /// Two bytes, the lowest first.
  @inlinable
  public func little16(at offset: Int) -> UInt16? {
    guard offset >= 0, count >= 2, offset <= count - 2 else { return nil }
    return UInt16(self[offset]) | UInt16(self[offset + 1]) << 8
  }

  /// Four bytes, the lowest first.
  @inlinable
  public func little32(at offset: Int) -> UInt32? {
    guard let low = little16(at: offset), let high = little16(at: offset &+ 2) else { return nil }
    return UInt32(low) | UInt32(high) << 16
  }

  /// Eight bytes, the lowest first.
  @inlinable
  public func little64(at offset: Int) -> UInt64? {
    guard let low = little32(at: offset), let high = little32(at: offset &+ 4) else { return nil }
    return UInt64(low) | UInt64(high) << 32
  }

  /// Two bytes, the highest first.
  @inlinable
  public func big16(at offset: Int) -> UInt16? { little16(at: offset)?.byteSwapped }

  /// Four bytes, the highest first.
  @inlinable
  public func big32(at offset: Int) -> UInt32? { little32(at: offset)?.byteSwapped }

  /// Eight bytes, the highest first.
  @inlinable
  public func big64(at offset: Int) -> UInt64? { little64(at: offset)?.byteSwapped }

  /// The bytes of a run, where it lies whole in these.
  @inlinable
  @_lifetime(copy self)
  public func run(at offset: Int, count length: Int) -> Span<UInt8>? {
    guard offset >= 0, length >= 0, offset <= count, length <= count - offset else { return nil }
    return extracting(offset..<offset + length)
  }

  /// Whether all of these bytes lie in others at a place.
  public func lies(in others: Span<UInt8>, at offset: Int) -> Bool {
    guard let others = others.run(at: offset, count: count) else { return false }
    var place = 0
    while place <= count - 16 {
      if block(at: place) != others.block(at: place) { return false }
      place += 16
    }
    while place < count {
      if self[place] != others[place] { return false }
      place += 1
    }
    return true
  }

  /// Whether certain bytes lie at a place.
  @inlinable
  public func has(_ text: StaticString, at offset: Int) -> Bool {
    let length = text.utf8CodeUnitCount
    guard offset >= 0, length <= count, offset <= count - length else { return false }
    return text.withUTF8Buffer { text in
      for place in 0..<length where unsafe text[place] != self[offset + place] { return false }
      return true
    }
  }

  /// The first place of a text that is not empty, from an offset on: for texts whose first byte is rare.
  func firstPlace(of text: StaticString, from offset: Int) -> Int? {
    let first = text.withUTF8Buffer { unsafe $0[0] }
    var place = offset
    while let found = firstPlace(of: first, from: place) {
      if has(text, at: found) { return found }
      place = found + 1
    }
    return nil
  }

  /// Where a text ends that is looked for from an offset on; the end of all where it is not there.
  func end(of text: StaticString, from offset: Int) -> Int {
    firstPlace(of: text, from: offset).map { $0 + text.utf8CodeUnitCount } ?? count
  }

  /// The first place of a byte, from an offset on.
  public func firstPlace(of byte: UInt8, from offset: Int = 0) -> Int? {
    var place = max(0, offset)
    let wanted = SIMD16(repeating: byte)
    while place <= count - 16 {
      let zero = (block(at: place) ^ wanted).firstZero
      if zero < 16 { return place + zero }
      place += 16
    }
    while place < count {
      if self[place] == byte { return place }
      place += 1
    }
    return nil
  }
}
