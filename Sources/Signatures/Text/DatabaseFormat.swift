/// The formats of signature files, by extension.
enum DatabaseFormat {
  /// A line is a ``BodySignature``.
  case body
  /// A line is a ``HashSignature`` of something unwanted.
  case hash
  /// A line is a ``HashSignature`` of something harmless.
  case falsePositive
  /// A text format of ClamAV that is not evaluated yet.
  case otherText
  /// A binary container of ClamAV, or a format without lines, that is not evaluated yet.
  case otherBinary

  /// The format of a file by its name; `nil` where it is none of ClamAV's.
  init?(fileName: String) {
    guard let dot = fileName.utf8.lastIndex(of: 0x2e) else { return nil }
    let fileExtension = String(fileName[fileName.index(after: dot)...])
    switch fileExtension {
    case "ndb": self = .body
    case "hdb", "hsb": self = .hash
    case "fp", "sfp": self = .falsePositive
    case "cvd", "cld", "cud", "cbc": self = .otherBinary
    case _ where Self.otherTextExtensions.contains(fileExtension): self = .otherText
    default: return nil
    }
  }

  private static let otherTextExtensions: Set<String> = [
    "db", "ndu", "ldb", "ldu", "hdu", "hsu", "mdb", "mdu", "msb", "msu", "imp", "ign", "ign2",
    "cdb", "ftm", "idb", "pdb", "wdb", "gdb", "crb", "cfg", "pwdb", "ioc", "yar", "yara",
  ]
}
