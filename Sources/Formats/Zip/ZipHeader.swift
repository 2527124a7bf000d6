/// A local or central header of a member, as it is. Source: APPNOTE.TXT 6.3.10, sections 4.3.7 and 4.3.12.
struct ZipHeader {
  var flags: UInt16
  var method: UInt16
  var checksum: UInt32
  var packedBytes: Int
  var unpackedBytes: Int
  var name: Range<Int>
  var unicodeName: Range<Int>?
  /// Of a central header: where the local one is, by the archive's own count.
  var localOffset = 0
  /// Of a central header.
  var mode: UInt16?
  /// Of a central header: the comment at its end.
  var comment = 0..<0
  /// Where what follows the header begins.
  var end: Int

  static let localBytes = 30
  static let centralBytes = 46

  /// The local header at a place.
  init?(local bytes: Span<UInt8>, at place: Int) {
    guard bytes.has("PK\u{3}\u{4}", at: place),
      let fixed = bytes.run(at: place, count: Self.localBytes),
      let nameBytes = fixed.little16(at: 26), let extraBytes = fixed.little16(at: 28)
    else { return nil }
    self.init(
      fixed, from: 6, name: place + Self.localBytes, Int(nameBytes), Int(extraBytes), bytes)
  }

  /// The central header at a place.
  init?(central bytes: Span<UInt8>, at place: Int) {
    guard bytes.has("PK\u{1}\u{2}", at: place),
      let fixed = bytes.run(at: place, count: Self.centralBytes),
      let nameBytes = fixed.little16(at: 28), let extraBytes = fixed.little16(at: 30),
      let commentBytes = fixed.little16(at: 32), let madeBy = fixed.byte(at: 5),
      let attributes = fixed.little32(at: 38), let offset = fixed.little32(at: 42)
    else { return nil }
    self.init(
      fixed, from: 8, name: place + Self.centralBytes, Int(nameBytes), Int(extraBytes), bytes,
      offset: offset)
    guard commentBytes <= bytes.count - end else { return nil }
    comment = end..<end + Int(commentBytes)
    end = comment.upperBound
    // Unix, and macOS as some writers have it. Others put modes there as well, which nobody reads.
    if madeBy == 3 || madeBy == 19 { mode = UInt16(attributes >> 16) }
  }

  /// What both have, in the same order from the flags on.
  private init?(
    _ fixed: Span<UInt8>, from: Int, name: Int, _ nameBytes: Int, _ extraBytes: Int,
    _ bytes: Span<UInt8>, offset: UInt32? = nil
  ) {
    guard let flags = fixed.little16(at: from), let method = fixed.little16(at: from + 2),
      let checksum = fixed.little32(at: from + 8), let packed = fixed.little32(at: from + 12),
      let unpacked = fixed.little32(at: from + 16),
      name + nameBytes + extraBytes <= bytes.count
    else { return nil }
    self.flags = flags
    self.method = method
    self.checksum = checksum
    packedBytes = Int(packed)
    unpackedBytes = Int(unpacked)
    localOffset = Int(offset ?? 0)
    self.name = name..<name + nameBytes
    end = name + nameBytes + extraBytes
    readExtra(
      bytes, name + nameBytes..<end,
      wants: (unpacked == .max, packed == .max, offset == .max))
  }

  /// Reads extra fields: sizes of 64 bits, a name in Unicode. Fields that do not fit end the list, as
  /// readers do. Source: APPNOTE.TXT 6.3.10, sections 4.5.3 and 4.6.9.
  private mutating func readExtra(
    _ bytes: Span<UInt8>, _ extra: Range<Int>, wants: (unpacked: Bool, packed: Bool, offset: Bool)
  ) {
    var place = extra.lowerBound
    while let kind = bytes.little16(at: place), let count = bytes.little16(at: place + 2),
      place + 4 + Int(count) <= extra.upperBound
    {
      let field = place + 4..<place + 4 + Int(count)
      switch kind {
      case 0x0001: readLarge(bytes.extracting(field), wants)
      case 0x7075 where count > 5: unicodeName = field.lowerBound + 5..<field.upperBound
      default: break
      }
      place = field.upperBound
    }
  }

  private mutating func readLarge(
    _ field: Span<UInt8>, _ wants: (unpacked: Bool, packed: Bool, offset: Bool)
  ) {
    var place = 0
    func next() -> Int? {
      guard let value = field.little64(at: place) else { return nil }
      place += 8
      // No archive has so many bytes: it is past every bound as well.
      return Int(clamping: value)
    }
    if wants.unpacked, let value = next() { unpackedBytes = value }
    if wants.packed, let value = next() { packedBytes = value }
    if wants.offset, let value = next() { localOffset = value }
  }
}
