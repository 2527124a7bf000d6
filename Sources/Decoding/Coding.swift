/// A coding of bytes that makes them fewer, and how one run of it is read.
public enum Coding: UInt8, CaseIterable, Hashable, Sendable {
  /// Bare DEFLATE, RFC 1951: members of ZIP archives.
  case deflate
  /// DEFLATE with a window of 64 KiB ("Enhanced Deflate"): members of ZIP archives.
  case deflate64
  /// DEFLATE between a header of two bytes and an Adler-32, RFC 1950: PDF, PNG, the coding `deflate` of
  /// HTTP.
  case zlib
  /// One member of a gzip file, RFC 1952.
  case gzip
  /// One stream of a bzip2 file.
  case bzip2
  /// One stream of an `.xz` file, with its padding left to the caller.
  case xz
  /// LZMA with a header of 13 bytes, as `.lzma` files have it.
  case lzma
  /// LZMA as ZIP archives have it: a version, the properties' size and the properties before it. Without
  /// an end marker, what was put out may be followed by a few bytes of no meaning: the end is `truncated`
  /// then, and the size is the archive's to tell.
  case zipLZMA
  /// One member of a lzip file: LZMA between a header and a trailer with checksum and sizes.
  case lzip
  /// One frame of Zstandard, RFC 8878; a skippable frame is one without output.
  case zstd
  /// One frame of LZ4; a skippable frame is one without output.
  case lz4
  /// Brotli, RFC 7932.
  case brotli
  /// LZW as `compress` writes it to `.Z` files. It has neither length nor checksum: the input's end is its
  /// end.
  case compress
}
