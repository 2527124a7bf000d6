public import Hyperscan

/// The regular expressions that paths are compared with: Hyperscan's, of the syntax of Perl without what
/// needs going back (references back, looking around), so that a search takes time by the length of the
/// path alone, whatever a client sends.
///
/// An expression begins to match at the first byte of the path, with or without `^`; it ends anywhere,
/// unless it says `$`. Letters match in their case, unless it says `(?i)`.
public enum PathExpression {
  /// The most bytes of one.
  public static let bytesMax = 512
  /// The most of one listener: they are compiled together, and searched for in one pass.
  public static let countMax = 256

  /// How they are compiled.
  public static var flags: ExpressionFlags { [.dotAll, .singleMatch] }

  /// The text that is compiled for one.
  public static func pattern(_ text: String) -> [UInt8] { Array("^(?:\(text))".utf8) }

  /// Why one cannot be compiled; `nil` where it can.
  static func fault(of text: String) -> String? {
    do throws(HyperscanError) {
      _ = try Database.expression(pattern(text), flags: flags)
      return nil
    } catch {
      guard case .compile(let message, _) = error else { return "\(error)" }
      return message
    }
  }
}
