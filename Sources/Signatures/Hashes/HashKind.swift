internal import Digests

/// What a listed digest is a digest of.
package enum HashKind: UInt8, CaseIterable, Sendable {
  /// A whole body that is unwanted (`.hdb`, `.hsb`).
  case whole
  /// A section of a PE file (`.mdb`, `.msb`); the size is the section's.
  case section
  /// The import table of a PE file (`.imp`).
  case imports
  /// A whole body that is known to be harmless (`.fp`, `.sfp`).
  case harmless
}

/// The digests of one kind and one algorithm: they are sorted, and looked for, apart from others.
struct HashList: Hashable {
  /// How many lists there can be.
  static let count = HashKind.allCases.count * DigestAlgorithm.allCases.count

  /// The place of the list in a database, from 0.
  let place: Int
  let kind: HashKind
  let algorithm: DigestAlgorithm

  /// All lists, in the order of their places.
  static let all = HashKind.allCases.flatMap { kind in
    DigestAlgorithm.allCases.map { HashList(kind, $0) }
  }

  init(_ kind: HashKind, _ algorithm: DigestAlgorithm) {
    self.kind = kind
    self.algorithm = algorithm
    place = Int(kind.rawValue) * DigestAlgorithm.allCases.count + Int(algorithm.rawValue)
  }
}
