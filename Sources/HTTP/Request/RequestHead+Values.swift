extension RequestHead {
  /// The value of the first field of a name, in any case; `nil` where there is none.
  public func value(named name: Span<UInt8>, in bytes: Span<UInt8>) -> ByteRange? {
    for index in 0..<fieldCount {
      let field = field(at: index)
      if ByteScan.equalIgnoringCase(field.name.span(in: bytes), name) { return field.value }
    }
    return nil
  }

  /// The value of the first cookie of a name (RFC 6265, section 5.4; names are compared as they are);
  /// `nil` where there is none.
  public func cookie(named name: Span<UInt8>, in bytes: Span<UInt8>) -> ByteRange? {
    for index in 0..<fieldCount {
      let field = field(at: index)
      guard field.known == .cookie,
        let value = Self.cookie(named: name, field.value, in: bytes)
      else { continue }
      return value
    }
    return nil
  }

  /// Looks through `NAME=VALUE; NAME=VALUE`.
  private static func cookie(
    named name: Span<UInt8>, _ list: ByteRange, in bytes: Span<UInt8>
  ) -> ByteRange? {
    var start = Int(list.lower)
    let end = Int(list.upper)
    while start < end {
      while start < end, bytes[start] == Byte.space || bytes[start] == Byte.tab { start += 1 }
      var stop = start
      while stop < end, bytes[stop] != Byte.semicolon { stop += 1 }
      let value = start + name.count + 1
      if value <= stop, bytes[value - 1] == Byte.equals, isSame(bytes, start, name) {
        return ByteRange(value, stop)
      }
      start = stop + 1
    }
    return nil
  }

  private static func isSame(_ bytes: Span<UInt8>, _ start: Int, _ name: Span<UInt8>) -> Bool {
    for index in name.indices where bytes[start + index] != name[index] { return false }
    return true
  }
}
