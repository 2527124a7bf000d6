internal import Formats

extension ContentInspection {
  /// The current content is of the class that its type is of.
  ///
  /// The source of macros is no script of its own: the document has macros, and that says it.
  mutating func classify(_ type: ContentType) {
    guard let threat = type.threat else { return }
    if threat == .script, record.contents[current].relation == .macro { return }
    mark(threat)
  }

  /// Reads a program of Windows: what lies behind its image, where that is an archive.
  mutating func readWindowsProgram(_ bytes: Span<UInt8>) {
    if let end = WindowsImage.end(bytes), let place = archiveStart(bytes, from: end) {
      let name: [UInt8] = []
      inspect(bytes.extracting(place...), .appended, name: name.span)
    } else {
      readZipAtEnd(bytes)
    }
  }

  /// Bytes behind an image in which the beginning of an archive is looked for: unpackers put a
  /// configuration as text before it.
  private static let prefixBytesMax = 64 << 10

  private func archiveStart(_ bytes: Span<UInt8>, from end: Int) -> Int? {
    let limit = min(bytes.count, end + Self.prefixBytesMax)
    for place in end..<max(end, limit) {
      switch bytes[place] {
      case 0x37 where bytes.has("7z", at: place) && bytes.big32(at: place + 2) == 0xBCAF_271C:
        return place
      case 0x52 where bytes.has("Rar!\u{1A}\u{7}", at: place): return place
      case 0x4D where bytes.has("MSCF\0\0\0\0", at: place): return place
      default: break
      }
    }
    return nil
  }
}
