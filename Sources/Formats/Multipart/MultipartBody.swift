/// The parts of a multipart body, in the readings that parsers have of it. Sources: RFC 2046, section 5.1;
/// RFC 7578.
///
/// Where all that looks like a delimiter is one by the letter, there is one reading. Else there are two: by
/// the letter, and as those read who take any line that begins with the boundary, whatever ends the line
/// before it, and go on past the last delimiter.
public struct MultipartBody: Hashable, Sendable {
  /// How a body is read.
  public enum Kind: Sendable {
    /// Form data, and other bodies of requests: by the letter.
    case form
    /// Mail: lines end in any way, there may be text before and after, the last delimiter may be missing.
    case mail
  }

  /// One way to read it.
  public struct Reading: Hashable, Sendable {
    /// Where the parts lie, each with its fields.
    public internal(set) var parts: [Range<Int>] = []
    /// What lies before the first delimiter.
    public internal(set) var preamble = 0..<0
    /// What lies behind the last.
    public internal(set) var epilogue = 0..<0
    /// Whether the last delimiter is there.
    public internal(set) var isClosed = false
  }

  /// The readings; they differ in their parts.
  public private(set) var readings: [Reading] = []
  /// Whether parsers read it in different ways.
  public private(set) var isAmbiguous = false
  /// Whether there are more parts than are kept.
  public private(set) var isCut = false

  /// More parts are not kept.
  public static let partsMax = 20_000

  /// Reads a body.
  ///
  /// - Parameter boundary: without the dashes before it.
  public init(_ bytes: Span<UInt8>, boundary: Span<UInt8>, _ kind: Kind) {
    let hasBreak = boundary.firstPlace(of: 0x0D) != nil || boundary.firstPlace(of: 0x0A) != nil
    guard !hasBreak, let search = ByteSearch(([0x2D, 0x2D] + [UInt8](copying: boundary)).span)
    else {
      isAmbiguous = true
      return
    }
    let delimiters = findDelimiters(bytes, search, boundary.count + 2, kind)
    let strict = reading(bytes, delimiters.filter(\.isStrict), isEndedByClose: true)
    readings.append(strict)
    let loose = reading(bytes, delimiters, isEndedByClose: false)
    if loose.parts != strict.parts {
      readings.append(loose)
      isAmbiguous = true
    }
    if kind == .form { judge(strict, bytes) }
  }

  /// What a form's body must be, that all read it alike.
  private mutating func judge(_ reading: Reading, _ bytes: Span<UInt8>) {
    if bytes.isEmpty { return }
    // Of more parts than are kept the last delimiter is not among them.
    if !reading.isClosed, !isCut { isAmbiguous = true }
    // Line breaks before and after all are written by some clients, and passed over by all.
    for range in [reading.preamble, reading.epilogue] {
      for place in range where bytes[place] != 0x0D && bytes[place] != 0x0A {
        isAmbiguous = true
        return
      }
    }
  }

  private mutating func findDelimiters(
    _ bytes: Span<UInt8>, _ search: ByteSearch, _ length: Int, _ kind: Kind
  ) -> [MultipartDelimiter] {
    var delimiters: [MultipartDelimiter] = []
    var offset = 0
    while let place = search.firstLine(in: bytes, from: offset) {
      offset = place + 1
      guard let delimiter = MultipartDelimiter(bytes, at: place, count: length, kind) else {
        continue
      }
      guard delimiters.count <= Self.partsMax else {
        isCut = true
        break
      }
      delimiters.append(delimiter)
    }
    return delimiters
  }

  private func reading(
    _ bytes: Span<UInt8>, _ delimiters: [MultipartDelimiter], isEndedByClose: Bool
  ) -> Reading {
    var reading = Reading()
    guard let first = delimiters.first else {
      reading.preamble = 0..<bytes.count
      return reading
    }
    reading.preamble = 0..<first.start
    var open: MultipartDelimiter? = nil
    for delimiter in delimiters {
      if let open { reading.parts.append(open.end..<max(open.end, delimiter.start)) }
      open = delimiter
      guard delimiter.isClose else { continue }
      reading.isClosed = true
      reading.epilogue = delimiter.end..<bytes.count
      open = nil
      if isEndedByClose { break }
    }
    if let open {
      reading.isClosed = false
      reading.parts.append(open.end..<bytes.count)
      reading.epilogue = bytes.count..<bytes.count
    }
    return reading
  }
}
