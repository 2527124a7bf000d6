/// The format of a signature file, by the extension of its name.
package struct DatabaseFormat: Hashable, Sendable {
  /// What a file holds.
  package enum Kind: Hashable, Sendable {
    /// Lines that are a ``BodySignature``: `.ndb`, `.sdb`.
    case body
    /// Lines `Name=HexSignature`: `.db`.
    case plainBody
    /// Logical signatures: `.ldb`.
    case logical
    /// Digests of something unwanted: `.hdb .hsb .mdb .msb .imp`.
    case hash(HashLine.Kind)
    /// Digests of something harmless: `.fp .sfp`.
    case falsePositive
    /// Names of signatures that are not to be used: `.ign .ign2`.
    case ignore
    /// Rules on the metadata of containers: `.cdb`.
    case containerRules
    /// Rules that give files their types: `.ftm`.
    case fileTypes
    /// A container of other files.
    case container(ContainerKind)
    /// Recognised, and not evaluated.
    case unevaluated(UnevaluatedFormat)
  }

  /// What the file holds.
  package var kind: Kind
  /// Whether its signatures are for unwanted applications, which are used only when asked for.
  package var isUnwanted = false

  /// The longest line in bytes, as ClamAV reads it.
  package static let lineBytesMax = 8190
  /// The longest line of a file of logical signatures in bytes, as ClamAV reads it.
  package static let logicalLineBytesMax = 32_767

  /// The longest line in bytes.
  package var lineBytesMax: Int {
    kind == .logical ? Self.logicalLineBytesMax : Self.lineBytesMax
  }

  /// The format of a file by its name, in upper or lower case; `nil` where it is none of ClamAV's.
  package init?(fileName: String) {
    guard let dot = fileName.utf8.lastIndex(of: 0x2e) else { return nil }
    let name = String(fileName[fileName.index(after: dot)...]).lowercased()
    guard let kind = Self.kinds[name] else { return nil }
    self.kind = kind
    isUnwanted = name.hasSuffix("u") && name != "cud"
  }

  private static let kinds: [String: Kind] = [
    "ndb": .body, "ndu": .body, "sdb": .body, "db": .plainBody, "ldb": .logical, "ldu": .logical,
    "hdb": .hash(.whole), "hdu": .hash(.whole), "hsb": .hash(.whole), "hsu": .hash(.whole),
    "mdb": .hash(.section), "mdu": .hash(.section), "msb": .hash(.section), "msu": .hash(.section),
    "imp": .hash(.imports), "fp": .falsePositive, "sfp": .falsePositive,
    "ign": .ignore, "ign2": .ignore, "cdb": .containerRules, "ftm": .fileTypes,
    "cvd": .container(.cvd), "cld": .container(.cld), "cud": .container(.cud),
    "cbc": .unevaluated(.bytecode), "pdb": .unevaluated(.phishing), "wdb": .unevaluated(.phishing),
    "gdb": .unevaluated(.phishing), "idb": .unevaluated(.icons),
    "crb": .unevaluated(.certificates), "cat": .unevaluated(.catalogues),
    "pwdb": .unevaluated(.passwords), "cfg": .unevaluated(.engineSettings),
    "zmd": .unevaluated(.archiveMetadata), "rmd": .unevaluated(.archiveMetadata),
    "ioc": .unevaluated(.openIOC), "yar": .unevaluated(.yara), "yara": .unevaluated(.yara),
  ]
}
