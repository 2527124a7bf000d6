internal import Hyperscan

/// An expression compiled for Hyperscan.
struct ExpressionFilter: Sendable {
  let record: ExpressionFilterRecord
  let database: Database

  /// The largest expression that is compiled: that takes up to some seconds.
  static let positionsMax = 1000

  /// What an expression is to Hyperscan: two that are the same share a compiled form.
  struct Source: Hashable, Sendable {
    var text: [UInt8]
    var flags: ContentExpressionRecord.Flags

    /// An expression as a signature has it. Flags that say where it may begin are the evaluator's.
    init(_ text: [UInt8], flags: ContentExpressionRecord.Flags) {
      self.text = text
      self.flags = flags.subtracting([.global, .rolling, .encompass])
    }
  }

  /// Compiles an expression, exactly where that is possible; `nil` where PCRE2 alone can run it.
  init?(_ source: Source) {
    let positions = ExpressionSize.positions(source.text)
    guard positions <= Self.positionsMax, !source.isPCRE2Alone else { return nil }
    let text = source.flags.contains(.extended) ? Array("(?x)".utf8) + source.text : source.text
    let flags = source.hyperscanFlags
    do throws(HyperscanError) {
      let exact = try? Database.expression(text, flags: flags)
      let used = exact == nil ? flags.union(.prefilter) : flags
      if let exact {
        database = exact
      } else {
        database = try Database.expression(text, flags: used)
      }
      let lengths = try Database.lengths(ofExpression: text, flags: used)
      record = ExpressionFilterRecord(
        kind: exact != nil && source.isReadAlike ? .exact : .necessary,
        lengthMin: UInt32(clamping: lengths.min),
        lengthMax: lengths.max.map { UInt32(clamping: $0) } ?? ExpressionFilterRecord.unbounded,
        positions: UInt32(positions))
    } catch {
      return nil
    }
  }
}

extension ExpressionFilter.Source {
  /// Whether Hyperscan is not asked: settings at the beginning (`(*UTF)`, `(*CRLF)`) and verbs such as
  /// `(*ACCEPT)` change what all of it means; and what matches where the search begins alone (`A`) is soon
  /// tried there.
  fileprivate var isPCRE2Alone: Bool { contains("(*") || flags.contains(.anchored) }

  /// Whether what compiles exactly matches just where PCRE2 does.
  ///
  /// For the very end alone (`E`) Hyperscan has no flag. And PCRE2 takes `\S*` and `\h` for exclusive,
  /// though of bytes above 127 some are both: it misses matches, as ClamAV does.
  fileprivate var isReadAlike: Bool {
    !flags.contains(.dollarEndOnly)
      && !["\\h", "\\H", "\\v", "\\V", "\\R"].contains { contains($0) }
  }

  fileprivate var hyperscanFlags: ExpressionFlags {
    var result: ExpressionFlags = []
    if flags.contains(.caseless) { result.insert(.caseless) }
    if flags.contains(.dotAll) { result.insert(.dotAll) }
    if flags.contains(.multiline) { result.insert(.multiline) }
    return result
  }

  private func contains(_ word: String) -> Bool {
    let word = Array(word.utf8)
    return text.indices.contains { text[$0...].starts(with: word) }
  }
}
