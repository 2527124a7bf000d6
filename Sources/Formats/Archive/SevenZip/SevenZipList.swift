internal import Decoding

/// The list of members of a 7z archive: where it lies, and the coders of the streams that it names. Source:
/// 7-Zip's "7zFormat.txt".
struct SevenZipList {
  private let range: Range<Int>

  /// Where the list lies; `nil` where the header does not say it, or its end lies beyond that of the archive.
  init?(_ bytes: Span<UInt8>) {
    guard let header = SevenZipHeader(bytes), let size = bytes.little64(at: 20) else { return nil }
    range = header.byteCount - Int(size)..<header.byteCount
  }

  /// Whether a header that is right names a list that lies beyond the end.
  static func isBeyond(_ bytes: Span<UInt8>) -> Bool {
    guard SevenZipHeader(bytes) == nil, let fields = bytes.run(at: 12, count: 20),
      bytes.little32(at: 8) == Checksum.crc32(fields), let size = fields.little64(at: 8)
    else { return false }
    return size > 0
  }

  /// The coders of each folder, by their numbers; `nil` where the list is encrypted, or is none.
  func folders(_ bytes: Span<UInt8>) -> [[UInt64]]? {
    var reader = Reader(bytes.extracting(range))
    switch reader.byte() {
    case 0x01: return reader.byte() == 0x04 ? reader.folders()?.map(\.ids) : nil
    case 0x17:
      // The list is packed itself, by LZMA, wherever there is no password.
      guard let packed = reader.packedList(), packed.ids == [Self.lzma],
        let data = bytes.run(at: 32 + packed.place, count: packed.byteCount)
      else { return nil }
      let list = Self.unpacked(data, packed)
      var inner = Reader(list.span)
      guard inner.byte() == 0x01, inner.byte() == 0x04 else { return nil }
      return inner.folders()?.map(\.ids)
    default: return nil
    }
  }

  private static let lzma: UInt64 = 0x03_0101
  /// No more of a packed list is read: its coders lie at its beginning.
  private static let listBytesMax = 1 << 20

  /// As a file of LZMA has it: the same properties, a size, the data.
  private static func unpacked(_ data: Span<UInt8>, _ packed: PackedList) -> [UInt8] {
    guard packed.properties.count == 5 else { return [] }
    var file = packed.properties + [UInt8](repeating: 0xFF, count: 8)
    file.append(copying: data)
    return Decoder.decode(file.span, as: .lzma, bytesMax: listBytesMax).bytes
  }

  private struct PackedList {
    var place: Int
    var byteCount: Int
    var ids: [UInt64]
    var properties: [UInt8]
  }

  private struct Folder {
    var ids: [UInt64] = []
    var properties: [UInt8] = []
  }

  /// Reads numbers and properties one after the other.
  private struct Reader: ~Escapable {
    private let bytes: Span<UInt8>
    private var place = 0

    @_lifetime(copy bytes)
    init(_ bytes: Span<UInt8>) { self.bytes = bytes }

    mutating func byte() -> UInt8? {
      guard place < bytes.count else { return nil }
      place += 1
      return bytes[place - 1]
    }

    /// A number: the leading ones of the first byte say how many bytes follow, the lowest first.
    mutating func number() -> UInt64? {
      guard let first = byte() else { return nil }
      var (value, mask) = (UInt64(0), UInt8(0x80))
      for index in 0..<8 {
        guard first & mask != 0 else {
          return value | UInt64(first & (mask &- 1)) << UInt64(8 * index)
        }
        guard let next = byte() else { return nil }
        value |= UInt64(next) << UInt64(8 * index)
        mask >>= 1
      }
      return value
    }

    /// Where packed streams begin behind the header, and how many bytes the first has.
    private mutating func packing() -> (place: Int, byteCount: Int)? {
      guard byte() == 0x06, let place = number(), let count = number(), count <= bytes.count,
        place <= UInt64(Int32.max) << 16
      else { return nil }
      var first = 0
      while let property = byte(), property != 0 {
        // Sizes; checksums, of which all or some are there.
        guard property == 0x09 || property == 0x0A else { return nil }
        guard property == 0x09 else { return skipChecksums(Int(count)) ? (Int(place), first) : nil }
        for index in 0..<count {
          guard let size = number(), size <= UInt64(Int32.max) << 16 else { return nil }
          if index == 0 { first = Int(size) }
        }
      }
      return (Int(place), first)
    }

    private mutating func skipChecksums(_ count: Int) -> Bool {
      guard byte() == 1, place + count * 4 <= bytes.count else { return false }
      place += count * 4
      return byte() == 0
    }

    /// The folders of the archive's streams.
    mutating func folders() -> [Folder]? {
      guard packing() != nil else { return nil }
      return folderList()
    }

    private mutating func folderList() -> [Folder]? {
      guard byte() == 0x07, byte() == 0x0B, let count = number(), count <= bytes.count, byte() == 0
      else { return nil }
      var folders: [Folder] = []
      for _ in 0..<count {
        guard let folder = folder() else { return nil }
        folders.append(folder)
      }
      return folders
    }

    mutating func packedList() -> PackedList? {
      guard let packing = packing(), let folder = folderList()?.first else { return nil }
      return PackedList(
        place: packing.place, byteCount: packing.byteCount, ids: folder.ids,
        properties: folder.properties)
    }

    private mutating func folder() -> Folder? {
      guard let count = number(), (1...32).contains(count) else { return nil }
      var folder = Folder()
      var (inputs, outputs) = (UInt64(0), UInt64(0))
      for _ in 0..<count {
        guard let flags = byte() else { return nil }
        var id: UInt64 = 0
        for _ in 0..<Int(flags & 0x0F) {
          guard id >> 56 == 0, let next = byte() else { return nil }
          id = id << 8 | UInt64(next)
        }
        folder.ids.append(id)
        guard let streams = streams(flags) else { return nil }
        (inputs, outputs) = (inputs + streams.inputs, outputs + streams.outputs)
        if flags & 0x20 != 0, !readProperties(&folder) { return nil }
      }
      return skipBonds(inputs, outputs) ? folder : nil
    }

    private mutating func streams(_ flags: UInt8) -> (inputs: UInt64, outputs: UInt64)? {
      guard flags & 0x10 != 0 else { return (1, 1) }
      guard let inputs = number(), let outputs = number(), inputs <= 32, outputs <= 32 else {
        return nil
      }
      return (inputs, outputs)
    }

    private mutating func readProperties(_ folder: inout Folder) -> Bool {
      guard let count = number(), count <= bytes.count - place else { return false }
      folder.properties = [UInt8](copying: bytes.extracting(place..<place + Int(count)))
      place += Int(count)
      return true
    }

    /// Which streams go where, which does not matter here.
    private mutating func skipBonds(_ inputs: UInt64, _ outputs: UInt64) -> Bool {
      guard outputs >= 1, inputs >= outputs - 1 else { return false }
      let packed = inputs - (outputs - 1)
      for _ in 0..<(outputs - 1) * 2 + (packed > 1 ? packed : 0) where number() == nil {
        return false
      }
      return true
    }
  }
}
