/// The headers of a RAR 5 archive, as far as they tell of encryption and of volumes. Source: the RAR 5.0
/// archive format as its maker has published it ("technote").
public enum Rar5Headers {
  /// Whether the headers of the archive, or a member of it, are encrypted.
  public static func tellEncryption(_ bytes: Span<UInt8>) -> Bool {
    guard bytes.has("Rar!\u{1A}\u{7}\u{1}\u{0}", at: 0) else { return false }
    var place = 8
    while let block = Block(bytes, at: place) {
      if block.isEncrypted(bytes) { return true }
      place = block.next
    }
    return false
  }

  /// Whether the archive is one volume of several: some of its members are in others.
  public static func tellVolume(_ bytes: Span<UInt8>) -> Bool {
    guard bytes.has("Rar!\u{1A}\u{7}\u{1}\u{0}", at: 0) else { return false }
    var place = 8
    while let block = Block(bytes, at: place) {
      if block.type == Block.mainHeader {
        var flags = block.fields
        return number(bytes, &flags).map { $0 & 1 != 0 } ?? false
      }
      place = block.next
    }
    return false
  }

  struct Block {
    static let mainHeader = 1
    static let encryptionHeader = 4
    static let endHeader = 5
    var type: Int
    /// Where the fields of its type begin.
    var fields: Int
    /// Its extra area: records about what it is.
    var extra: Range<Int>
    /// What the checksum before it is of.
    var summed: Range<Int>
    var next: Int

    init?(_ bytes: Span<UInt8>, at start: Int) {
      var place = start + 4
      guard let size = Rar5Headers.number(bytes, &place), size <= bytes.count - place else {
        return nil
      }
      let end = place + size
      guard let type = Rar5Headers.number(bytes, &place),
        let flags = Rar5Headers.number(bytes, &place),
        let extraBytes = flags & 1 != 0 ? Rar5Headers.number(bytes, &place) : 0,
        let dataBytes = flags & 2 != 0 ? Rar5Headers.number(bytes, &place) : 0,
        place <= end, extraBytes <= end - place, dataBytes <= bytes.count - end
      else { return nil }
      self.type = type
      fields = place
      extra = end - extraBytes..<end
      summed = start + 4..<end
      next = end + dataBytes
    }

    func isEncrypted(_ bytes: Span<UInt8>) -> Bool {
      if type == Self.encryptionHeader { return true }
      // Files, and services of theirs, as comments.
      guard type == 2 || type == 3 else { return false }
      var place = extra.lowerBound
      while place < extra.upperBound, let size = Rar5Headers.number(bytes, &place), size > 0,
        size <= extra.upperBound - place
      {
        let end = place + size
        if Rar5Headers.number(bytes, &place) == 1 { return true }
        place = end
      }
      return false
    }
  }

  /// A number of seven bits a byte, the lowest first.
  private static func number(_ bytes: Span<UInt8>, _ place: inout Int) -> Int? {
    var value = 0
    for shift in stride(from: 0, to: 63, by: 7) {
      guard let byte = bytes.byte(at: place) else { return nil }
      place += 1
      value |= Int(byte & 0x7F) << shift
      if byte & 0x80 == 0 { return value }
    }
    return nil
  }
}
