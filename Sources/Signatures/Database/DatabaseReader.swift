/// Reads one database file, whose bytes come in pieces, into a set.
struct DatabaseReader {
  private let format: DatabaseFormat
  private let isOff: Bool
  private let fileIndex: Int
  private let firstHash: Int
  private var file: LoadReport.File
  private var feed: LineFeed

  /// A reader for the next file of a set.
  init(format: DatabaseFormat, name: String, set: SignatureSet) {
    self.format = format
    isOff = format.isUnwanted && !set.options.includesUnwanted
    fileIndex = set.report.files.count
    firstHash = set.hashes.count
    file = LoadReport.File(name: name)
    feed = LineFeed(lineBytesMax: format.lineBytesMax)
  }

  /// Reads more bytes.
  mutating func take(_ bytes: UnsafeRawBufferPointer, into set: inout SignatureSet) {
    if case .unevaluated(let format) = format.kind, !format.hasLines { return }
    var feed = feed
    // What is held of a line moves with the feed: no copy of it is made.
    self.feed = LineFeed(lineBytesMax: 0)
    unsafe feed.take(bytes) { read($0, &set) }
    self.feed = feed
  }

  /// Reads what is left, and adds the file to the report.
  mutating func finish(_ set: inout SignatureSet) {
    if case .unevaluated(let format) = format.kind, !format.hasLines {
      file.lineCount = 1
      file.count(.formatNotEvaluated(format), line: 1)
    } else {
      var feed = feed
      feed.finish { read($0, &set) }
    }
    set.report.files.append(file)
    set.firstHashes.append(firstHash)
  }

  private mutating func read(_ piece: LineFeed.Piece, _ set: inout SignatureSet) {
    switch piece {
    case .tooLong(let line):
      file.lineCount += 1
      file.count(.malformed(.lineTooLong), line: line)
    case .lines(let bytes, let first):
      if isOff { return unsafe count(bytes, .unwantedApplication, first: first) }
      switch format.kind {
      case .hash(let kind):
        unsafe set.add(hashLines: bytes, kind: kind, isHarmless: false, first: first, &file)
      case .falsePositive:
        unsafe set.add(hashLines: bytes, kind: .whole, isHarmless: true, first: first, &file)
      case .unevaluated(let format):
        unsafe count(bytes, .formatNotEvaluated(format), first: first)
      case .body, .plainBody, .logical, .ignore, .containerRules, .fileTypes, .container:
        let (kind, file) = (format.kind, fileIndex)
        forEachLine(unsafe Array(bytes), first: first) { line, number throws(UnusedReason) in
          try set.add(line, number: number, kind, file: file)
        }
      }
    }
  }

  /// Counts lines that are not read, for one reason.
  private mutating func count(
    _ bytes: UnsafeRawBufferPointer, _ reason: UnusedReason, first: Int
  ) {
    forEachLine(unsafe Array(bytes), first: first) { _, _ throws(UnusedReason) in throw reason }
  }

  /// Calls for each line that is neither empty nor a comment, and counts it.
  private mutating func forEachLine(
    _ bytes: [UInt8], first: Int,
    _ body: (ArraySlice<UInt8>, Int) throws(UnusedReason) -> Void
  ) {
    var number = first - 1
    var start = 0
    while start < bytes.count {
      number += 1
      let end = bytes[start...].firstIndex(of: Ascii.newline) ?? bytes.count
      var line = bytes[start..<end]
      start = end + 1
      let isTooLong = line.count > format.lineBytesMax
      while line.last == Ascii.carriageReturn { line.removeLast() }
      guard let first = line.first, first != Ascii.hash else { continue }
      file.lineCount += 1
      do throws(UnusedReason) {
        if isTooLong { throw .malformed(.lineTooLong) }
        guard !line.contains(0) else { throw .malformed(.zeroByte) }
        try body(line, number)
        file.usedCount += 1
      } catch {
        file.count(error, line: number)
      }
    }
  }
}
