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
      let digit = UInt8(truncatingIfNeeded: low & 31)
      text[index] = Self.character(digit)
      low = low &>> 5 | high &<< 59
      high &>>= 5
    }
    return text
  }

  /// Digits, then the letters in runs between those left out: no table that would need an access
  /// check or an allocation.
  private static func character(_ digit: UInt8) -> UInt8 {
    switch digit {
    case 0..<10: UInt8(ascii: "0") + digit
    case 10..<18: UInt8(ascii: "a") + digit - 10
    case 18..<20: UInt8(ascii: "j") + digit - 18
    case 20..<22: UInt8(ascii: "m") + digit - 20
    case 22..<27: UInt8(ascii: "p") + digit - 22
    default: UInt8(ascii: "v") + digit - 27
    }
  }
}
