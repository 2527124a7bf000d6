/// A file packed into a document by the packager of Windows, or data of another program, in the stream
/// `\1Ole10Native` and in RTF. Source: [MS-OLEDS] 2.3.6; what the packager writes into it has no public
/// document, and is read as all readers of it do.
public struct NativeObject: Hashable, Sendable {
  /// The file's name; empty where the data is no packed file.
  public let name: [UInt8]
  /// Where the file or the data lies.
  public let offset: Int
  /// How many bytes it has, as far as they are there.
  public let byteCount: Int
  /// Whether all of them are there.
  public let isComplete: Bool

  /// Reads the stream, which begins with the size of what follows.
  public init?(stream bytes: Span<UInt8>) {
    guard let size = bytes.little32(at: 0) else { return nil }
    let all = min(Int(size), bytes.count - 4)
    self.init(
      bytes, from: 4, count: all, isComplete: Int(size) <= bytes.count - 4)
  }

  /// Reads the data of a native object.
  public init(native bytes: Span<UInt8>) {
    self.init(bytes, from: 0, count: bytes.count, isComplete: true)
  }

  private init(_ bytes: Span<UInt8>, from start: Int, count: Int, isComplete: Bool) {
    if let packed = Self.packedFile(bytes.extracting(start..<start + count)) {
      name = packed.name
      offset = start + packed.offset
      byteCount = packed.count
      self.isComplete = packed.isComplete && isComplete
    } else {
      name = []
      offset = start
      byteCount = count
      self.isComplete = isComplete
    }
  }

  /// The packager's: a kind, a label, the path that the file had, another, and the file.
  private static func packedFile(
    _ bytes: Span<UInt8>
  ) -> (name: [UInt8], offset: Int, count: Int, isComplete: Bool)? {
    guard bytes.little16(at: 0) == 2, let label = bytes.firstPlace(of: 0, from: 2),
      let path = bytes.firstPlace(of: 0, from: label + 1), path - label < 1024, label < 1024,
      let lengthOfPath = bytes.little32(at: path + 5)
    else { return nil }
    let afterPath = path + 9 + Int(lengthOfPath)
    guard let size = bytes.little32(at: afterPath) else { return nil }
    let offset = afterPath + 4
    let name = Array(copying: bytes.extracting(2..<label))
    return (name, offset, min(Int(size), bytes.count - offset), Int(size) <= bytes.count - offset)
  }
}
