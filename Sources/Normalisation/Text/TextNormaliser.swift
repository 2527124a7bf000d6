internal import Primitives

/// Brings text to the one form in which signatures of target 7 are written, byte for byte as clamscan
/// 1.4.6 does.
///
/// Upper-case letters become lower-case ones, every run of white space one space; control characters
/// and bytes of 0x80 and above are left out. So UTF-16 with Latin text comes out as that text.
///
/// clamscan does this in chunks, and forgets at the end of a chunk that it has written a space: a run of
/// white space across the border becomes two. Where the borders are depends on ``Division``.
///
/// ```swift
/// var normaliser = TextNormaliser(fileBytes: bytes.count, division: .chunks(carriedBytes: 0))
/// var text: [UInt8] = []
/// normaliser.normalise(bytes, into: &text)
/// normaliser.finish(text)
/// ```
public struct TextNormaliser: Sendable {
  /// The longest file that is normalised (clamscan's `--max-scriptnormalize`). Of longer ones nothing
  /// is: that is no reason to call them clean.
  public static let fileBytesMax = 20 << 20

  /// How clamscan divides the text of a file.
  public enum Division: Hashable, Sendable {
    /// Each chunk is matched by itself, with the last bytes of the one before carried over: what it does
    /// unless a signature of target 7 has an offset from the end. `carriedBytes` is the length of the
    /// longest pattern of target 7.
    case chunks(carriedBytes: Int)
    /// All chunks are written to one file, which is matched: what it does if some signature of target 7
    /// has an offset from the end. `carriedBytes` only lengthens the chunks.
    case oneFile(carriedBytes: Int)
  }

  static let chunkBytes = 128 << 10
  /// clamscan reads files by pages; a chunk ends before a page that might not fit.
  static let pageBytes = 4 << 10

  private let fileBytes: Int
  private let division: Division
  private let chunkBytesMax: Int
  /// How much of the file has been taken.
  private var taken = 0
  /// How much of the chunk is full: with text or, of one file, with what was read for it.
  private var filled = 0
  private var chunkStart = 0
  private var isAfterSpace = false
  /// The chunks that are matched by themselves, once the text is whole.
  public private(set) var chunks: [TextChunk] = []

  /// A normaliser for one file.
  ///
  /// - Parameter fileBytes: the length of the whole file, in bytes.
  public init(fileBytes: Int, division: Division = .chunks(carriedBytes: 0)) {
    self.fileBytes = fileBytes
    self.division = division
    switch division {
    case .chunks(let carried), .oneFile(let carried):
      chunkBytesMax = Self.chunkBytes + max(0, min(carried, Self.fileBytesMax))
    }
  }

  /// Normalises the next bytes of the file, in pieces of any length, and appends them to the text so far.
  public mutating func normalise(_ bytes: Span<UInt8>, into text: inout [UInt8]) {
    var place = 0
    while place < bytes.count {
      if taken.isMultiple(of: Self.pageBytes) || isOneFile { endChunkIfFull(text.count) }
      let count = min(bytes.count - place, untilBorder)
      let before = text.count
      TextTransform.append(
        bytes.extracting(place..<(place + count)), to: &text, isAfterSpace: &isAfterSpace)
      filled += isOneFile ? count : text.count - before
      place += count
      taken += count
    }
  }

  /// Ends the text. Call it once, with all of it.
  public mutating func finish(_ text: [UInt8]) {
    appendChunk(end: text.count)
  }

  private var isOneFile: Bool {
    if case .oneFile = division { true } else { false }
  }

  /// Bytes up to the next place at which a chunk may end.
  private var untilBorder: Int {
    isOneFile ? chunkBytesMax - filled : Self.pageBytes - taken % Self.pageBytes
  }

  private mutating func endChunkIfFull(_ end: Int) {
    switch division {
    case .chunks:
      let next = min(Self.pageBytes, fileBytes - taken)
      guard filled + next > chunkBytesMax else { return }
      appendChunk(end: end)
      filled = chunkBytesMax - Self.chunkBytes
    case .oneFile:
      guard filled == chunkBytesMax else { return }
      filled = 0
    }
    isAfterSpace = false
  }

  private mutating func appendChunk(end: Int) {
    guard !isOneFile else {
      chunks = [TextChunk(range: 0..<end, statedOffset: 0)]
      return
    }
    let stated = chunks.last.map { $0.statedOffset + $0.range.count } ?? 0
    let carried = chunkBytesMax - Self.chunkBytes
    let start = chunks.isEmpty ? 0 : max(0, chunkStart - carried)
    chunks.append(TextChunk(range: start..<max(start, end), statedOffset: stated))
    chunkStart = end
  }
}

/// A stretch of normalised text that clamscan matches by itself.
public struct TextChunk: Hashable, Sendable {
  /// Where in the text it lies; the carried bytes included, so it overlaps the one before.
  public let range: Range<Int>
  /// The offset that clamscan takes its first byte to have. It counts carried bytes twice: from the
  /// second chunk on, offsets are too high by the carried bytes, times the number of chunks before.
  public let statedOffset: Int
}
