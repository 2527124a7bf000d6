/// Text and profiles that an image carries beside what it shows, which programs unpack or put together.
public struct MediaText: Hashable, Sendable {
  /// Where it lies: one range, or several that are one text together.
  public private(set) var ranges: [Range<Int>]
  /// Whether it is compressed, as zlib does it.
  public let isCompressed: Bool

  /// The next that a PNG carries in `tEXt`, `zTXt`, `iTXt` and `iCCP`. Source: ISO/IEC 15948, 11.3.3 and
  /// 11.3.4.
  ///
  /// - Parameter place: of a chunk, the first one's at 8; moved behind the one that has the text.
  public static func next(inPNG bytes: Span<UInt8>, from place: inout Int) -> MediaText? {
    while let length = bytes.big32(at: place),
      let chunk = bytes.run(at: place + 8, count: Int(length))
    {
      let start = place + 8
      let name = bytes.big32(at: place + 4) ?? 0
      place = start + chunk.count + 4
      if let text = text(of: chunk, name) {
        return MediaText(
          ranges: [start + text.start..<start + chunk.count], isCompressed: text.isCompressed)
      }
    }
    return nil
  }

  /// Behind a keyword and a zero, and in `iTXt` behind two flags and two more texts.
  private static func text(
    of chunk: Span<UInt8>, _ name: UInt32
  ) -> (start: Int, isCompressed: Bool)? {
    guard [0x7445_5874, 0x7A54_5874, 0x6954_5874, 0x6943_4350].contains(name),
      let keyword = chunk.firstPlace(of: 0)
    else { return nil }
    switch name {
    case 0x7445_5874: return (keyword + 1, false)
    case 0x6954_5874:
      guard let flag = chunk.byte(at: keyword + 1),
        let language = chunk.firstPlace(of: 0, from: keyword + 3),
        let translated = chunk.firstPlace(of: 0, from: language + 1)
      else { return nil }
      return (translated + 1, flag != 0)
    default: return keyword + 2 <= chunk.count ? (keyword + 2, true) : nil
    }
  }

  /// The next that a GIF carries in extensions for comments and applications, block by block. Source:
  /// CompuServe, "Graphics Interchange Format", version 89a, 24 and 26.
  ///
  /// - Parameter place: where it is looked for, at first 13; moved behind it.
  public static func next(inGIF bytes: Span<UInt8>, from place: inout Int) -> MediaText? {
    while let found = bytes.firstPlace(of: 0x21, from: place) {
      place = found + 1
      guard let label = bytes.byte(at: found + 1), label == 0xFE || label == 0xFF else { continue }
      var ranges: [Range<Int>] = []
      var block = found + 2
      while let length = bytes.byte(at: block), length > 0,
        bytes.run(at: block + 1, count: Int(length)) != nil
      {
        ranges.append(block + 1..<block + 1 + Int(length))
        block += 1 + Int(length)
      }
      // The first block of an application's names it. What is in one piece is read where it lies.
      if label == 0xFF, !ranges.isEmpty { ranges.removeFirst() }
      guard ranges.count > 1, bytes.byte(at: block) == 0 else { continue }
      place = block
      return MediaText(ranges: ranges, isCompressed: false)
    }
    return nil
  }

  /// The text, put together.
  public func bytes(of file: Span<UInt8>) -> [UInt8] {
    var bytes: [UInt8] = []
    for range in ranges { bytes.append(copying: file.extracting(range)) }
    return bytes
  }
}
