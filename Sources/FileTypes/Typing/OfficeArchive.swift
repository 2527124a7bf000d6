/// Recognises the Office documents among ZIP archives by the names of their members.
enum OfficeArchive {
  private static let localMark: [UInt8] = [0x50, 0x4b, 3, 4]
  private static let centralMark: [UInt8] = [0x50, 0x4b, 1, 2]
  private static let endMark: [UInt8] = [0x50, 0x4b, 5, 6]
  private static let localHeaderBytes = 30
  private static let centralHeaderBytes = 46
  private static let endRecordBytes = 22
  /// The longest name that is looked for: so much must be readable behind a header.
  private static let nameBytesMax = 22
  /// Headers and stretches of the file that are looked at, and the headers that are enough.
  private static let stepsMax = 32
  private static let headersMax = 3
  /// How much is searched at once behind the first bytes.
  private static let stretchBytesMax = 1028

  /// What a member's name tells.
  private enum Hint {
    case type(FileType)
    /// The archive may be an Office document.
    case office
  }

  private static let names: [(name: [UInt8], hint: Hint)] = [
    member("xl/", .type(.ooxmlExcel)), member("ppt/", .type(.ooxmlPowerPoint)),
    member("word/", .type(.ooxmlWord)), member("Contents/content.hpf", .type(.ooxmlHWP)),
    member("BinData"), member("mimetype"), member("Contents"), member("docProps/"),
    member("customXml/"), member("version.xml"), member("settings.xml"), member("_.rels/.rels"),
    member("[ContentTypes].xml"), member("[Content_Types].xml"), member("Preview/PrvText.txt"),
    member("META-INF/container.xml"),
  ]

  private static func member(_ name: String, _ hint: Hint = .office) -> ([UInt8], Hint) {
    (Array(name.utf8), hint)
  }

  /// The type of a ZIP as far as its first bytes tell; `nil` for none of Office.
  static func type(ofFirstBytes head: Span<UInt8>) -> FileType? {
    var walk = Walk(count: head.count)
    return walk.type(in: head)
  }

  /// The type of a ZIP of which all bytes are given; `nil` for none of Office.
  static func type(ofWhole bytes: Span<UInt8>) -> FileType? {
    var walk = Walk(count: bytes.count)
    if let type = walk.type(in: bytes) { return type }
    return walk.needsDirectory ? typeByDirectory(bytes) : nil
  }

  /// The walk over the first local headers.
  private struct Walk {
    private let count: Int
    private var cursor = 0
    private var end: Int
    private var headers = 0
    private var isLikely = false

    /// Whether the central directory decides.
    var needsDirectory: Bool { headers >= headersMax && isLikely }

    init(count: Int) {
      self.count = count
      end = min(count, FileTyper.firstBytesMax)
    }

    mutating func type(in bytes: Span<UInt8>) -> FileType? {
      guard end > 2 * (localHeaderBytes + 5) else { return nil }
      for _ in 0..<stepsMax {
        if let mark = find(bytes) {
          cursor = mark + localHeaderBytes
          if end - cursor > nameBytesMax {
            if let type = hint(bytes) { return type }
            headers += 1
            if headers == headersMax { return nil }
            continue
          }
        }
        guard count - end > localHeaderBytes else { return nil }
        cursor = end - (localHeaderBytes + nameBytesMax + 1)
        end = min(count, cursor + stretchBytesMax)
      }
      return nil
    }

    /// The next mark of a local header.
    private func find(_ bytes: Span<UInt8>) -> Int? {
      var place = cursor
      while place + 4 <= end {
        if has(localMark, bytes, at: place) { return place }
        place += 1
      }
      return nil
    }

    private mutating func hint(_ bytes: Span<UInt8>) -> FileType? {
      for (name, hint) in names where has(name, bytes, at: cursor) {
        switch hint {
        case .type(let type): return type
        case .office: isLikely = true
        }
      }
      return nil
    }
  }

  /// The type by the names in the central directory: the last of the four kinds that a member tells.
  private static func typeByDirectory(_ bytes: Span<UInt8>) -> FileType? {
    guard var place = directory(bytes) else { return nil }
    while bytes.count - place >= centralHeaderBytes, has(centralMark, bytes, at: place) {
      let nameCount = little(bytes, place + 28, 2)
      let extraCount = little(bytes, place + 30, 2)
      let commentCount = little(bytes, place + 32, 2)
      let name = place + centralHeaderBytes
      place = name + nameCount
      guard bytes.count - place > 0 else { return nil }
      guard bytes.count - place > extraCount else { return nil }
      place += extraCount
      guard bytes.count - place >= commentCount else { return nil }
      place += commentCount
      if let type = type(ofName: bytes.extracting(name..<(name + min(nameCount, 255)))) {
        return type
      }
    }
    return nil
  }

  private static func type(ofName name: Span<UInt8>) -> FileType? {
    if begins(name, "Contents/content.hpf"), name.count == 20 || name[20] == 0 { return .ooxmlHWP }
    if begins(name, "word/") { return .ooxmlWord }
    if begins(name, "ppt/") { return .ooxmlPowerPoint }
    return begins(name, "xl/") ? .ooxmlExcel : nil
  }

  /// Where the central directory begins, by the last end record that points into the file.
  private static func directory(_ bytes: Span<UInt8>) -> Int? {
    guard bytes.count >= centralHeaderBytes else { return nil }
    var place = bytes.count - endRecordBytes
    while place > 0 {
      if has(endMark, bytes, at: place) {
        let directory = little(bytes, place + 16, 4)
        if directory <= bytes.count - centralHeaderBytes { return directory > 0 ? directory : nil }
      }
      place -= 1
    }
    return nil
  }

  private static func little(_ bytes: Span<UInt8>, _ place: Int, _ count: Int) -> Int {
    var value = 0
    for byte in 0..<count { value |= Int(bytes[place + byte]) << (8 * byte) }
    return value
  }

  private static func begins(_ name: Span<UInt8>, _ prefix: String) -> Bool {
    name.count >= prefix.utf8.count && has(Array(prefix.utf8), name, at: 0)
  }

  /// Whether a string stands at a place. The caller has checked its extent.
  private static func has(_ text: [UInt8], _ bytes: Span<UInt8>, at place: Int) -> Bool {
    for index in text.indices where bytes[place + index] != text[index] { return false }
    return true
  }
}
