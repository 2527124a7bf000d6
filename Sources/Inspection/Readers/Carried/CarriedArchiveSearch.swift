internal import Formats
internal import Hyperscan

/// A search for what archives and compressed files begin with, wherever it lies.
struct CarriedArchiveSearch: ~Copyable {
  /// Where the text of a mark lies.
  struct Hit {
    var mark: ArchiveMark
    var textPlace: Int

    /// Where the file would begin.
    var place: Int { textPlace - mark.textOffset }
  }

  /// Bytes that are searched at a time: what is found in them is kept.
  static let windowBytes = 256 << 10

  private let database: Database
  private var scratch: Scratch
  private var ends: [(mark: UInt32, end: Int)] = []

  /// All marks, compiled once.
  private static let compiled = Result {
    try Database.literals(
      ArchiveMark.allCases.map(\.text), ids: ArchiveMark.allCases.map { UInt32($0.rawValue) },
      isStreamed: false)
  }

  /// Allocates what searching needs.
  init() throws {
    let database = try Self.compiled.get()
    scratch = try Scratch(for: database)
    self.database = database
  }

  /// The texts that begin in a window, in their order; `nil` where the engine failed.
  mutating func hits(in bytes: Span<UInt8>, _ window: Range<Int>) -> [Hit]? {
    let end = min(window.upperBound + ArchiveMark.textBytesMax - 1, bytes.count)
    ends.removeAll(keepingCapacity: true)
    let searched = bytes.extracting(window.lowerBound..<end)
    let outcome = unsafe withUnsafeMutablePointer(to: &ends) { ends in
      unsafe searched.withUnsafeBytes {
        unsafe database.scan($0, scratch: &scratch, onMatch: noteEnd, state: ends)
      }
    }
    guard outcome == .complete else { return nil }
    var hits: [Hit] = []
    for (number, end) in ends {
      guard let mark = ArchiveMark(rawValue: UInt8(truncatingIfNeeded: number)) else { continue }
      let place = window.lowerBound + end - mark.text.count
      if place < window.upperBound { hits.append(Hit(mark: mark, textPlace: place)) }
    }
    // The engine tells them in any order.
    return hits.sorted { $0.textPlace < $1.textPlace }
  }
}

/// Keeps an end that the engine tells.
private let noteEnd: ScanStream.MatchFunction = { mark, _, end, _, state in
  let ends = unsafe state?.assumingMemoryBound(to: [(mark: UInt32, end: Int)].self)
  unsafe ends?.pointee.append((mark, Int(end)))
  return 0
}
