internal import Formats

/// How far the search for archives in a content has come, and what it passes over.
struct CarriedArchiveCourse {
  /// Whether an archive that is not whole is no fault there.
  let isForgiving: Bool
  /// Bytes that may yet be read in vain: what begins like files need not be such, and they may lie in each
  /// other.
  var workLeft: Int
  /// Whether a ZIP archive has been read, with all members behind it.
  var hasZip = false

  private let byteCount: Int
  /// What has been judged, in order; ranges do not lie in each other.
  private var judged: [Range<Int>] = []
  private var windowStart = 1
  /// The first place at which a file is looked for.
  private var firstPlace = 1

  /// Files that do not lie in each other have no more bytes together than the content.
  private static let readingsMax = 4
  private static let workBytesMin = 1 << 20

  init(judged: [Range<Int>], byteCount: Int, isForgiving: Bool) {
    self.isForgiving = isForgiving
    self.byteCount = byteCount
    workLeft = byteCount * Self.readingsMax + Self.workBytesMin
    add(judged[...])
  }

  /// Passes over what has been judged.
  mutating func add(_ ranges: ArraySlice<Range<Int>>) {
    var merged: [Range<Int>] = []
    for range in (judged + ranges).sorted(by: { $0.lowerBound < $1.lowerBound }) {
      if let last = merged.last, range.lowerBound <= last.upperBound {
        merged[merged.count - 1] = last.lowerBound..<max(last.upperBound, range.upperBound)
      } else {
        merged.append(range)
      }
    }
    judged = merged
  }

  /// Goes on behind a file that is read as a content of its own.
  mutating func pass(_ range: Range<Int>) {
    firstPlace = max(firstPlace, range.upperBound)
    workLeft -= range.count
  }

  /// Whether a file that begins at a place is to be looked at.
  func admits(_ place: Int) -> Bool {
    guard place >= firstPlace else { return false }
    return range(around: place) == nil
  }

  /// The window that is to be searched next; `nil` at the end.
  mutating func nextWindow() -> Range<Int>? {
    var start = max(windowStart, firstPlace)
    // What begins before a range may have its text in it, but not further on.
    if let range = range(around: start), start > range.lowerBound + ArchiveMark.textOffsetMax + 16 {
      start = max(start, range.upperBound)
    }
    guard start < byteCount else { return nil }
    let end = min(start + CarriedArchiveSearch.windowBytes, byteCount)
    windowStart = end
    return start..<end
  }

  private func range(around place: Int) -> Range<Int>? {
    var (low, high) = (0, judged.count)
    while low < high {
      let middle = (low + high) / 2
      if judged[middle].upperBound <= place { low = middle + 1 } else { high = middle }
    }
    guard low < judged.count, judged[low].contains(place) else { return nil }
    return judged[low]
  }
}
