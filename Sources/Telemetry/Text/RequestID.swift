/// The name of one request: in the logs, in refusals and in the field sent to upstreams.
///
/// 128 bits: a random number of the process, and the worker's number with a count, scrambled so that
/// the text tells a client neither how many requests there are nor which worker served it. It is
/// unique, not secret: never a credential.
public struct RequestID: Hashable, Sendable, BitwiseCopyable {
  /// The process's half.
  public let high: UInt64
  /// The request's half.
  public let low: UInt64

  /// Puts an identifier together.
  @inlinable public init(high: UInt64, low: UInt64) {
    self.high = high
    self.low = low
  }

  /// Bytes of the text form.
  public static var textLength: Int { 26 }

  /// The 26 characters of the text form: base 32 with the digits `0-9` and the letters `a-z` less
  /// `i`, `l`, `o` and `u`, most significant first, as ULIDs have it but in lower case.
  public var text: InlineArray<26, UInt8> {
    var text = InlineArray<26, UInt8>(repeating: 0)
    var high = high
    var low = low
    for index in (0..<26).reversed() {
      text[index] = unsafe Self.alphabet.utf8Start[Int(truncatingIfNeeded: low & 31)]
      low = low &>> 5 | high &<< 59
      high &>>= 5
    }
    return text
  }

  /// The identifier of a text form; `nil` where it is none.
  public init?(text: Span<UInt8>) {
    guard text.count == Self.textLength else { return nil }
    var (high, low): (UInt64, UInt64) = (0, 0)
    for place in text.indices {
      guard let digit = Self.digit(text[place]), place > 0 || digit < 8 else { return nil }
      high = high &<< 5 | low &>> 59
      low = low &<< 5 | digit
    }
    self.init(high: high, low: low)
  }

  private static func digit(_ character: UInt8) -> UInt64? {
    for digit in 0..<32 where unsafe alphabet.utf8Start[digit] == character { return UInt64(digit) }
    return nil
  }

  /// A static string's bytes lie in the program: reading them needs no initialisation check.
  private static var alphabet: StaticString { "0123456789abcdefghjkmnpqrstvwxyz" }
}
