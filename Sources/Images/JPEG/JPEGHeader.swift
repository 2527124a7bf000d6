/// What the segments of a JPEG file say. Source: ITU-T T.81, annex B.
struct JPEGHeader {
  private(set) var width = 0
  private(set) var height = 0
  private(set) var isProgressive = false
  var components: [JPEGComponent] = []
  var colours = JPEGColours.luminance
  /// Tables of factors and of codes, by number.
  private(set) var factors = [[Int32]?](repeating: nil, count: 4)
  private(set) var dcCodes = [JPEGCodes?](repeating: nil, count: 4)
  private(set) var acCodes = [JPEGCodes?](repeating: nil, count: 4)
  /// How many units there are between restarts; 0 for no restarts.
  private(set) var restartInterval = 0
  /// How many units there are until the next restart.
  var unitsLeft = 0x7fff_ffff
  private(set) var scan = JPEGScan()

  private var hasFrame = false
  /// Whether it is a picture of a film, whose tables are not written.
  private var isMotion = false

  /// Reads the segments before the first scan's data.
  mutating func readUpToScan(
    _ reader: inout ByteReader, _ bytes: Span<UInt8>
  ) throws(PictureFault) {
    _ = reader.skip(2, bytes)
    var last: UInt8 = 0
    while true {
      var byte = try reader.need(bytes)
      if last == 0xff {
        // Bytes that fill up before a marker.
        while byte == 0xff || byte == 0 {
          last = byte
          byte = try reader.need(bytes)
        }
      }
      if last == 0xff {
        try readSegment(byte, &reader, bytes)
        if byte == JPEGMarker.scan { break }
      }
      last = byte
    }
    if components.map(\.identifier) == Array("RGB".utf8) { colours = .red }
  }

  /// Reads the segment after a marker.
  mutating func readSegment(
    _ marker: UInt8, _ reader: inout ByteReader, _ bytes: Span<UInt8>
  ) throws(PictureFault) {
    switch marker {
    case JPEGMarker.frames: try readFrame(marker, &reader, bytes)
    case JPEGMarker.codes: try readCodes(&reader, bytes)
    case JPEGMarker.quantisation: try readFactors(&reader, bytes)
    case JPEGMarker.scan: try scan.read(&reader, bytes, &components)
    case JPEGMarker.restartInterval:
      guard try reader.need16(bytes) == 4 else { throw .undecodable }
      restartInterval = try reader.need16(bytes)
      unitsLeft = restartInterval
    case JPEGMarker.endOfImage, JPEGMarker.arithmeticConditions, JPEGMarker.lineCount:
      throw .undecodable
    case 0xe0: try readMotion(&reader, bytes)
    case 0xe1: try reader.skipSegment(bytes, ["Exif\0\0", "http://ns.adobe.com/xap/1.0/\0"])
    case 0xe2:
      let known: [StaticString] = ["ICC_PROFILE\0", "urn:iso:std:iso:ts:21496:-1\0", "MPF\0"]
      try reader.skipSegment(bytes, known)
    case 0xed: try reader.skipSegment(bytes, ["Photoshop 3.0\0"])
    case 0xee: try readAdobe(&reader, bytes)
    default: try reader.skipSegment(bytes, [])
    }
  }

  private mutating func readFrame(
    _ marker: UInt8, _ reader: inout ByteReader, _ bytes: Span<UInt8>
  ) throws(PictureFault) {
    let count = try reader.need16(bytes)
    guard !hasFrame, try reader.need(bytes) == 8 else { throw .undecodable }
    height = try reader.need16(bytes)
    width = try reader.need16(bytes)
    let componentCount = Int(try reader.need(bytes))
    guard width > 0, height > 0, (1...4).contains(componentCount), count == 8 + 3 * componentCount
    else { throw .undecodable }
    if componentCount == 1 { colours = .grey }
    if componentCount == 4, colours == .luminance { colours = .inks }
    for _ in 0..<componentCount {
      let identifier = try reader.need(bytes)
      let sampling = try reader.need(bytes)
      let number = try reader.need(bytes)
      guard
        let component = JPEGComponent(
          identifier: identifier, sampling: sampling, factorsNumber: number)
      else { throw .undecodable }
      components.append(component)
    }
    isProgressive = marker == JPEGMarker.progressiveFrame
    hasFrame = true
  }

  private mutating func readCodes(
    _ reader: inout ByteReader, _ bytes: Span<UInt8>
  ) throws(PictureFault) {
    var left = try reader.need16(bytes) - 2
    guard left >= 0 else { throw .undecodable }
    while left > 16 {
      let kind = try reader.need(bytes)
      let counts = try reader.need(16, bytes)
      let symbolCount = counts.reduce(0) { $0 + Int($1) }
      left -= 17 + symbolCount
      guard kind & 15 < 4, kind >> 4 <= 1, symbolCount <= 256, left >= 0 else { throw .undecodable }
      let symbols = try reader.need(symbolCount, bytes)
      let isForDC = kind >> 4 == 0
      guard let codes = JPEGCodes(counts: counts, symbols: symbols, isForDC: isForDC) else {
        throw .undecodable
      }
      if isForDC {
        dcCodes[Int(kind & 15)] = codes
      } else {
        acCodes[Int(kind & 15)] = codes
      }
    }
    guard left == 0 else { throw .undecodable }
  }

  private mutating func readFactors(
    _ reader: inout ByteReader, _ bytes: Span<UInt8>
  ) throws(PictureFault) {
    var left = try reader.need16(bytes) - 2
    guard left >= 0 else { throw .undecodable }
    while left > 0 {
      let kind = try reader.need(bytes)
      let (isWide, number) = (kind >> 4 == 1, Int(kind & 15))
      left -= isWide ? 129 : 65
      guard left >= 0, kind >> 4 <= 1, number < 4 else { throw .undecodable }
      var table = [Int32](repeating: 0, count: 64)
      for index in 0..<64 {
        let factor = isWide ? try reader.need16(bytes) : Int(try reader.need(bytes))
        table[JPEGOrder.place(index)] = Int32(factor)
      }
      factors[number] = table
    }
  }

  /// Reads an application's segment that may say that the picture is one of a film.
  private mutating func readMotion(
    _ reader: inout ByteReader, _ bytes: Span<UInt8>
  ) throws(PictureFault) {
    let count = try reader.need16(bytes)
    guard count >= 2 else { throw .undecodable }
    var read = 2
    if count > 5 {
      if try reader.need(5, bytes) == Array("AVI1\0".utf8) { isMotion = true }
      read += 5
    }
    reader.position += max(0, count - read)
  }

  /// Reads Adobe's segment, which says what the components are.
  private mutating func readAdobe(
    _ reader: inout ByteReader, _ bytes: Span<UInt8>
  ) throws(PictureFault) {
    let count = try reader.need16(bytes)
    guard count >= 2 else { throw .undecodable }
    guard try reader.hasPrefix(bytes, "Adobe") else {
      // As ClamAV's decoder does: two bytes too far.
      reader.position += count
      return
    }
    guard count >= 14 else { throw .undecodable }
    reader.position += 11
    switch reader.byte(bytes) {
    case nil, 0: colours = .inks
    case 1: colours = .luminance
    case 2: colours = .luminanceAndBlack
    default: throw .undecodable
    }
    reader.position += count - 14
  }

  /// Gives a film's picture the tables that it does without.
  mutating func completeCodes() {
    guard isMotion else { return }
    for number in 0..<2 {
      if dcCodes[number] == nil { dcCodes[number] = JPEGCodes.standardDC(number) }
      if acCodes[number] == nil { acCodes[number] = JPEGCodes.standardAC(number) }
    }
  }
}
