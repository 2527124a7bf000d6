package import Hyperscan

/// The anchors compiled for Hyperscan: a database for each type of body that has signatures of its
/// own, with those for any body in it, so that one pass over the body finds all that concern it; and
/// one for all other bodies.
package struct AnchorDatabases: Sendable {
  /// The databases; the first is for bodies without signatures of their own type.
  package let databases: [Database]
  /// Which database is for a type, by its number; -1 where there is nothing to search for.
  package let places: Table<Int8>

  /// An anchor and the types of the signatures that have it.
  struct Literal {
    var bytes: [UInt8]
    var targets: Set<TargetType>
  }

  init(_ literals: [Literal]) throws(HyperscanError) {
    var databases: [Database] = []
    var places = [Int8](repeating: -1, count: Int(TargetType.java.rawValue) + 1)
    let ownTypes = literals.reduce(into: Set<TargetType>()) { $0.formUnion($1.targets) }
    for type in TargetType.allCases {
      guard type == .any || ownTypes.contains(type) else {
        places[Int(type.rawValue)] = places[0]
        continue
      }
      let ids = literals.indices.filter {
        literals[$0].targets.contains(.any) || literals[$0].targets.contains(type)
      }
      if ids.isEmpty { continue }
      places[Int(type.rawValue)] = Int8(databases.count)
      databases.append(
        try Database.literals(ids.map { literals[$0].bytes }, ids: ids.map { UInt32($0) }))
    }
    self.databases = databases
    self.places = Table(places)
  }

  func deallocate() { places.deallocate() }

  /// The place of the database for a type of body; `nil` where there is nothing to search for.
  package func place(for type: TargetType) -> Int? {
    let place = places[Int(type.rawValue)]
    return place < 0 ? nil : Int(place)
  }
}
