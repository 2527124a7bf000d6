/// A tar archive from header to header, as far as it tells where the archive ends, and where readers go
/// different ways. Sources: POSIX.1-2017, pax; what bsdtar, GNU tar and Python's `tarfile` do.
public struct TarWalk {
  /// Behind the last entry: at the blocks of zeros that end the archive, or at what is no header.
  public private(set) var end = 0
  /// Whether readers disagree on where an entry's data end, and with that on what the next header is.
  public private(set) var isAmbiguous = false

  /// The size that a header before the next entry says this has.
  private var statedSize: Int?
  /// The name that a header before the next entry says this has, for each dialect.
  private var hasPaxName = false
  private var hasLongName = false

  /// Walks through the archive that begins the bytes.
  public init(_ bytes: Span<UInt8>) {
    while let header = TarHeader(bytes, at: end) {
      let data = Self.data(of: header, bytes, at: end)
      guard let size = header.size, size <= bytes.count else {
        if header.size == nil { isAmbiguous = true }
        end = bytes.count
        return
      }
      switch header.kind {
      case Kind.pax, Kind.solaris, Kind.global:
        take(bytes.run(at: data, count: size), isGlobal: header.kind == Kind.global)
        end = data + Self.rounded(size)
      case Kind.longName, Kind.longLink:
        hasLongName = hasLongName || header.kind == Kind.longName
        end = data + Self.rounded(size)
      default:
        judge(header, size)
        end = data + Self.rounded(statedSize ?? size)
        statedSize = nil
        (hasPaxName, hasLongName) = (false, false)
      }
    }
    end = min(end, bytes.count)
  }

  /// What follows behind an archive that ends at a place, and zeros; `nil` where there are only zeros.
  public static func next(
    _ bytes: Span<UInt8>, from end: Int
  ) -> (place: Int, isArchive: Bool)? {
    var place = end
    while place < bytes.count, bytes[place] == 0 { place += 1 }
    guard place < bytes.count else { return nil }
    // Blocks of zeros have as many bytes as headers; a header may begin with zeros, for an empty name.
    let block = place - (place - end) % TarHeader.blockBytes
    return TarHeader(bytes, at: block) != nil ? (block, true) : (place, false)
  }

  /// Where the data of an entry begin: behind its header, and further blocks that list where a sparse file
  /// has data.
  private static func data(of header: TarHeader, _ bytes: Span<UInt8>, at place: Int) -> Int {
    var data = place + TarHeader.blockBytes
    guard header.kind == Kind.sparse, bytes.byte(at: place + 482) ?? 0 != 0 else { return data }
    repeat { data += TarHeader.blockBytes } while bytes.byte(at: data - 8) ?? 0 != 0
    return data
  }

  private mutating func judge(_ header: TarHeader, _ size: Int) {
    if let statedSize, statedSize != size { isAmbiguous = true }
    if hasPaxName && hasLongName { isAmbiguous = true }
    guard statedSize ?? size > 0 else { return }
    switch header.kind {
    // Whether data follow is each reader's guess.
    case Kind.hardLink, Kind.symbolicLink, Kind.character, Kind.block, Kind.folder, Kind.pipe:
      isAmbiguous = true
    // A folder to who goes by its name, as archives of before 1988 have it.
    case 0 where header.isNamedAsFolder, Kind.file where header.isNamedAsFolder: isAmbiguous = true
    default: break
    }
  }

  /// Takes the records of an extended header: a length, a space, a key, `=`, a value, a line end.
  private mutating func take(_ records: Span<UInt8>?, isGlobal: Bool) {
    guard let records else { return }
    var place = 0
    while place < records.count, records[place] != 0 {
      guard let record = Self.record(records, at: place) else {
        isAmbiguous = true
        return
      }
      let line = records.extracting(record.text)
      if line.has("size=", at: 0) {
        let size = Self.decimal(line.extracting(5...))
        if isGlobal || size == nil || (statedSize != nil && statedSize != size) {
          isAmbiguous = true
        }
        statedSize = isGlobal ? statedSize : size
      } else if line.has("path=", at: 0) {
        if isGlobal { isAmbiguous = true }
        hasPaxName = true
      }
      place = record.end
    }
  }

  private static func record(_ bytes: Span<UInt8>, at start: Int) -> (text: Range<Int>, end: Int)? {
    var place = start
    var length = 0
    while let byte = bytes.byte(at: place), byte >= 0x30, byte <= 0x39, length < 1 << 32 {
      length = length * 10 + Int(byte - 0x30)
      place += 1
    }
    let end = start + length
    guard bytes.byte(at: place) == 32, end > place + 1, end <= bytes.count, bytes[end - 1] == 0x0A
    else { return nil }
    return (place + 1..<end - 1, end)
  }

  private static func decimal(_ digits: Span<UInt8>) -> Int? {
    guard (1...18).contains(digits.count) else { return nil }
    var value = 0
    for place in digits.indices {
      guard digits[place] >= 0x30, digits[place] <= 0x39 else { return nil }
      value = value * 10 + Int(digits[place] - 0x30)
    }
    return value
  }

  private static func rounded(_ size: Int) -> Int {
    (size + TarHeader.blockBytes - 1) / TarHeader.blockBytes * TarHeader.blockBytes
  }

  /// What entries are.
  private enum Kind {
    static let file = UInt8(ascii: "0")
    static let hardLink = UInt8(ascii: "1")
    static let symbolicLink = UInt8(ascii: "2")
    static let character = UInt8(ascii: "3")
    static let block = UInt8(ascii: "4")
    static let folder = UInt8(ascii: "5")
    static let pipe = UInt8(ascii: "6")
    static let pax = UInt8(ascii: "x")
    static let solaris = UInt8(ascii: "X")
    static let global = UInt8(ascii: "g")
    static let sparse = UInt8(ascii: "S")
    static let longName = UInt8(ascii: "L")
    static let longLink = UInt8(ascii: "K")
  }
}
