/// What the headers of a PE file say beside its sections.
struct WindowsHeaders: Equatable, Sendable {
  /// A place and a size in memory, by their number in the optional header.
  struct Directory: Equatable, Sendable {
    var address: UInt32
    var byteCount: UInt32
  }

  /// The size of the headers, rounded up to the alignment of sections.
  var headerBytes: UInt32
  var directories: [Directory]
  /// Whether addresses have 64 bits (PE32+).
  var isWide: Bool
  /// The size of the file.
  var fileBytes: UInt32

  static let importDirectory = 1
  static let resourceDirectory = 2
}

extension ExecutableLayout {
  private static let directoriesMax: UInt32 = 16

  /// The optional header's fields, as far as they are needed.
  private struct OptionalHeader {
    var byteCount: UInt64
    var entryAddress: UInt32
    var sectionAlignment: UInt32
    var fileAlignment: UInt32
    var headerBytes: UInt32
    var directoryCount: UInt32
    var isWide: Bool

    /// Reads it from its first byte; `nil` where it is not all there.
    init?(_ bytes: Span<UInt8>, at start: UInt64, byteCountMax: UInt16) {
      guard byteCountMax >= 96, bytes.place(start, 96) != nil, let magic = bytes.little16(start)
      else { return nil }
      isWide = magic == 0x20b
      byteCount = isWide ? 112 : 96
      guard byteCountMax >= UInt16(byteCount), bytes.place(start, Int(byteCount)) != nil,
        let entry = bytes.little32(start + 16), let sections = bytes.little32(start + 32),
        let file = bytes.little32(start + 36), let headers = bytes.little32(start + 60),
        let count = bytes.little32(start + byteCount - 4)
      else { return nil }
      entryAddress = entry
      sectionAlignment = sections
      fileAlignment = file
      headerBytes = headers
      directoryCount = count
    }
  }

  mutating func readWindows(_ bytes: Span<UInt8>, dropsMissing: Bool) -> Bool {
    guard bytes.has([0x4d, 0x5a], at: 0) || bytes.has([0x5a, 0x4d], at: 0),
      let newHeader = bytes.little32(60), newHeader != 0
    else { return false }
    let fileHeader = UInt64(newHeader)
    guard bytes.has([0x50, 0x45, 0, 0], at: fileHeader), bytes.place(fileHeader, 24) != nil,
      let sectionCount = bytes.little16(fileHeader + 6), sectionCount > 0,
      let optionalBytes = bytes.little16(fileHeader + 20),
      let optional = OptionalHeader(
        bytes, at: fileHeader + 24, byteCountMax: optionalBytes)
    else { return false }
    let directoryCount = min(optional.directoryCount, Self.directoriesMax)
    let directoriesStart = fileHeader + 24 + optional.byteCount
    let directoryBytes = UInt64(directoryCount) * 8
    guard UInt64(optionalBytes) >= optional.byteCount + directoryBytes,
      bytes.place(directoriesStart, Int(directoryBytes)) != nil
    else { return false }
    let directories = (0..<UInt64(directoryCount)).map { index in
      WindowsHeaders.Directory(
        address: bytes.little32(directoriesStart + index * 8) ?? 0,
        byteCount: bytes.little32(directoriesStart + index * 8 + 4) ?? 0)
    }
    let headers = WindowsHeaders(
      headerBytes: Self.roundedUp(optional.headerBytes, to: optional.sectionAlignment),
      directories: directories, isWide: optional.isWide,
      fileBytes: UInt32(truncatingIfNeeded: bytes.count))
    windows = headers
    guard
      readWindowsSections(
        bytes, at: fileHeader + 24 + UInt64(optionalBytes), count: sectionCount, optional,
        dropsMissing: dropsMissing)
    else { return false }
    guard let entry = fileOffset(of: optional.entryAddress, headers) else { return false }
    entryPoint = entry
    readVersions(bytes, headers)
    return true
  }

  private mutating func readWindowsSections(
    _ bytes: Span<UInt8>, at start: UInt64, count: UInt16, _ optional: OptionalHeader,
    dropsMissing: Bool
  ) -> Bool {
    guard bytes.place(start, Int(count) * 40) != nil else { return false }
    var fileAlignment = optional.fileAlignment
    func field(_ section: UInt16, _ offset: UInt64) -> UInt32 {
      bytes.little32(start + UInt64(section) * 40 + offset) ?? 0
    }
    // Where a section does not lie as the header says, all are taken to lie at multiples of 512.
    for section in 0..<count where fileAlignment != 0x200 && fileAlignment != 0 {
      let offset = field(section, 20)
      if field(section, 16) != 0, offset % fileAlignment != 0, offset % 0x200 == 0 {
        fileAlignment = 0x200
      }
    }
    let fileBytes = UInt64(bytes.count)
    var droppedCount = 0
    for index in 0..<count {
      let offset = field(index, 20)
      let byteCount = field(index, 16)
      let address = field(index, 12)
      let addressCount = field(index, 8)
      var section = Section(
        offset: Self.roundedDown(offset, to: fileAlignment),
        byteCount: Self.roundedUp(byteCount, to: fileAlignment),
        address: Self.roundedDown(address, to: optional.sectionAlignment),
        addressCount: Self.roundedUp(addressCount, to: optional.sectionAlignment))
      var unaligned = byteCount
      if section.byteCount > 0 {
        if UInt64(section.offset) >= fileBytes || UInt64(offset) >= fileBytes {
          if dropsMissing {
            droppedCount += 1
            if droppedCount == Int(count) { return false }
            continue
          }
          section.byteCount = 0
          unaligned = 0
        } else {
          section.byteCount = UInt32(
            truncatingIfNeeded: min(UInt64(section.byteCount), fileBytes - UInt64(section.offset)))
          unaligned = UInt32(
            truncatingIfNeeded: min(UInt64(byteCount), fileBytes - UInt64(offset)))
        }
      }
      let isBeyond = { (value: UInt32) in value >> 31 != 0 }
      if isBeyond(address) || isBeyond(addressCount) || isBeyond(unaligned)
        || section.byteCount > 0 && isBeyond(offset)
      {
        return false
      }
      sections.append(section)
    }
    return true
  }

  /// The file offset of an address in memory; `nil` where nothing of the file is there.
  func fileOffset(of address: UInt32, _ headers: WindowsHeaders) -> UInt32? {
    if address < headers.headerBytes { return address < headers.fileBytes ? address : nil }
    guard
      let section = sections.last(where: {
        $0.byteCount > 0 && $0.address <= address && $0.byteCount > address - $0.address
      })
    else { return nil }
    return (address - section.address) &+ section.offset
  }

  private static func roundedDown(_ value: UInt32, to alignment: UInt32) -> UInt32 {
    alignment == 0 ? value : value / alignment &* alignment
  }

  private static func roundedUp(_ value: UInt32, to alignment: UInt32) -> UInt32 {
    guard alignment != 0 else { return value }
    return (value / alignment &+ (value % alignment == 0 ? 0 : 1)) &* alignment
  }
}
