/// The body of a literal packet of OpenPGP: a file. Source: RFC 9580, section 5.9.
public struct OpenPGPLiteral: Hashable, Sendable {
  /// Its name; empty where it has none. Hostile.
  public let name: Range<Int>
  /// Its bytes.
  public let data: Range<Int>

  /// Reads a body; `nil` where it ends before the file begins.
  public init?(_ body: Span<UInt8>) {
    guard let nameBytes = body.byte(at: 1) else { return nil }
    let nameEnd = 2 + Int(nameBytes)
    guard nameEnd + Self.dateBytes <= body.count else { return nil }
    name = 2..<nameEnd
    data = nameEnd + Self.dateBytes..<body.count
  }

  private static let dateBytes = 4
}
