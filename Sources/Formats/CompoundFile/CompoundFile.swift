/// A compound file: storages and streams in one file, a file system of its own.
///
/// Sectors of one size lie one after the other; a table says for each which one follows it in its stream.
/// Small streams share a stream of the root, in smaller sectors with a table of their own.
/// Source: [MS-CFB]; where readers do without what it demands, this one does too.
///
/// The tables are bounded by the file: entries past its last sector mean nothing. Each sector belongs to
/// one stream at most, so all streams together are no larger than the file.
public struct CompoundFile: Sendable {
  /// What is wrong with the file.
  public struct Faults: OptionSet, Hashable, Sendable {
    public let rawValue: UInt8
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// The header says what readers take in different ways.
    public static let header = Faults(rawValue: 1)
    /// A table or the directory lies outside of the file, or runs in a loop.
    public static let tables = Faults(rawValue: 2)
    /// Storages hold each other, or an entry is in two.
    public static let tree = Faults(rawValue: 4)
    /// Two streams share sectors.
    public static let overlap = Faults(rawValue: 8)
    /// A stream ends before the bytes that it should have.
    public static let truncated = Faults(rawValue: 16)
  }

  /// All entries, the root first; an entry that is not in use is left out.
  public internal(set) var entries: [CompoundEntry] = []
  /// What was found to be wrong so far; reading streams may add to it.
  public internal(set) var faults: Faults = []

  /// The bytes of a sector, as an exponent of two: 9 or 12.
  let sectorShift: Int
  /// Sectors that the file has, the last perhaps in part.
  let sectorCount: Int
  /// For each sector the one after it.
  var table: [UInt32] = []
  /// For each small sector the one after it.
  var smallTable: [UInt32] = []
  /// The sectors in which the small ones lie.
  var smallSectors: [UInt32] = []
  /// Which sectors are part of a stream that was read.
  var isUsed: [Bool]
  var isSmallUsed: [Bool] = []

  /// Small sectors have 64 bytes; streams of fewer than 4096 bytes are in them. Readers go by these
  /// numbers, whatever the header says.
  static let smallShift = 6
  static let smallStreamBytesMax = 4096
  /// The end of a chain of sectors.
  static let endOfChain: UInt32 = 0xFFFF_FFFE
  /// Entries of a directory; what a file of 100 MiB with nothing else in it could have is more than any
  /// writer makes.
  static let entriesMax = 100_000

  /// Whether bytes begin as a compound file does.
  public static func isBeginning(_ bytes: Span<UInt8>) -> Bool {
    bytes.big64(at: 0) == 0xD0CF_11E0_A1B1_1AE1
  }

  /// Reads the tables and the directory; nil where the header is none, or there is no directory.
  public init?(_ bytes: Span<UInt8>) {
    guard Self.isBeginning(bytes), let major = bytes.little16(at: 26),
      let shift = bytes.little16(at: 30), let smallShift = bytes.little16(at: 32),
      let cutoff = bytes.little32(at: 56), shift == 9 || shift == 12
    else { return nil }
    sectorShift = Int(shift)
    sectorCount = max(0, (bytes.count - 1) >> sectorShift)
    isUsed = [Bool](repeating: false, count: sectorCount)
    if smallShift != Self.smallShift || cutoff != Self.smallStreamBytesMax {
      faults.insert(.header)
    }
    if bytes.little16(at: 28) != 0xFFFE { faults.insert(.header) }
    readTable(bytes)
    readDirectory(bytes, isWide: major >= 4)
    guard !entries.isEmpty else { return nil }
    readSmallTable(bytes)
  }

  /// The place of a sector in the file; nil where it lies outside.
  func place(of sector: UInt32) -> Int? {
    guard sector < UInt32(clamping: sectorCount) else { return nil }
    return (Int(sector) + 1) << sectorShift
  }

  /// Follows a chain; at most as many sectors as there are, so that a loop ends. Each is marked as used.
  ///
  /// - Parameter countMax: more sectors are not asked for.
  mutating func chain(from first: UInt32, countMax: Int, outside: Faults) -> [UInt32] {
    var sectors: [UInt32] = []
    var sector = first
    while sectors.count < countMax, sector < UInt32(clamping: sectorCount) {
      guard !isUsed[Int(sector)] else {
        faults.insert(outside == .tables ? .tables : .overlap)
        return sectors
      }
      isUsed[Int(sector)] = true
      sectors.append(sector)
      guard Int(sector) < table.count else {
        faults.insert(outside)
        return sectors
      }
      sector = table[Int(sector)]
    }
    if sectors.count < countMax, sector != Self.endOfChain { faults.insert(outside) }
    return sectors
  }
}
