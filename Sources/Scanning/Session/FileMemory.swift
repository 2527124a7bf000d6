/// Memory for a file's bytes, kept from one file to the next: the kernel clears new pages, which costs
/// more than reading a file into old ones.
@safe
struct FileMemory: ~Copyable {
  /// Memory beyond this is freed when the next file needs less.
  static let keptBytesMax = 16 << 20

  private static let pageBytes = 4096

  private var memory = UnsafeMutableRawBufferPointer.allocate(
    byteCount: FileScanner.heldBytesMax, alignment: pageBytes)

  deinit { unsafe memory.deallocate() }

  /// How many bytes there is room for.
  var count: Int { unsafe memory.count }

  /// Makes room for so many bytes. What the memory held is gone.
  mutating func reserve(_ bytes: Int) {
    guard bytes > count || count > Self.keptBytesMax && bytes <= Self.keptBytesMax else { return }
    unsafe memory.deallocate()
    unsafe memory = .allocate(
      byteCount: max(bytes, FileScanner.heldBytesMax), alignment: Self.pageBytes)
  }

  /// Some of the memory, valid until more is reserved.
  func bytes(_ range: Range<Int>) -> UnsafeMutableRawBufferPointer {
    unsafe UnsafeMutableRawBufferPointer(rebasing: memory[range])
  }
}
