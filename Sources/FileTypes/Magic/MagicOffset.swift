/// Where in a file a pattern must begin.
enum MagicOffset: Hashable, Sendable {
  case anywhere
  /// From the first byte of the file: at `first` or up to `shift` bytes behind.
  case absolute(first: Int, shift: Int)
  /// From the end of the file: `bytes` before it or up to `shift` bytes behind.
  case fromEnd(bytes: Int, shift: Int)

  /// Reads `*`, `n`, `n,m`, `EOF-n` or `EOF-n,m`.
  init(_ text: ArraySlice<UInt8>) throws(FileMagicFault) {
    if text.elementsEqual([UInt8(ascii: "*")]) {
      self = .anywhere
      return
    }
    guard text.count <= 64 else { throw .offset }
    let fields = text.split(
      separator: UInt8(ascii: ","), maxSplits: 1, omittingEmptySubsequences: false)
    let shift = try fields.count == 2 ? Self.number(fields[1]) : 0
    let prefix = Array("EOF-".utf8)
    if fields[0].starts(with: prefix) {
      self = .fromEnd(bytes: try Self.number(fields[0].dropFirst(prefix.count)), shift: shift)
    } else {
      self = .absolute(first: try Self.number(fields[0]), shift: shift)
    }
  }

  private static func number(_ text: ArraySlice<UInt8>) throws(FileMagicFault) -> Int {
    guard let number = Decimal.number(text) else { throw .offset }
    return number
  }

  /// The span of places at which the pattern may begin in a file of a length; `nil` for none.
  func places(fileBytes: Int) -> ClosedRange<Int>? {
    switch self {
    case .anywhere: return 0...Int.max
    case .absolute(let first, let shift): return first...(first + shift)
    case .fromEnd(let bytes, let shift):
      return bytes <= fileBytes ? (fileBytes - bytes)...(fileBytes - bytes + shift) : nil
    }
  }
}
