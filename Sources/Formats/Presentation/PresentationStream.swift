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
  /// Whether a record claims more bytes than there are.
  public private(set) var isDamaged = false
  /// Whether there are more storages than are kept.
  public private(set) var isCut = false

  private enum Record {
    static let storage: UInt16 = 0x1011
    static let cryptography: UInt16 = 0x2F14
  }

  private static let storagesMax = 4096

  /// Reads the records: containers are read as what lies in them, one after the other, since their ends say
  /// nothing that matters here.
  public init(_ bytes: Span<UInt8>) {
    var place = 0
    while let version = bytes.little16(at: place), let type = bytes.little16(at: place + 2),
      let size = bytes.little32(at: place + 4)
    {
      let start = place + 8
      if version & 0xF == 0xF {
        if type == Record.cryptography { isEncrypted = true }
        place = start
        continue
      }
      if Int(size) > bytes.count - start {
        isDamaged = true
        if type != Record.storage { return }
      }
      if type == Record.storage {
        keep(bytes, version >> 4, start, min(Int(size), bytes.count - start))
      }
      place = start + Int(size)
    }
  }

  private mutating func keep(_ bytes: Span<UInt8>, _ instance: UInt16, _ start: Int, _ size: Int) {
    guard storages.count < Self.storagesMax else {
      isCut = true
      return
    }
    if instance == 0 {
      storages.append(PresentationStorage(offset: start, byteCount: size, unpackedBytes: nil))
    } else if let unpacked = bytes.little32(at: start), size >= 4 {
      storages.append(
        PresentationStorage(offset: start + 4, byteCount: size - 4, unpackedBytes: Int(unpacked)))
    } else {
      isDamaged = true
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
