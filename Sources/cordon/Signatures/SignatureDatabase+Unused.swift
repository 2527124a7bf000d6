import Signatures

extension SignatureDatabase {
  /// What of the sources is not used: a line for each kind, and for malformed lines where they are.
  var unusedKinds: [String] {
    var kinds: [String: (count: Int, places: [String])] = [:]
    for source in sources {
      for unused in source.unused {
        kinds[unused.reason, default: (0, [])].count += unused.count
        kinds[unused.reason]?.places.append("\(source.name) \(unused.lines)")
      }
    }
    return kinds.sorted { $0.key < $1.key }.map { reason, kind in
      "not used: \(kind.count), \(reason) (\(Self.shortened(kind.places)))"
    }
  }

  /// So many files are named.
  private static let placesMax = 3

  private static func shortened(_ places: [String]) -> String {
    places.prefix(placesMax).joined(separator: "; ") + (places.count > placesMax ? "; …" : "")
  }
}
