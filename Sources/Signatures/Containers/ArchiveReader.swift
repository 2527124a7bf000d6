/// Reads the members of a container's archive one after the other: a `tar` file of plain files.
@safe
struct ArchiveReader: ~Copyable {
  /// A member.
  struct Member {
    var name: String
    var size: Int
  }

  private static let blockBytes = 512

  private var unpacker = Unpacker()
  private let buffer: UnsafeMutableRawBufferPointer
  private var memberCount = 0
  /// Bytes of the member that are not read yet, and those that fill up its last block.
  private var left = 0
  private var padding = 0

  /// Begins before the first member.
  init() {
    unsafe buffer = .allocate(byteCount: SourceFile.pieceBytes, alignment: 16)
  }

  deinit { unsafe buffer.deallocate() }

  /// The next member; what is left of the one before is skipped. `nil` after the last.
  mutating func next(_ source: borrowing SourceFile) throws(LoadError) -> Member? {
    try unsafe read(source) { _ in }
    guard let block = try block(source), block[0] != 0 else { return nil }
    memberCount += 1
    guard memberCount <= ContainerLimits.membersMax else {
      throw .damagedContainer(path: source.path, .tooManyMembers)
    }
    let name = block[..<100].prefix { $0 != 0 }
    guard !name.contains(Ascii.slash), block[156] == 0x30 || block[156] == 0,
      let size = Self.size(block[124..<136])
    else { throw .damagedContainer(path: source.path, .archive) }
    left = size
    padding = (Self.blockBytes - size % Self.blockBytes) % Self.blockBytes
    return Member(name: String(decoding: name, as: UTF8.self), size: size)
  }

  /// Gives what is left of the member, piece by piece.
  mutating func read(
    _ source: borrowing SourceFile, _ body: (UnsafeRawBufferPointer) -> Void
  ) throws(LoadError) {
    while left > 0 {
      let piece = unsafe UnsafeMutableRawBufferPointer(rebasing: buffer[..<min(left, buffer.count)])
      let count = try unsafe unpacker.read(source, into: piece)
      guard count > 0 else { throw .damagedContainer(path: source.path, .archive) }
      unsafe body(UnsafeRawBufferPointer(rebasing: piece[..<count]))
      left -= count
    }
    guard padding > 0 else { return }
    let piece = unsafe UnsafeMutableRawBufferPointer(rebasing: buffer[..<padding])
    // ClamAV does not ask for the last member's padding.
    _ = try unsafe unpacker.read(source, into: piece)
    padding = 0
  }

  /// Reads what follows the last member, so that packed data are checked to their end.
  mutating func finish(_ source: borrowing SourceFile) throws(LoadError) {
    while try unsafe unpacker.read(source, into: buffer) > 0 {}
  }

  /// The next block; `nil` at the end of the file.
  private mutating func block(_ source: borrowing SourceFile) throws(LoadError) -> [UInt8]? {
    let piece = unsafe UnsafeMutableRawBufferPointer(rebasing: buffer[..<Self.blockBytes])
    let count = try unsafe unpacker.read(source, into: piece)
    guard count == 0 || count == Self.blockBytes else {
      throw .damagedContainer(path: source.path, .archive)
    }
    return unsafe count == 0 ? nil : Array(piece)
  }

  /// Octal digits after spaces.
  private static func size(_ field: ArraySlice<UInt8>) -> Int? {
    let digits = field.drop { $0 == 0x20 }.prefix { (0x30...0x37).contains($0) }
    guard !digits.isEmpty else { return nil }
    return digits.reduce(0) { $0 << 3 | Int($1 - 0x30) }
  }
}
