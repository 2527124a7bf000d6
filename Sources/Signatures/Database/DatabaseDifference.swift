/// What tells two databases apart, by the names of their signatures.
public struct DatabaseDifference: Equatable, Sendable {
  /// Names that the old one alone has, sorted.
  public var removed: [String] = []
  /// Names that the new one alone has, sorted.
  public var added: [String] = []
  /// Names that both have, of something else: sorted.
  public var changed: [String] = []

  /// Whether there is none.
  public var isEmpty: Bool { removed.isEmpty && added.isEmpty && changed.isEmpty }
}

extension SignatureDatabase {
  /// What another database, newer than this one, has otherwise.
  ///
  /// A name is changed where its signatures have other lines, other digests, or other sizes; where they
  /// stand, and in which order, makes no difference. Reads all names, lines and digests of both, and
  /// allocates some 24 bytes for each signature: not for a host that serves. Two definitions that differ
  /// are taken for one with a probability of 2^-64.
  public func difference(to new: SignatureDatabase) -> DatabaseDifference {
    let (before, after) = (Definitions(self), Definitions(new))
    var removed: Set<String> = []
    var added: Set<String> = []
    var changed: Set<String> = []
    forEachName { _, name in
      let hash = Definitions.hash(name)
      guard let other = after.definition(hash) else {
        removed.insert(name)
        return
      }
      if other != before.definition(hash) { changed.insert(name) }
    }
    new.forEachName { _, name in
      if before.definition(Definitions.hash(name)) == nil { added.insert(name) }
    }
    return DatabaseDifference(
      removed: Self.sorted(removed), added: Self.sorted(added), changed: Self.sorted(changed))
  }

  private static func sorted(_ names: Set<String>) -> [String] {
    names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  /// Calls `body` with each signature's place and name.
  fileprivate func forEachName(_ body: (Int, String) -> Void) {
    for place in 0..<counts.bodies {
      body(place, signatureName(SignatureIndex(rawValue: UInt32(place))))
    }
    hashes.forEachName { body(counts.bodies + Int($0), $1) }
  }
}

/// What the names of a database stand for: of all signatures of a name one number.
private struct Definitions {
  private struct Entry {
    var name: UInt64
    var definition: UInt64
  }

  /// Sorted by name, each once.
  private var entries: [Entry] = []

  init(_ database: SignatureDatabase) {
    var fingerprints = [UInt64](
      repeating: 0,
      count: database.counts.bodies + database.counts.hashes + database.counts.falsePositives)
    database.file.lines.forEachLine { place, line in
      if place < database.counts.bodies { fingerprints[place] = line.fingerprint }
    }
    database.hashes.forEachRecord { list, key, number in
      let place = database.counts.bodies + Int(number)
      if place < fingerprints.count { fingerprints[place] = key.fingerprint(list) }
    }
    entries.reserveCapacity(fingerprints.count)
    database.forEachName { place, name in
      let fingerprint = place < fingerprints.count ? fingerprints[place] : 0
      entries.append(Entry(name: Self.hash(name), definition: fingerprint))
    }
    entries.sort { $0.name < $1.name }
    mergeNames()
  }

  /// Adds the definitions of each name up: a sum does not depend on the order.
  private mutating func mergeNames() {
    var count = 0
    for entry in entries {
      if count > 0, entries[count - 1].name == entry.name {
        entries[count - 1].definition &+= entry.definition
      } else {
        entries[count] = entry
        count += 1
      }
    }
    entries.removeLast(entries.count - count)
  }

  /// What a name stands for; `nil` where it is not there.
  func definition(_ name: UInt64) -> UInt64? {
    var low = 0
    var high = entries.count
    while low < high {
      let middle = (low + high) / 2
      if entries[middle].name < name { low = middle + 1 } else { high = middle }
    }
    return low < entries.count && entries[low].name == name ? entries[low].definition : nil
  }

  /// FNV-1a of 64 bits: names are not chosen to collide, and a collision hides one line of a report.
  static func hash(_ name: String) -> UInt64 {
    name.utf8.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
  }
}

extension HashKey {
  /// A number for a digest of a list with its size.
  fileprivate func fingerprint(_ list: HashList) -> UInt64 {
    unsafe withUnsafeTemporaryAllocation(byteCount: Self.byteCount, alignment: 8) { bytes in
      unsafe store(to: bytes.baseAddress!)
      return unsafe Checksum.of(UnsafeRawBufferPointer(bytes), seed: UInt64(list.place) + 256)
    }
  }
}
