import Testing

@testable import Signatures

@Suite struct DatabaseDifferenceTests {
  private let bodies = "Same:0:*:61626364\nOther:0:*:61626365\nGone:0:*:61626366\n"
  private let digests = """
    900150983cd24fb0d6963f7d28e17f72:3:Digest
    900150983cd24fb0d6963f7d28e17f73:3:Family
    900150983cd24fb0d6963f7d28e17f74:3:Family
    900150983cd24fb0d6963f7d28e17f75:9:Size
    """

  private func set(_ bodies: String, _ digests: String, harmless: String = "") -> SignatureSet {
    var set = SignatureSet()
    set.add(contentsOf: Array(bodies.utf8), name: "a.ndb")
    set.add(contentsOf: Array(digests.utf8), name: "b.hdb")
    set.add(contentsOf: Array(harmless.utf8), name: "c.fp")
    return set
  }

  /// In files, or in memory.
  @Test(arguments: [true, false]) func `changed definitions are told, of content and of digests`(
    isBuilt: Bool
  ) throws {
    func database(_ set: SignatureSet) throws -> SignatureDatabase {
      guard isBuilt else { return try SignatureDatabase(set, keepsLines: true) }
      let sample = try DatabaseFileSample(hashCount: 0)
      try SignatureDatabase.build(set, path: sample.path)
      return try withExtendedLifetime(sample) { try SignatureDatabase.open(path: sample.path) }
    }
    let old = try database(set(bodies, digests))
    let new = try database(
      set(
        "New:0:*:61626364\nOther:0:4:61626365\nSame:0:*:61626364\n",
        digests.replacing("7f72:3", with: "7f7f:3").replacing(":9:", with: ":10:")
          .replacing("7f74:3:Family", with: "7f76:3:Family")))
    #expect(
      old.difference(to: new)
        == DatabaseDifference(
          removed: ["Gone"], added: ["New"], changed: ["Digest", "Family", "Other", "Size"]))
    #expect(
      new.difference(to: old)
        == DatabaseDifference(
          removed: ["New"], added: ["Gone"], changed: ["Digest", "Family", "Other", "Size"]))
    #expect(old.difference(to: old).isEmpty)
  }

  @Test func `places and order make no difference, and what a digest is of does`() throws {
    let lines = digests.split(separator: "\n")
    let old = try SignatureDatabase(set(bodies, digests), keepsLines: true)
    let moved = try SignatureDatabase(
      set("\n# moved\n" + bodies, lines.reversed().joined(separator: "\n")), keepsLines: true)
    #expect(old.difference(to: moved).isEmpty)
    let cleared = try SignatureDatabase(
      set(bodies, lines.dropFirst().joined(separator: "\n"), harmless: String(lines[0])),
      keepsLines: true)
    #expect(old.difference(to: cleared) == DatabaseDifference(changed: ["Digest"]))
  }
}
