extension ExecutableLayout {
  private static let programHeadersMax = 128
  private static let sectionHeadersMax = 256

  /// The places of the fields, which differ with the size of addresses.
  private struct ELFFields {
    var headerBytes: UInt64
    var entry: UInt64
    var programHeaders: UInt64
    var sectionHeaders: UInt64
    /// Of the numbers of sizes and headers; program headers first.
    var sizes: UInt64
    var programHeaderBytes: UInt16
    var sectionHeaderBytes: UInt16
    var isWide: Bool

    static let narrow = ELFFields(
      headerBytes: 52, entry: 24, programHeaders: 28, sectionHeaders: 32, sizes: 42,
      programHeaderBytes: 32, sectionHeaderBytes: 40, isWide: false)
    static let wide = ELFFields(
      headerBytes: 64, entry: 24, programHeaders: 32, sectionHeaders: 40, sizes: 54,
      programHeaderBytes: 56, sectionHeaderBytes: 64, isWide: true)
  }

  /// A number of the size of an address.
  private static func address(
    _ bytes: Span<UInt8>, _ offset: UInt64, _ fields: ELFFields, _ isBigEndian: Bool
  ) -> UInt64? {
    fields.isWide
      ? bytes.word64(offset, isBigEndian: isBigEndian)
      : bytes.word32(offset, isBigEndian: isBigEndian).map { UInt64($0) }
  }

  mutating func readELF(_ bytes: Span<UInt8>) -> Bool {
    guard bytes.has([0x7f, 0x45, 0x4c, 0x46], at: 0), bytes.count >= 52 else { return false }
    let fields: ELFFields
    switch bytes[4] {
    case 1: fields = .narrow
    case 2: fields = .wide
    default: return false
    }
    let isBigEndian = bytes[5] != 1
    guard bytes.count >= Int(fields.headerBytes),
      readELFEntry(bytes, fields, isBigEndian: isBigEndian)
    else { return false }
    return readELFSections(bytes, fields, isBigEndian: isBigEndian)
  }

  private mutating func readELFEntry(
    _ bytes: Span<UInt8>, _ fields: ELFFields, isBigEndian: Bool
  ) -> Bool {
    guard let entry = Self.address(bytes, fields.entry, fields, isBigEndian),
      let start = Self.address(bytes, fields.programHeaders, fields, isBigEndian),
      let headerBytes = bytes.word16(fields.sizes, isBigEndian: isBigEndian),
      let count = bytes.word16(fields.sizes + 2, isBigEndian: isBigEndian),
      count <= Self.programHeadersMax
    else { return false }
    guard count > 0, entry != 0 else { return true }
    guard headerBytes == fields.programHeaderBytes else { return false }
    var found: UInt64?
    for index in 0..<UInt64(count) {
      let (header, overflow) = start.addingReportingOverflow(index * UInt64(headerBytes))
      guard !overflow, bytes.place(header, Int(headerBytes)) != nil else { return false }
      let places: (offset: UInt64, address: UInt64, count: UInt64) =
        fields.isWide ? (8, 16, 40) : (4, 8, 20)
      guard found == nil,
        let offset = Self.address(bytes, header + places.offset, fields, isBigEndian),
        let address = Self.address(bytes, header + places.address, fields, isBigEndian),
        let size = Self.address(bytes, header + places.count, fields, isBigEndian)
      else { continue }
      var end = address &+ size
      if !fields.isWide { end &= 0xffff_ffff }
      if address <= entry, end > entry { found = entry &- address &+ offset }
    }
    guard let found else { return false }
    entryPoint = UInt32(truncatingIfNeeded: found)
    return true
  }

  private mutating func readELFSections(
    _ bytes: Span<UInt8>, _ fields: ELFFields, isBigEndian: Bool
  ) -> Bool {
    guard let start = Self.address(bytes, fields.sectionHeaders, fields, isBigEndian),
      let headerBytes = bytes.word16(fields.sizes + 4, isBigEndian: isBigEndian),
      let count = bytes.word16(fields.sizes + 6, isBigEndian: isBigEndian),
      count <= Self.sectionHeadersMax, headerBytes == fields.sectionHeaderBytes
    else { return false }
    for index in 0..<UInt64(count) {
      let (header, overflow) = start.addingReportingOverflow(index * UInt64(headerBytes))
      guard !overflow, bytes.place(header, Int(headerBytes)) != nil else { return false }
      let places: (address: UInt64, offset: UInt64, count: UInt64) =
        fields.isWide ? (16, 24, 32) : (12, 16, 20)
      guard let address = Self.address(bytes, header + places.address, fields, isBigEndian),
        let offset = Self.address(bytes, header + places.offset, fields, isBigEndian),
        let size = Self.address(bytes, header + places.count, fields, isBigEndian)
      else { return false }
      sections.append(
        Section(
          offset: UInt32(truncatingIfNeeded: offset), byteCount: UInt32(truncatingIfNeeded: size),
          address: UInt32(truncatingIfNeeded: address), addressCount: 0))
    }
    return true
  }
}
