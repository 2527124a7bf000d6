/// One list of digests: where its blocks and its sizes are. Its fields fill its memory.
struct HashTable: BitwiseCopyable, Sendable {
  /// Digests for bodies of one size.
  var exactCount: UInt32 = 0
  /// Digests for bodies of any size.
  var anySizeCount: UInt32 = 0
  /// Its blocks among those of all lists, and its first keys in the index.
  var firstBlock: UInt32 = 0
  var blockCount: UInt32 = 0
  /// Where its ``SizeFilter`` begins, in words, and the logarithm of its bits.
  var sizesStart: UInt32 = 0
  var sizesLog: UInt32 = 0

  /// How many digests there are.
  var count: Int { Int(exactCount) + Int(anySizeCount) }
}
