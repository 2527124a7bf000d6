internal import Decoding
internal import Formats

extension ContentInspection {
  /// Reads a file of images, sound, film or letters: whether it is one, and what else it is.
  ///
  /// What lies behind its end is a content of its own. A file that other programs take for one of theirs
  /// is invalid, and is read as that too; but film behind a photograph, as telephones write it, and the
  /// like are ordinary.
  mutating func readMedia(_ bytes: Span<UInt8>, as format: MediaFormat?) {
    let extent = format.map { MediaExtent(bytes, as: $0) }
    if let extent, !extent.isValid { mark(.invalidFile) }
    if let end = extent?.end, end < bytes.count {
      readAppended(bytes.extracting(end...))
      judged.append(end..<bytes.count)
    }
    readHidden(bytes)
    readTexts(bytes)
    hasReadZip = true
    guard isInspecting, ZipArchive.endsLikeArchive(bytes) else { return }
    mark(.invalidFile)
    readZip(bytes)
  }

  private mutating func readAppended(_ rest: Span<UInt8>) {
    var rest = rest
    var type = bodyType(rest)
    if type == .unknown || type == .text {
      // Padding, perhaps; films begin with zeros, too.
      var start = 0
      while start < rest.count, rest[start] == 0 { start += 1 }
      rest = rest.extracting(start...)
      type = bodyType(rest)
    }
    guard isInspecting, !rest.isEmpty else { return }
    switch type.group {
    case .archive, .executable, .script, .markup, .document, .serialized: mark(.invalidFile)
    case .image, .audio, .video, .font, .text, .carrier, .other: break
    }
    let name: [UInt8] = []
    inspect(rest, .appended, name: name.span, as: type)
  }

  /// Reads what an image carries beside what it shows: programs take it out of there.
  private mutating func readTexts(_ bytes: Span<UInt8>) {
    switch record.contents[current].type {
    case .png:
      var place = 8
      while isInspecting, let text = MediaText.next(inPNG: bytes, from: &place) {
        guard readText(text, of: bytes) else { return }
      }
    case .gif:
      var place = 13
      while isInspecting, let text = MediaText.next(inGIF: bytes, from: &place) {
        guard readText(text, of: bytes) else { return }
      }
    default: return
    }
  }

  /// False: there is no time for more, or too much was unpacked, and that is noted.
  private mutating func readText(_ text: MediaText, of bytes: Span<UInt8>) -> Bool {
    let name: [UInt8] = []
    let packed = text.bytes(of: bytes)
    if text.isCompressed {
      readValue(decode(packed.span, as: .zlib).bytes.span, isResolved: true, name: name.span)
      return hasTime()
    }
    guard take(unpackedBytes: packed.count, packedBytes: packed.count) else { return false }
    readValue(packed.span, isResolved: text.ranges.count > 1, name: name.span)
    return true
  }

  private mutating func readHidden(_ bytes: Span<UInt8>) {
    let marks = HiddenMarks(bytes, sought: .every.subtracting(.serverPage))
    if !marks.isEmpty {
      mark(.invalidFile)
      mark(.script)
      if marks.contains(.html) { mark(.html) }
    }
    // Readers of PDF look for its beginning in so many bytes.
    let head = bytes.extracting(first: 1024)
    var place = 1
    while let found = head.firstPlace(of: 0x25, from: place) {
      place = found + 1
      guard head.has("%PDF-", at: found) else { continue }
      mark(.invalidFile)
      let name: [UInt8] = []
      inspect(bytes.extracting(found...), .embedded, name: name.span, as: .pdf)
      return
    }
  }
}

extension ContentType {
  /// How the structure of the type is checked; `nil` where it is not.
  var mediaFormat: MediaFormat? {
    switch self {
    case .png: .png
    case .jpeg: .jpeg
    case .gif: .gif
    case .bmp: .bmp
    case .tiff: .tiff
    case .ico, .cur: .icon
    case .webp: .webp
    case .wav: .wave
    case .avi: .avi
    case .mp4, .quickTime, .heif, .avif: .boxes
    case .flac: .flac
    case .ogg: .ogg
    case .mp3: .mp3
    case .matroska: .matroska
    case .trueType, .openType: .sfnt
    case .trueTypeCollection: .collection
    case .woff: .woff
    case .woff2: .woff2
    default: nil
    }
  }
}
