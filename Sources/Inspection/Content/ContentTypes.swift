/// A set of types, without heap storage.
public struct ContentTypes: Hashable, Sendable {
  /// A bit for each type, by its raw value: those of 0 to 63 first.
  public let words: SIMD4<UInt64>

  /// The set of these bits; `nil` where one is no type's.
  public init?(words: SIMD4<UInt64>) {
    guard words & ~Self.every == .zero else { return nil }
    self.words = words
  }

  /// The types of which files are that end in one of these extensions.
  ///
  /// - Parameter extensions: in small letters, without dots.
  public init(extensions: [String]) {
    words = ContentType.allCases.reduce(into: .zero) { words, type in
      if type.isListed(in: extensions) { words |= Self.bit(type) }
    }
  }

  /// Whether a type is in the set.
  public func contains(_ type: ContentType) -> Bool { words & Self.bit(type) != .zero }

  /// Whether there is none.
  public var isEmpty: Bool { words == .zero }

  /// The extensions that stand for the set, without dots, in the order of their bytes.
  public var extensions: [String] {
    Set(ContentType.allCases.filter(contains).flatMap(\.extensions)).sorted().filter {
      Self(extensions: [$0]).words & ~words == .zero
    }
  }

  private static let every = ContentType.allCases.reduce(SIMD4<UInt64>.zero) { $0 | bit($1) }

  private static func bit(_ type: ContentType) -> SIMD4<UInt64> {
    var words = SIMD4<UInt64>.zero
    words[Int(type.rawValue) / 64] = 1 << UInt64(type.rawValue % 64)
    return words
  }
}
