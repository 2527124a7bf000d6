/// The bytes of a part of a TIFF picture, unpacked row by row.
struct TIFFPart: ~Copyable {
  private let compression: TIFFLayout.Compression
  private var place = 0
  /// Where its bytes end. Where they are not packed, or deflated, ClamAV's decoder reads on to the file's end.
  private var end = 0
  private var strings = TIFFStrings()
  private var inflation = Inflation([])
  /// How many bytes of a run are to come, and which; of others copied.
  private var runLeft = 0
  private var copyLeft = 0
  private var runByte: UInt8 = 0
  private var rest: [UInt8] = []

  init(_ compression: TIFFLayout.Compression) { self.compression = compression }

  /// Begins with a part.
  mutating func begin(_ bytes: Span<UInt8>, at start: UInt64, count: UInt64) {
    place = Int(clamping: min(start, UInt64(bytes.count)))
    let isLimited = compression == .strings || compression == .runs
    end = isLimited ? place + Int(clamping: min(count, UInt64(bytes.count - place))) : bytes.count
    (runLeft, copyLeft) = (0, 0)
    switch compression {
    case .none, .runs: break
    case .strings: strings.reset()
    case .deflate, .oldDeflate: inflation = Inflation([place..<end], comparesChecksum: true)
    }
  }

  /// Fills the first bytes of a row; throws where there are not so many.
  mutating func fill(
    _ row: inout [UInt8], _ count: Int, _ bytes: Span<UInt8>, _ budget: inout PictureBudget
  ) throws(PictureFault) {
    let (before, inflated) = (place, inflation.bytesRead)
    var isFilled = false
    switch compression {
    case .none: isFilled = copy(&row, count, bytes)
    case .runs: isFilled = unpackRuns(&row, count, bytes)
    case .strings: isFilled = unpackStrings(&row, count, bytes)
    case .deflate, .oldDeflate: isFilled = inflation.fill(&row, count, from: bytes)
    }
    let isStrings = compression == .strings
    try budget.spend(
      place - before, isStrings ? PictureSteps.perByteOfStrings : PictureSteps.perByteOfRuns)
    try budget.spend(inflation.bytesRead - inflated, PictureSteps.perByteDeflated)
    guard isFilled else { throw .undecodable }
  }

  /// Passes over so many bytes at the end of a row. They may be missing, unless what is packed does not end.
  mutating func skip(
    _ count: Int, _ bytes: Span<UInt8>, _ budget: inout PictureBudget
  ) throws(PictureFault) {
    guard count > 0 else { return }
    // Taken out for as long as it is filled.
    var rest: [UInt8] = []
    swap(&rest, &self.rest)
    if rest.count < count { rest = [UInt8](repeating: 0, count: count) }
    defer { swap(&rest, &self.rest) }
    do {
      try fill(&rest, count, bytes, &budget)
    } catch {
      guard error == .undecodable, mayEnd else { throw error }
    }
  }

  /// Whether it may be that there is no more.
  private var mayEnd: Bool {
    switch compression {
    case .none, .runs: true
    case .strings: strings.isEnded
    case .deflate, .oldDeflate: inflation.isEnded
    }
  }

  /// Ends with a part of which so many bytes were taken.
  mutating func finish(
    _ count: Int, _ bytes: Span<UInt8>, _ budget: inout PictureBudget
  ) throws(PictureFault) {
    guard compression == .deflate || compression == .oldDeflate else { return }
    let before = inflation.bytesRead
    inflation.lookAhead(after: count, from: bytes)
    try budget.spend(inflation.bytesRead - before, PictureSteps.perByteDeflated)
    guard !inflation.isDamaged else { throw .undecodable }
  }

  private mutating func copy(_ row: inout [UInt8], _ count: Int, _ bytes: Span<UInt8>) -> Bool {
    guard count <= end - place else {
      place = end
      return false
    }
    let part = bytes.extracting(place..<(place + count))
    for index in 0..<count { row[index] = part[index] }
    place += count
    return true
  }

  private mutating func unpackStrings(
    _ row: inout [UInt8], _ count: Int, _ bytes: Span<UInt8>
  ) -> Bool {
    var reached = place
    defer { place = reached }
    return strings.fill(&row, count, from: bytes, &reached, end)
  }

  private mutating func unpackRuns(
    _ row: inout [UInt8], _ count: Int, _ bytes: Span<UInt8>
  ) -> Bool {
    var filled = 0
    while filled < count {
      if runLeft > 0 {
        let part = min(runLeft, count - filled)
        for index in 0..<part { row[filled + index] = runByte }
        runLeft -= part
        filled += part
      } else if copyLeft > 0 {
        let part = min(copyLeft, count - filled, end - place)
        guard part > 0 else { return false }
        for index in 0..<part { row[filled + index] = bytes[place + index] }
        (copyLeft, place, filled) = (copyLeft - part, place + part, filled + part)
      } else {
        guard beginRun(bytes) else { return false }
      }
    }
    return true
  }

  private mutating func beginRun(_ bytes: Span<UInt8>) -> Bool {
    guard place < end else { return false }
    let head = Int(Int8(bitPattern: bytes[place]))
    place += 1
    if head >= 0 {
      copyLeft = head + 1
    } else if head > -128 {
      guard place < end else { return false }
      runLeft = 1 - head
      runByte = bytes[place]
      place += 1
    }
    return true
  }
}
