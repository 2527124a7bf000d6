public import Digests

/// The digest of what a PE file imports: of `library.function` for each function, in small letters, with
/// commas between.
///
/// Only PE32 files have one, as in ClamAV. It says nothing of a file's content: files that import the
/// same are many.
public struct ImportHash: Sendable {
  /// The digest of the text.
  public let digest: Digest
  /// How many bytes the text has: the size that signatures name.
  public let byteCount: UInt64

  /// Libraries that are read; more are not looked at, as in ClamAV.
  static let librariesMax = 1024
  /// Functions that are read, over all libraries. A file with more is made to be slow: it has no hash.
  static let functionsMax = 1 << 16
  /// Bytes of a name that are read.
  static let nameBytesMax = 256
}

extension ImportHash {
  /// Hashes the imports of a file; `nil` where it has none, or they are not well-formed.
  ///
  /// - Parameters:
  ///   - bytes: the whole file.
  ///   - layout: its headers.
  ///   - algorithm: that of the digest; most signatures have MD5.
  public init?(
    _ bytes: Span<UInt8>, layout: ExecutableLayout, algorithm: DigestAlgorithm = .md5
  ) throws(DigestError) {
    guard let text = ImportText(bytes, layout: layout) else { return nil }
    var stream = try DigestStream(algorithm)
    unsafe text.bytes.withUnsafeBytes { unsafe stream.update($0) }
    digest = stream.finish()
    byteCount = UInt64(text.bytes.count)
  }
}

/// The text that is hashed.
private struct ImportText {
  private(set) var bytes: [UInt8] = []
  private var functionCount = 0

  init?(_ file: Span<UInt8>, layout: ExecutableLayout) {
    guard let headers = layout.windows, !headers.isWide,
      headers.directories.count > WindowsHeaders.importDirectory
    else { return nil }
    let imports = headers.directories[WindowsHeaders.importDirectory]
    guard UInt64(layout.entryPoint) <= UInt64(file.count), imports.address != 0,
      imports.byteCount != 0,
      let start = layout.fileOffset(of: imports.address, headers),
      file.place(UInt64(start), Int(imports.byteCount)) != nil
    else { return nil }
    var place = UInt64(start)
    var rest = imports.byteCount
    var libraryCount = 0
    while rest > 20, libraryCount < ImportHash.librariesMax {
      guard let nameAddress = file.little32(place + 12), nameAddress != 0 else { break }
      guard let name = layout.fileOffset(of: nameAddress, headers),
        let library = Self.name(file, at: UInt64(name)),
        addFunctions(of: library, file, descriptor: place, layout, headers)
      else { return nil }
      place += 20
      rest -= 20
      libraryCount += 1
    }
  }

  /// The bytes of a name up to its NUL.
  private static func name(_ file: Span<UInt8>, at start: UInt64) -> [UInt8]? {
    guard start < UInt64(file.count) else { return nil }
    var name: [UInt8] = []
    var place = Int(start)
    while place < file.count, name.count < ImportHash.nameBytesMax, file[place] != 0 {
      name.append(file[place])
      place += 1
    }
    return name
  }

  private mutating func addFunctions(
    of library: [UInt8], _ file: Span<UInt8>, descriptor: UInt64, _ layout: ExecutableLayout,
    _ headers: WindowsHeaders
  ) -> Bool {
    guard let original = file.little32(descriptor), let first = file.little32(descriptor + 16)
    else {
      return false
    }
    var thunk = original == 0 ? nil : layout.fileOffset(of: original, headers)
    if thunk == nil || thunk == 0 { thunk = layout.fileOffset(of: first, headers) }
    guard let thunk else { return false }
    let libraryName = String(decoding: library.map(Self.lowercased), as: UTF8.self)
    var place = UInt64(thunk)
    while let function = file.little32(place), function != 0 {
      functionCount += 1
      guard functionCount <= ImportHash.functionsMax else { return false }
      place += 4
      if function >> 31 == 1 {
        let name = ExportNames.name(of: UInt16(function & 0xffff), in: libraryName)
        add(Array(name.utf8), of: library)
      } else {
        // A name that is nowhere is read from the file's third byte on, behind a hint. A name in the
        // last bytes of the file is passed over, as ClamAV asks for two bytes more than there are.
        let offset = layout.fileOffset(of: function, headers) ?? 0
        guard file.place(UInt64(offset), ImportHash.nameBytesMax + 2) != nil,
          let name = Self.name(file, at: UInt64(offset) + 2)
        else { continue }
        guard name.allSatisfy(Self.isNameCharacter) else { return false }
        add(name, of: library)
      }
    }
    return true
  }

  private mutating func add(_ function: [UInt8], of library: [UInt8]) {
    if !bytes.isEmpty { bytes.append(0x2c) }
    let name = library.map(Self.lowercased)
    let isKnownExtension =
      name.firstIndex(of: 0x2e).map { dot in
        ["ocx", "sys", "dll"].contains { name[(dot + 1)...].starts(with: $0.utf8) }
      } ?? false
    bytes += isKnownExtension ? name.prefix { $0 != 0x2e } : name[...]
    bytes.append(0x2e)
    bytes += function.map(Self.lowercased)
  }

  private static func lowercased(_ byte: UInt8) -> UInt8 {
    byte >= 0x41 && byte <= 0x5a ? byte | 0x20 : byte
  }

  private static func isNameCharacter(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, 0x5f, 0x2e: true
    default: false
    }
  }
}
