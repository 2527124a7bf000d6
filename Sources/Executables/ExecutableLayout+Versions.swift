extension ExecutableLayout {
  /// Version resources that are read; more are not looked at, as in ClamAV.
  static let versionResourcesMax = 16
  /// Strings of version information that are kept. A file with more is made to be slow: the rest is
  /// not compared.
  static let versionOffsetsMax = 4096

  /// The number of the type of resource that has version information (`RT_VERSION`).
  private static let versionResource: UInt32 = 16
  /// Says of an entry of a resource directory that it leads to another directory.
  private static let directoryBit: UInt32 = 0x8000_0000

  /// Finds the strings of the version information: all tables of the first `StringFileInfo` of each.
  mutating func readVersions(_ bytes: Span<UInt8>, _ headers: WindowsHeaders) {
    guard headers.directories.count > WindowsHeaders.resourceDirectory else { return }
    let resources = headers.directories[WindowsHeaders.resourceDirectory]
    guard resources.byteCount > 0 else { return }
    for address in versionResources(bytes, resources.address, headers) {
      guard let entry = fileOffset(of: address, headers),
        bytes.place(UInt64(entry), 16) != nil,
        let dataAddress = bytes.little32(UInt64(entry)),
        let dataBytes = bytes.little32(UInt64(entry) + 4),
        let data = fileOffset(of: dataAddress, headers),
        bytes.place(UInt64(data), Int(dataBytes)) != nil
      else { continue }
      readVersion(bytes, at: UInt64(data), byteCount: UInt64(dataBytes))
    }
  }

  /// The entries of a directory of resources: how many, and where the first is.
  private func directory(
    _ bytes: Span<UInt8>, at address: UInt32, _ headers: WindowsHeaders
  ) -> (named: UInt16, numbered: UInt16, entries: UInt64)? {
    guard let offset = fileOffset(of: address, headers), bytes.place(UInt64(offset), 16) != nil,
      let named = bytes.little16(UInt64(offset) + 12),
      let numbered = bytes.little16(UInt64(offset) + 14)
    else { return nil }
    return (named, numbered, UInt64(offset) + 16)
  }

  /// The addresses of the entries of version resources, over all names and languages.
  private func versionResources(
    _ bytes: Span<UInt8>, _ root: UInt32, _ headers: WindowsHeaders
  ) -> [UInt32] {
    guard let types = directory(bytes, at: root, headers) else { return [] }
    var entry = types.entries + UInt64(types.named) * 8
    for _ in 0..<types.numbered {
      guard let type = bytes.little32(entry), let offset = bytes.little32(entry + 4) else {
        return []
      }
      if type == Self.versionResource, offset & Self.directoryBit != 0 {
        return versionLanguages(bytes, root, offset & ~Self.directoryBit, headers)
      }
      entry += 8
    }
    return []
  }

  private func versionLanguages(
    _ bytes: Span<UInt8>, _ root: UInt32, _ offset: UInt32, _ headers: WindowsHeaders
  ) -> [UInt32] {
    var found: [UInt32] = []
    guard let names = directory(bytes, at: root &+ offset, headers) else { return [] }
    var entry = names.entries
    for _ in 0..<(names.named &+ names.numbered) {
      guard let offset = bytes.little32(entry + 4) else { return found }
      if offset & Self.directoryBit != 0 {
        guard
          let languages = directory(bytes, at: root &+ (offset & ~Self.directoryBit), headers)
        else { return found }
        var entry = languages.entries
        for _ in 0..<(languages.named &+ languages.numbered) {
          guard let offset = bytes.little32(entry + 4) else { return found }
          if offset & Self.directoryBit == 0 {
            found.append(root &+ offset)
            if found.count == Self.versionResourcesMax { return found }
          }
          entry += 8
        }
      }
      entry += 8
    }
    return found
  }

  private static func utf16(_ text: String) -> [UInt8] { text.utf8.flatMap { [$0, 0] } + [0, 0] }
  private static let versionKey = utf16("VS_VERSION_INFO")
  private static let variableKey = utf16("VarFileInfo")
  private static let stringKey = utf16("StringFileInfo")

  /// Reads a `VS_VERSION_INFO` of so many bytes, all of which are there.
  private mutating func readVersion(_ bytes: Span<UInt8>, at start: UInt64, byteCount: UInt64) {
    guard byteCount > 4, let sizes = bytes.little32(start) else { return }
    let size = UInt64(sizes & 0xffff)
    let headerBytes: UInt64 = 6 + 0x20 + 2 + 0x34
    guard size <= byteCount, size > headerBytes, sizes >> 16 == 0x34,
      bytes.has(Self.versionKey, at: start + 6), bytes.little32(start + 0x28) == 0xfeef_04bd
    else { return }
    var place = start + headerBytes
    var rest = size - headerBytes
    var isVariableSeen = false
    while rest > 6 {
      guard let word = bytes.little16(place) else { return }
      let child = UInt64(word)
      guard child <= rest else { return }
      if !isVariableSeen, child > 6 + 0x18, bytes.has(Self.variableKey, at: place + 6) {
        place += child
        rest -= child
        isVariableSeen = true
        continue
      }
      guard child > 6 + 0x1e, bytes.has(Self.stringKey, at: place + 6) else { return }
      readStringTables(bytes, at: place + 6 + 0x1e, byteCount: child - 6 - 0x1e)
      return
    }
  }

  private mutating func readStringTables(
    _ bytes: Span<UInt8>, at start: UInt64, byteCount: UInt64
  ) {
    var place = start
    var rest = byteCount
    while rest > 6 {
      guard let word = bytes.little16(place) else { return }
      let table = UInt64(word)
      guard table <= rest, table > 24, readStrings(bytes, at: place + 24, byteCount: table - 24)
      else { return }
      place += table
      rest -= table
    }
  }

  /// Reads the strings of a table; `false` where they are not well-formed, which ends it all.
  private mutating func readStrings(
    _ bytes: Span<UInt8>, at start: UInt64, byteCount: UInt64
  ) -> Bool {
    var place = start
    var rest = byteCount
    while rest > 6 {
      guard let word = bytes.little16(place) else { return false }
      let size = (UInt64(word) + 3) & ~3
      guard size <= rest, size > 16 else { return false }
      var key: UInt64 = 6
      while key + 1 < size {
        let isEnd = bytes.little16(place + key) == 0
        key += isEnd ? 2 : 0
        if isEnd { break }
        key += 2
      }
      key = (key + 3) & ~3
      if key < size, size - key > 2, versionOffsets.count < Self.versionOffsetsMax {
        versionOffsets.append(UInt32(truncatingIfNeeded: place + 6))
      }
      place += size
      rest -= size
    }
    return true
  }
}
