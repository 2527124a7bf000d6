/// The list of protocols that a client offers (RFC 7301, section 3.1): of each its length and its name.
enum ProtocolList {
  /// Where a name stands in a list.
  static func place(of name: StaticString, in list: Span<UInt8>) -> Range<Int>? {
    var start = 0
    while start < list.count {
      let end = start + 1 + Int(list[start])
      guard end <= list.count else { return nil }
      if isEqual(list.extracting(start + 1..<end), name) { return start + 1..<end }
      start = end
    }
    return nil
  }

  private static func isEqual(_ bytes: Span<UInt8>, _ name: StaticString) -> Bool {
    guard bytes.count == name.utf8CodeUnitCount else { return false }
    return name.withUTF8Buffer { text in
      bytes.indices.allSatisfy { unsafe bytes[$0] == text[$0] }
    }
  }
}
