package import Digests

/// A line of a file of hashes: a digest of a whole file, of a section or of an import table.
///
/// The name lies in the bytes that were read, so that millions of lines need no string each.
package struct HashLine: Sendable {
  /// What the digest is of.
  package enum Kind: UInt8, Sendable {
    /// A whole file: `.hdb .hdu .hsb .hsu .fp .sfp`, `Hash:Size:Name`.
    case whole
    /// A section of a PE file: `.mdb .mdu .msb .msu`, `Size:Hash:Name`.
    case section
    /// The import table of a PE file: `.imp`, `Hash:Size:Name`.
    case imports
  }

  /// The algorithm, as the length of the hash says it: the extension does not.
  package var algorithm: DigestAlgorithm { digest.algorithm }
  /// The digest.
  package var digest: Digest
  /// The size of what the digest is of, in bytes; `nil` where any size will do.
  package var size: UInt64?
  /// Where the name is, in the bytes that were read; not empty. It need not be UTF-8.
  package var nameRange: Range<Int>
  /// Where the line is, in the bytes that were read, without what ends it.
  package var lineRange: Range<Int>
  /// What the digest is of.
  package var kind: Kind
}
