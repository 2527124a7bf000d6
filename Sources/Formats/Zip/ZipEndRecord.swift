/// The record at an archive's end that tells where its central directory is. Source: APPNOTE.TXT 6.3.10,
/// sections 4.3.14 to 4.3.16.
struct ZipEndRecord: Hashable {
  /// Where the record itself begins and, with its comment, ends.
  var place: Int
  var end: Int
  /// Where what precedes it and belongs to it begins: the records of 64 bits, or the record itself.
  var directoryEnd: Int
  var entryCount: Int
  var directoryBytes: Int
  var directoryOffset: Int
  /// Whether it says that there are other files of the same archive.
  var isSpanned: Bool

  static let fixedBytes = 22
  /// A comment has at most so many bytes, and the record lies no further from the end.
  static let searchBytes = fixedBytes + 0xFFFF

  /// The record at a place, by its own fields.
  init?(_ bytes: Span<UInt8>, at place: Int) {
    guard bytes.has("PK\u{5}\u{6}", at: place),
      let fixed = bytes.run(at: place, count: Self.fixedBytes),
      let disk = fixed.little16(at: 4), let directoryDisk = fixed.little16(at: 6),
      let count = fixed.little16(at: 10), let directoryBytes = fixed.little32(at: 12),
      let offset = fixed.little32(at: 16), let commentBytes = fixed.little16(at: 20)
    else { return nil }
    self.place = place
    end = min(place + Self.fixedBytes + Int(commentBytes), bytes.count)
    directoryEnd = place
    entryCount = Int(count)
    self.directoryBytes = Int(directoryBytes)
    directoryOffset = Int(offset)
    isSpanned = disk != directoryDisk || (disk != 0 && disk != .max)
  }

  /// The same by the record of 64 bits before it, where there is one that a locator names or that lies at
  /// its side.
  func large(_ bytes: Span<UInt8>) -> ZipEndRecord? {
    let locator = place - 20
    guard bytes.has("PK\u{6}\u{7}", at: locator), let named = bytes.little64(at: locator + 8) else {
      return nil
    }
    for start in [Int(clamping: named), locator - 56]
    where bytes.has("PK\u{6}\u{6}", at: start) && start < locator {
      guard let count = bytes.little64(at: start + 32), let size = bytes.little64(at: start + 40),
        let offset = bytes.little64(at: start + 48), let disk = bytes.little32(at: start + 16)
      else { continue }
      var record = self
      record.directoryEnd = start
      record.entryCount = Int(clamping: count)
      record.directoryBytes = Int(clamping: size)
      record.directoryOffset = Int(clamping: offset)
      record.isSpanned = disk != 0
      return record
    }
    return nil
  }

  /// Where the central directory begins: first as it is found from its end, which is right for archives
  /// with something before them; then by the offset as it stands. Both where both seem to be one.
  func directoryStarts(_ bytes: Span<UInt8>) -> [(start: Int, base: Int)] {
    var starts: [(start: Int, base: Int)] = []
    let fromEnd = directoryEnd - directoryBytes
    if entryCount == 0, directoryBytes == 0 { return [(max(0, fromEnd), 0)] }
    if fromEnd >= directoryOffset, isDirectory(bytes, at: fromEnd) {
      starts.append((fromEnd, fromEnd - directoryOffset))
    }
    if directoryOffset != fromEnd, directoryOffset < directoryEnd,
      isDirectory(bytes, at: directoryOffset)
    {
      starts.append((directoryOffset, 0))
    }
    return starts
  }

  private func isDirectory(_ bytes: Span<UInt8>, at place: Int) -> Bool {
    bytes.has("PK\u{1}\u{2}", at: place)
  }

  /// The records that lie in a range, the last first, at most so many.
  static func all(
    _ bytes: Span<UInt8>, in range: Range<Int>, atMost: Int
  ) -> [ZipEndRecord] {
    var records: [ZipEndRecord] = []
    var place = min(range.upperBound, bytes.count) - fixedBytes
    while place >= range.lowerBound, records.count < atMost {
      if bytes[place] == 0x50, let record = ZipEndRecord(bytes, at: place) {
        records.append(record)
      }
      place -= 1
    }
    return records
  }
}
