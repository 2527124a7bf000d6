/// A storage that lies in a presentation's stream.
public struct PresentationStorage: Hashable, Sendable {
  /// Where its bytes are.
  public let offset: Int
  public let byteCount: Int
  /// How many bytes it has without compression, as the stream says; nil where it is not compressed.
  public let unpackedBytes: Int?
}

/// The records of a PowerPoint presentation in the binary format. Source: [MS-PPT].
public struct PresentationStream: Hashable, Sendable {
  /// The objects, controls and projects in it.
  public private(set) var storages: [PresentationStorage] = []
  /// Whether it is encrypted.
  public private(set) var isEncrypted = false
  /// Whether it has objects, links to them, or controls, by what describes them; their storages may be
  /// missing.
  public private(set) var hasObjects = false
  /// Whether there are more storages than are kept.
  public private(set) var isCut = false

  private enum Record {
    static let document: UInt16 = 0x03E8
    static let objectList: UInt16 = 0x0409
    static let objects: [UInt16] = [0x0FCC, 0x0FCE, 0x0FEE]
    static let cryptography: UInt16 = 0x2F14
    /// 0x1011, as its bytes lie in the stream.
    static let storageBytes: UInt16 = 0x1110
  }

  private static let storagesMax = 4096
  private static let headerBytes = 8

  /// Reads the records that describe, and finds those with storages.
  public init(_ bytes: Span<UInt8>) {
    readDescriptions(bytes)
    findStorages(bytes)
  }

  /// One record after the other. Into those is gone that hold descriptions of objects; what is in others may
  /// look like anything.
  private mutating func readDescriptions(_ bytes: Span<UInt8>) {
    var place = 0
    while let type = bytes.little16(at: place + 2), let size = bytes.little32(at: place + 4) {
      if type == Record.cryptography { isEncrypted = true }
      if Record.objects.contains(type) { hasObjects = true }
      let isEntered = type == Record.document || type == Record.objectList
      place += Self.headerBytes + (isEntered ? 0 : Int(size))
    }
  }

  /// Storages are found by how they begin, wherever they lie: a list of places, at the stream's end, names
  /// them, and need not fit the sizes of the records before.
  private mutating func findStorages(_ bytes: Span<UInt8>) {
    var place = 2
    while let found = bytes.firstPlace(of: UInt8(Record.storageBytes >> 8), from: place) {
      place = found + 1
      guard bytes.big16(at: found) == Record.storageBytes,
        let storage = Self.storage(bytes, at: found - 2)
      else { continue }
      guard storages.count < Self.storagesMax else {
        isCut = true
        return
      }
      storages.append(storage)
    }
  }

  private static func storage(_ bytes: Span<UInt8>, at place: Int) -> PresentationStorage? {
    guard let version = bytes.little16(at: place), let size = bytes.little32(at: place + 4)
    else { return nil }
    let start = place + headerBytes
    let count = min(Int(size), bytes.count - start)
    switch version {
    case 0x0000:
      guard let data = bytes.run(at: start, count: count), CompoundFile.isBeginning(data)
      else { return nil }
      return PresentationStorage(offset: start, byteCount: count, unpackedBytes: nil)
    case 0x0010:
      // The size without compression, then the two bytes that zlib begins with.
      guard count > 6, let unpacked = bytes.little32(at: start),
        let head = bytes.big16(at: start + 4), head >> 8 & 0xF == 8, head % 31 == 0
      else { return nil }
      return PresentationStorage(
        offset: start + 4, byteCount: count - 4, unpackedBytes: Int(unpacked))
    default: return nil
    }
  }
}

/// The stream that says who edits a presentation. Source: [MS-PPT] 2.3.2.
public enum CurrentUserStream {
  /// Whether it says that the presentation is encrypted.
  public static func isEncrypted(_ bytes: Span<UInt8>) -> Bool {
    bytes.little32(at: 12) == 0xF3D1_C4DF
  }
}
