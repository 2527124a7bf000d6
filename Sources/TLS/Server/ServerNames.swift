/// Which certificates are for which host names.
///
/// A certificate is for the names among its alternative names (RFC 6125; the common name does not count). A
/// wildcard is for one label, and a certificate with the name itself comes before it. Of several certificates
/// for a name, the first of each kind of key is used: so RSA and ECDSA may stand side by side.
struct ServerNames {
  /// Sets of certificates, by their place in the list; the first is for names that are not known.
  private(set) var sets: [[Int]] = []
  private var known: [String: Int] = [:]

  init(_ chains: [CertificateChain]) { self.init(chains.map { ($0.names, $0.keyKind) }) }

  init(_ certificates: [(names: [String], keyKind: Int32)]) {
    var members: [String: [Int]] = [:]
    for (index, certificate) in certificates.enumerated() {
      for name in certificate.names {
        let others = members[name, default: []]
        let isKindKnown = others.contains { certificates[$0].keyKind == certificate.keyKind }
        if !isKindKnown { members[name] = others + [index] }
      }
    }
    // The default: the first certificate, and those that stand beside it for its first name.
    let beside = certificates[0].names.first.flatMap { members[$0] } ?? [0]
    sets = [beside.first == 0 ? beside : [0]]
    var places = [sets[0]: 0]
    for (name, set) in members.sorted(by: { $0.key < $1.key }) {
      let place = places[set] ?? sets.count
      if place == sets.count {
        sets.append(set)
        places[set] = place
      }
      known[name] = place
    }
  }

  /// The place of the set for a host name.
  func set(for name: String) -> Int {
    let name = name.lowercased()
    if let exact = known[name] { return exact }
    guard let dot = name.firstIndex(of: ".") else { return 0 }
    return known["*" + name[dot...]] ?? 0
  }
}
