package import Hyperscan
internal import Primitives

/// The anchors compiled for Hyperscan: databases for types of bodies that have many signatures of their
/// own, each with those for any body in it, so that one pass over a body finds all that concern it; and
/// one for all other bodies.
package struct AnchorDatabases: Sendable {
  /// The databases; the first is for bodies whose type has none of its own.
  package let databases: [Database]
  /// For each database the sieve of those anchors that are not in it; `nil` where it has all.
  package let sieves: [AnchorSieve?]
  /// Which database is for a type, by its number; -1 where there is nothing to search for.
  package let places: Table<Int8>

  /// The place of the database for a type of body; `nil` where there is nothing to search for.
  package func place(for type: TargetType) -> Int? {
    let index = Int(type.rawValue)
    guard index < places.count, places[index] >= 0, places[index] < databases.count else {
      return nil
    }
    return Int(places[index])
  }

  /// Whether any database has a sieve beside it.
  package var hasSieve: Bool { sieves.contains { $0 != nil } }

  /// The sieve that stands beside a database; `nil` where there is none.
  package func sieve(at place: Int?) -> AnchorSieve? {
    place.flatMap { sieves.indices.contains($0) ? sieves[$0] : nil }
  }
}

/// Which anchors are compiled together.
struct AnchorGrouping {
  /// The ids of each group's anchors, in order. The first group is for all types that have none of their
  /// own, and has their anchors too.
  private(set) var groups: [[UInt32]] = []
  /// The group of each type, by its number; -1 for none.
  private(set) var places: [Int8]

  /// A type has a group of its own where this many anchors are for it alone, and they are not few beside
  /// the others. Else its anchors are searched for in all bodies: a second database of the many that
  /// concern any body would cost more to compile than a few anchors more cost to match.
  private static let ownAnchorsMin = 64
  private static let shareOfOthersMin = 16

  init(_ literals: [AnchorLiteral]) {
    places = [Int8](repeating: -1, count: TargetType.numberMax + 1)
    guard !literals.isEmpty else { return }
    let types = TargetType.allCases.filter { $0 != .any }
    let ofAny = literals.count { $0.targets.contains(.any) }
    var shared: TargetSet = TargetSet(.any)
    for type in types {
      let own = literals.count { $0.targets.contains(type) && !$0.targets.contains(.any) }
      if own < Self.ownAnchorsMin || own * Self.shareOfOthersMin < ofAny { shared.insert(type) }
    }
    groups.append(Self.ids(literals) { !$0.isDisjoint(with: shared) })
    places = places.map { _ in 0 }
    for type in types where !shared.contains(type) {
      places[Int(type.rawValue)] = Int8(groups.count)
      groups.append(Self.ids(literals) { $0.contains(.any) || $0.contains(type) })
    }
    if groups[0].isEmpty { dropFirstGroup() }
  }

  /// Nothing is searched for in bodies without a group of their own.
  private mutating func dropFirstGroup() {
    groups.removeFirst()
    places = places.map { $0 - 1 }
  }

  private static func ids(
    _ literals: [AnchorLiteral], where isWanted: (TargetSet) -> Bool
  ) -> [UInt32] {
    literals.indices.filter { isWanted(literals[$0].targets) }.map { UInt32($0) }
  }

  /// Compiles groups of anchors, on all cores.
  static func compile(
    _ groups: [[UInt32]], of literals: [AnchorLiteral]
  ) throws(HyperscanError) -> [Database] {
    let results = ParallelLoop.map(groups.count) { place -> Result<Database, HyperscanError> in
      let chosen = groups[place].map { literals[Int($0)].literal }
      return Result { () throws(HyperscanError) in
        try Database.literals(
          chosen.map(\.bytes), ids: groups[place], caseless: chosen.map(\.isCaseless))
      }
    }
    var databases: [Database] = []
    for result in results { databases.append(try result.get()) }
    return databases
  }
}

extension TargetType {
  /// The highest number of a type.
  static let numberMax = 14
}
