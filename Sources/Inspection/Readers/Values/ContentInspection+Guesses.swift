internal import Decoding
internal import Formats

extension ContentInspection {
  /// How far the record had come before a value was inspected, so that one that was nothing can be forgotten:
  /// identifiers and digests by the thousand are usual, and no contents that anybody counts.
  struct Mark {
    private let place: Int
    private let contentCount: Int
    private let classes: ThreatClasses
    private let reasons: UnjudgedReasons

    /// Values up to so many bytes are forgotten where nothing was found.
    private static let forgottenBytesMax = 64 << 10

    init(_ record: InspectionRecord) {
      place = record.contents.count
      contentCount = record.contentCount
      classes = record.classes
      reasons = record.reasons
    }

    /// Whether what was inspected is text or nothing in particular, with nothing found in it.
    func isNothing(in record: InspectionRecord) -> Bool {
      guard record.contents.count == place + 1, let content = record.contents.last else {
        return false
      }
      return ContentInspection.isPlain(content.type) && content.byteCount <= Self.forgottenBytesMax
        && content.classes.isEmpty && content.reasons.isEmpty && content.detections.isEmpty
    }

    /// Whether what was inspected is no file, though it begins like one: it is damaged or not valid, and
    /// nothing came out of it.
    func isNoFile(in record: InspectionRecord) -> Bool {
      let contents = record.contents[place...]
      guard let content = contents.first, content.byteCount <= Self.forgottenBytesMax else {
        return false
      }
      let wrong = UnjudgedReasons(.damaged)
      return !ContentInspection.isPlain(content.type)
        && contents.allSatisfy { $0.detections.isEmpty && $0.reasons.isSubset(of: wrong) }
        && contents.allSatisfy { $0.classes.isSubset(of: ThreatClasses(.invalidFile)) }
        && !(content.classes.isEmpty && content.reasons.isEmpty)
        && contents.dropFirst().allSatisfy { $0.byteCount == 0 }
    }

    /// Forgets what was inspected since. What it took of the limits stays taken.
    func restore(_ record: inout InspectionRecord) {
      record.contents.removeLast(record.contents.count - place)
      record.contentCount = contentCount
      record.classes = classes
      record.reasons = reasons
    }
  }

  /// Inspects what a text may stand for, where nothing says that it does; gives whether it is a file.
  ///
  /// Of many texts that stand for nothing some begin like a file by chance, and cannot be read: the guess was
  /// wrong then.
  mutating func guess(_ bytes: [UInt8], of text: Span<UInt8>, name: Span<UInt8>) -> Bool {
    guard isInspecting, bytes.count >= Self.guessBytesMin,
      take(unpackedBytes: bytes.count, packedBytes: text.count)
    else { return false }
    let mark = Mark(record)
    let type = bodyType(bytes.span)
    let isChance = !Self.isLikely(bytes.span, type)
    var description = BodyDescription()
    description.standsForFile = standsForFile(bytes.span, isChance ? .unknown : type)
    inspect(bytes.span, .value, name: name, as: isChance ? .unknown : type, description)
    if mark.isNothing(in: record) || mark.isNoFile(in: record) {
      mark.restore(&record)
    } else if type != .unknown {
      // Base64 of OpenPGP has a checksum behind its end, which is no stray.
      return !isChance && !Self.isPlain(type) && type != .pgp
    }
    return type == .unknown && guessDeflated(bytes.span, name: name)
  }

  /// Whether what text or data of no type was decoded to counts as a file where types are restricted: no text
  /// in UTF-8 comes about by chance. What JSON of a few bytes stands for are tokens, and data of a few bytes
  /// keys and digests.
  private func standsForFile(_ bytes: Span<UInt8>, _ type: ContentType) -> Bool {
    guard limits.allowedTypes != nil, Self.isPlain(type) else { return false }
    if bytes.count > Self.tokenBytesMax { return true }
    return type != .json && TextShape.isUTF8Text(bytes)
  }

  /// More than the tokens, keys and signatures have that values stand for.
  private static let tokenBytesMax = 1024

  /// Inspects what bytes stand for that are DEFLATE, as requests of SAML are: what is behind its end, or
  /// missing there, decoders pass over. Few bytes are so by chance.
  private mutating func guessDeflated(_ bytes: Span<UInt8>, name: Span<UInt8>) -> Bool {
    guard isInspecting, Self.mayBeDeflated(bytes) else { return false }
    var decoded = Decoder.decode(bytes, as: .deflate, bytesMax: Self.deflatedBytesMax)
    // By chance nothing comes so far.
    if decoded.end == .limit {
      decoded = decode(bytes, as: .deflate)
      inspect(decoded.bytes.span, .decompressed, name: name)
      return true
    }
    let isWhole = decoded.end == .complete && decoded.consumedBytes == bytes.count
    guard isWhole || decoded.end != .damaged && decoded.bytes.count >= Self.deflatedBytesMin,
      take(unpackedBytes: decoded.bytes.count, packedBytes: bytes.count)
    else { return false }
    let mark = Mark(record)
    let type = bodyType(decoded.bytes.span)
    let isChance = !Self.isLikely(decoded.bytes.span, type)
    inspect(decoded.bytes.span, .decompressed, name: name, as: isChance ? .unknown : type)
    if isWhole, !isChance { return true }
    guard mark.isNothing(in: record) || mark.isNoFile(in: record) else { return true }
    mark.restore(&record)
    return false
  }

  /// Whether the first block is of a kind that packs, or is stored with the length and its complement.
  private static func mayBeDeflated(_ bytes: Span<UInt8>) -> Bool {
    switch bytes[0] & 6 {
    case 2, 4: return true
    case 0:
      guard let length = bytes.little16(at: 1), let other = bytes.little16(at: 3) else {
        return false
      }
      return length == ~other
    default: return false
    }
  }

  /// What a guess may stand for is looked at up to here before it is told.
  private static let deflatedBytesMax = 1 << 20
  /// Where DEFLATE ends before the bytes do, or they before it, less is chance.
  private static let deflatedBytesMin = 32

  /// Fewer bytes are nothing.
  private static let guessBytesMin = 16
  /// Fewer frames are no recording.
  private static let framesMin = 4

  /// Whether a type is that of bytes that are nothing in particular, or of text.
  static func isPlain(_ type: ContentType) -> Bool {
    [.unknown, .empty, .text, .json, .csv, .urlEncoded].contains(type)
  }

  /// Whether bytes are of a type by more than the few bytes that it begins with.
  private static func isLikely(_ bytes: Span<UInt8>, _ type: ContentType) -> Bool {
    if MarkupText.isEBCDIC(bytes) { return true }
    switch type.group {
    case .text, .markup, .script: return PlainText.isText(bytes) && TextShape.isReadable(bytes)
    default: break
    }
    return switch type {
    case .windowsExecutable: bytes.count >= 64
    case .pgp: isMessage(bytes)
    case .dosExecutable: isDOSProgram(bytes)
    case .arj: isARJ(bytes)
    case .pickle: isPickle(bytes)
    case .dotNetSerialized: isFormatted(bytes)
    // Two bytes, which begin what comments in programs stand for.
    case .jpegXL: bytes.big16(at: 0) != 0xFF0A
    // Their frames begin so too, and one or two are found by chance.
    case .mp3, .aac:
      bytes.has("ID3", at: 0) || AudioFrames.count(bytes, atMost: framesMin) == framesMin
    case .jpeg: bytes.byte(at: 2) == 0xFF
    case .tiff: bytes.big32(at: 0) == 0x4949_2A00 || bytes.big32(at: 0) == 0x4D4D_002A
    default: true
    }
  }

  /// What can be read, or as many bytes as the shortest encrypted message has: fewer are identifiers.
  private static func isMessage(_ bytes: Span<UInt8>) -> Bool {
    let tag = OpenPGPPacket(bytes, at: 0)?.tag
    return bytes.count >= 64 || tag == 8 || tag == 11
  }

  /// A header and as many pages as it says.
  private static func isDOSProgram(_ bytes: Span<UInt8>) -> Bool {
    guard let pages = bytes.little16(at: 4), let paragraphs = bytes.little16(at: 8) else {
      return false
    }
    return pages > 0 && (Int(pages) - 1) * 512 < bytes.count && Int(paragraphs) * 16 <= bytes.count
  }

  /// A protocol of its own and a last instruction, or the protocol that is text.
  private static func isPickle(_ bytes: Span<UInt8>) -> Bool {
    if PlainText.isText(bytes), TextShape.isReadable(bytes) { return true }
    // Behind its end nothing is read.
    if SerializedObject.isCallingPickle(bytes) || SerializedObject.isArrayOfObjects(bytes) {
      return true
    }
    guard bytes.byte(at: bytes.count - 1) == 0x2E else { return false }
    // Protocol 1 has no mark: the name of what is called comes first.
    if bytes.byte(at: 0) == 0x63 { return true }
    guard bytes.byte(at: 0) == 0x80, let version = bytes.byte(at: 1) else { return false }
    return (2...5).contains(version)
  }

  /// More than the two bytes with which the state of a page begins: what objects begin with behind them.
  private static func isFormatted(_ bytes: Span<UInt8>) -> Bool {
    guard bytes.big16(at: 0) == 0xFF01, let first = bytes.byte(at: 2) else { return true }
    return [0x05, 0x0F, 0x10, 0x15, 0x16, 0x18, 0x1E, 0x28, 0x29, 0x32].contains(first)
  }

  /// A header with its sum, as each archive and each member has one.
  private static func isARJ(_ bytes: Span<UInt8>) -> Bool {
    guard let count = bytes.little16(at: 2), let header = bytes.run(at: 4, count: Int(count)) else {
      return false
    }
    return bytes.little32(at: 4 + Int(count)) == Checksum.crc32(header)
  }
}
