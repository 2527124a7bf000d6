/// What the boundaries of a body that is written anew are made of: a stem that is the body's own, and a
/// number for each multipart body in it. All are of one length, so that none begins with another.
public struct CanonicalBoundary: Hashable, Sendable {
  private let stem: [UInt8]

  /// Boundaries with these 128 bits in them. That they can be guessed does no harm: a body that has them in
  /// its contents is not written.
  public init(high: UInt64, low: UInt64) {
    stem = Array("cordon-".utf8) + Self.digits(high, 16) + Self.digits(low, 16)
  }

  /// The boundary with a number.
  func text(_ number: Int) -> [UInt8] { stem + [0x2D] + Self.digits(UInt64(number), 6) }

  /// How often the stem occurs.
  func count(in bytes: Span<UInt8>) -> Int {
    guard let search = ByteSearch(stem.span) else { return 0 }
    var count = 0
    var place = 0
    while let found = search.firstPlace(in: bytes, from: place) {
      count += 1
      place = found + 1
    }
    return count
  }

  private static func digits(_ number: UInt64, _ count: Int) -> [UInt8] {
    (0..<count).reversed().map { place in
      let digit = UInt8(number >> UInt64(4 * place) & 0xF)
      return digit < 10 ? 0x30 + digit : 0x57 + digit
    }
  }
}
