/// Where a section lies in a database file: section (4 bytes), 4 unused, offset, bytes, checksum.
struct DirectoryEntry: Equatable {
  static let byteCount = 32

  var section: UInt32
  /// From the file's start; a multiple of a page.
  var offset: UInt64
  var byteCount: UInt64
  /// Of the section's pages, to the end of the last; 0 where its blocks have their own.
  var checksum: UInt64

  init(section: UInt32, offset: UInt64, byteCount: UInt64, checksum: UInt64) {
    self.section = section
    self.offset = offset
    self.byteCount = byteCount
    self.checksum = checksum
  }

  /// Reads an entry at a place.
  init(_ bytes: [UInt8], at place: Int) {
    section = UInt32(truncatingIfNeeded: bytes.number(at: place))
    offset = bytes.number(at: place + 8)
    byteCount = bytes.number(at: place + 16)
    checksum = bytes.number(at: place + 24)
  }

  func store(to bytes: inout [UInt8], at place: Int) {
    bytes.store(UInt64(section), at: place)
    bytes.store(offset, at: place + 8)
    bytes.store(byteCount, at: place + 16)
    bytes.store(checksum, at: place + 24)
  }

  /// What people are told about the part.
  var name: String {
    ImageSection(rawValue: section).map { "section \($0)" } ?? "section \(section)"
  }
}

/// The next multiple of a page.
func pageAligned(_ offset: UInt64) -> UInt64 {
  let page = UInt64(DatabaseImage.alignment)
  return (offset + page - 1) / page * page
}

/// Whether pages from `offset` lie within the first `end` bytes, without overflow.
func isExtent(_ offset: UInt64, _ byteCount: UInt64, within end: UInt64) -> Bool {
  offset % UInt64(DatabaseImage.alignment) == 0 && offset <= end && byteCount <= end - offset
}

extension [UInt8] {
  /// The little-endian number in 8 bytes at a place.
  func number(at place: Int) -> UInt64 {
    (0..<8).reduce(0) { $0 | UInt64(self[place + $1]) << UInt64(8 * $1) }
  }

  /// Puts a little-endian number in 8 bytes at a place.
  mutating func store(_ number: UInt64, at place: Int) {
    for index in 0..<8 { self[place + index] = UInt8(number >> UInt64(8 * index) & 255) }
  }
}
