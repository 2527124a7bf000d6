/// A coding of bytes that makes them fewer, and how one run of it is read.
public enum Coding: UInt8, CaseIterable, Hashable, Sendable {
  /// Bare DEFLATE, RFC 1951: members of ZIP archives.
  case deflate
  /// DEFLATE between a header of two bytes and an Adler-32, RFC 1950: PDF, PNG, the coding `deflate` of
  /// HTTP.
  case zlib
  /// One member of a gzip file, RFC 1952.
  case gzip
}
