/// The rules of fixed bytes, by their first byte.
struct FirstBytesIndex: Sendable {
  private struct Rule: Sendable {
    let type: FileType
    let offset: Int
    let bytes: [UInt8]
    /// Where the rule stands among all: the last that fits decides.
    let rank: Int

    func fits(_ head: Span<UInt8>) -> Bool {
      guard offset <= head.count, bytes.count <= head.count - offset else { return false }
      for place in 0..<bytes.count where head[offset + place] != bytes[place] { return false }
      return true
    }
  }

  /// Rules at offset 0, last first, for each value of the first byte.
  private var byFirstByte: [[Rule]] = Array(repeating: [], count: 256)
  /// All other rules, last first.
  private var others: [Rule] = []

  init(_ rules: [FileMagicRule]) {
    for (rank, rule) in rules.enumerated().reversed() {
      guard case .firstBytes(let offset, let bytes) = rule.kind else { continue }
      let indexed = Rule(type: rule.type, offset: offset, bytes: bytes, rank: rank)
      if offset == 0, let first = bytes.first {
        byFirstByte[Int(first)].append(indexed)
      } else {
        others.append(indexed)
      }
    }
  }

  /// The type of the last rule that fits; `nil` if none does.
  func type(of head: Span<UInt8>) -> FileType? {
    var best: (type: FileType, rank: Int)?
    if !head.isEmpty {
      for rule in byFirstByte[Int(head[0])] where rule.fits(head) {
        best = (rule.type, rule.rank)
        break
      }
    }
    for rule in others where rule.fits(head) {
      if rule.rank > best?.rank ?? -1 { best = (rule.type, rule.rank) }
      break
    }
    return best?.type
  }
}
