/// How an expression is read and where it may match: the flags behind a signature's expression.
///
/// Source: ClamAV's documentation of logical signatures, "PCRE subsignatures".
public struct ExpressionOptions: OptionSet, Hashable, Sendable {
  public let rawValue: UInt16

  public init(rawValue: UInt16) { self.rawValue = rawValue }

  /// `i`: letters match in either case.
  public static let caseInsensitive = ExpressionOptions(rawValue: 1 << 0)
  /// `s`: `.` matches line ends too.
  public static let dotMatchesAll = ExpressionOptions(rawValue: 1 << 1)
  /// `m`: `^` and `$` match at line ends too.
  public static let multipleLines = ExpressionOptions(rawValue: 1 << 2)
  /// `x`: white space and comments in the expression do not count.
  public static let extended = ExpressionOptions(rawValue: 1 << 3)
  /// `A`: it matches only where the search begins.
  public static let anchored = ExpressionOptions(rawValue: 1 << 4)
  /// `E`: `$` matches at the very end alone.
  public static let dollarEndOnly = ExpressionOptions(rawValue: 1 << 5)
  /// `U`: repeats take as little as they can.
  public static let ungreedy = ExpressionOptions(rawValue: 1 << 6)

  /// `g`: all matches are looked for, each from the end of the one before. For whoever searches:
  /// ``Expression`` takes no notice.
  public static let global = ExpressionOptions(rawValue: 1 << 8)
  /// `r`: an offset without a maximum shift says where the search begins, not where the match does. For
  /// whoever searches.
  public static let rolling = ExpressionOptions(rawValue: 1 << 9)
  /// `e`: only the bytes from the offset to its maximum shift are searched. For whoever searches.
  public static let encompassing = ExpressionOptions(rawValue: 1 << 10)

  /// The options that letters stand for; `nil` where one is none of them.
  public init?(flags: some Sequence<UInt8>) {
    self = []
    for flag in flags {
      switch flag {
      case UInt8(ascii: "i"): insert(.caseInsensitive)
      case UInt8(ascii: "s"): insert(.dotMatchesAll)
      case UInt8(ascii: "m"): insert(.multipleLines)
      case UInt8(ascii: "x"): insert(.extended)
      case UInt8(ascii: "A"): insert(.anchored)
      case UInt8(ascii: "E"): insert(.dollarEndOnly)
      case UInt8(ascii: "U"): insert(.ungreedy)
      case UInt8(ascii: "g"): insert(.global)
      case UInt8(ascii: "r"): insert(.rolling)
      case UInt8(ascii: "e"): insert(.encompassing)
      default: return nil
      }
    }
  }
}
