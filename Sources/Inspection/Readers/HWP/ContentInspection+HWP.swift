internal import Decoding
internal import Formats

extension ContentInspection {
  /// The header of a document of Hangul among the streams of a compound file; `nil` where there is none.
  func hwpHeader(_ file: CompoundFile, _ bytes: Span<UInt8>) -> HWPHeader? {
    guard
      let index = file.entries.firstIndex(where: {
        $0.parent == 0 && $0.kind == .stream && $0.isNamed("FileHeader")
      })
    else { return nil }
    // A copy: what a reading of all streams finds must not be said twice.
    var file = file
    return HWPHeader(stream: file.read(index, from: bytes).bytes.span)
  }

  /// Notes what the header of a document of Hangul says.
  mutating func judge(_ header: HWPHeader) {
    record.contents[current].type = .hwp
    if header.isEncrypted { failAsEncrypted() }
    if header.isDistributed { fail(.format) }
  }

  /// Reads a stream of a document of Hangul: text, files and scripts are packed by DEFLATE, whatever the
  /// header says of them together, as each file has a mark of its own.
  mutating func readHWPStream(_ path: [UInt8], _ stream: Span<UInt8>, _ header: HWPHeader?) {
    guard !stream.isEmpty, let kind = HWPStream(path) else { return }
    if kind == .distributed { fail(.format) }
    let decoded = decode(stream, as: .deflate)
    // A file may be as it is, and an encrypted stream is what it is.
    let isMeant = kind != .file && header?.isPacked == true && header?.isEncrypted == false
    if isMeant, decoded.end == .truncated || decoded.end == .damaged { fail(.damaged) }
    let isRead = decoded.end != .damaged || isMeant
    if kind == .script {
      let isScript = decoded.end == .complete
      readHWPScript(isScript ? decoded.bytes.span : stream, name: path.span)
    }
    guard isInspecting, isRead, !decoded.bytes.isEmpty else { return }
    inspect(decoded.bytes.span, .decompressed, name: path.span)
  }

  private mutating func readHWPScript(_ stream: Span<UInt8>, name: Span<UInt8>) {
    let script = HWPScript(stream)
    guard script.isActive else { return }
    mark(.macros)
    guard isInspecting, !script.text.isEmpty,
      take(unpackedBytes: script.text.count, packedBytes: stream.count)
    else { return }
    inspect(script.text.span, .macro, name: name, as: .javaScript)
  }

  /// Reads a document of Hangul of version 3: behind its header all is packed.
  mutating func readHWP3(_ bytes: Span<UInt8>) {
    guard let header = HWP3Header(bytes) else { return fail(.damaged) }
    if header.isEncrypted { return failAsEncrypted() }
    guard header.isPacked else { return }
    let decoded = decode(bytes.extracting(header.end...), as: .deflate)
    if decoded.end == .truncated || decoded.end == .damaged { fail(.format) }
    guard !decoded.bytes.isEmpty else { return }
    inspect(decoded.bytes.span, .decompressed, name: bytes.extracting(0..<0))
  }
}

/// What a stream of a document of Hangul is for, by the storage in which it lies.
private enum HWPStream {
  case text, distributed, file, script

  init?(_ path: [UInt8]) {
    let storage = String(decoding: path.prefix { $0 != 0x2F }, as: UTF8.self).lowercased()
    switch storage {
    case "docinfo", "bodytext", "dochistory": self = .text
    case "viewtext": self = .distributed
    case "bindata": self = .file
    case "scripts":
      // A number.
      if path.count == Self.version.utf8.count,
        path.map(\.lowercased).elementsEqual(Self.version.utf8)
      {
        return nil
      }
      self = .script
    default: return nil
    }
  }

  private static let version = "scripts/jscriptversion"
}
