public import Scanning

/// Why a content, or a part of it, could not be judged.
public enum UnjudgedReason: UInt8, CaseIterable, Hashable, Sendable {
  /// Real parsers read it in different ways.
  case ambiguous
  /// It is damaged: what it holds cannot be had.
  case damaged
  /// It is encrypted.
  case encrypted
  /// A format that carries files and that is not opened here.
  case format
  /// Contents in contents, over `depthMax`.
  case depth
  /// More contents than `filesMax`.
  case files
  /// All that was unpacked, over `unpackedBytesMax`.
  case unpackedBytes
  /// One content unpacked, over `fileBytesMax`.
  case fileBytes
  /// A content unpacks to more than `ratioMax` times its size.
  case ratio
  /// A member's name is longer than `nameBytesMax`.
  case nameBytes
  /// It took longer than `timeMax`.
  case time
  /// The inspector has no more memory.
  case memory
  /// Verifying signatures, or reading what lies in each other, took more than the budget.
  case budget
  /// The engine failed.
  case engine
  /// It is larger than what may be judged whole, or than what can be brought to its normal form.
  case size
  /// It waited longer for being judged than `inspectionTimeout`.
  case timeout
  /// There was no room for judging it.
  case overload
  /// The inspector that judged it was lost.
  case inspector

  /// The reason for which a scan could not judge.
  public init(_ reason: UnscannableReason) {
    switch reason {
    case .budget: self = .budget
    case .engine: self = .engine
    case .timeout: self = .timeout
    case .overload: self = .overload
    case .size: self = .size
    case .inspector: self = .inspector
    }
  }
}

/// A set of reasons.
public struct UnjudgedReasons: OptionSet, Hashable, Sendable {
  public let rawValue: UInt32
  public init(rawValue: UInt32) { self.rawValue = rawValue }

  /// The set of one reason.
  public init(_ one: UnjudgedReason) { rawValue = 1 << UInt32(one.rawValue) }

  /// All reasons.
  public static var every: UnjudgedReasons {
    UnjudgedReason.allCases.reduce(into: []) { $0.formUnion(UnjudgedReasons($1)) }
  }

  /// The reasons in the set, in their order.
  public var all: [UnjudgedReason] {
    UnjudgedReason.allCases.filter { contains(UnjudgedReasons($0)) }
  }
}
