internal import CArchive

/// Data of a member of a ZIP archive that is packed by PPMd, version I: libarchive decodes them, and is given
/// an archive of that member alone. Hostile input, as for ``ArchiveReader``.
public enum PPMdMember {
  /// What came out of a member's data.
  public struct Unpacked: Hashable, Sendable {
    /// The bytes: all of them where the end is `complete`, else those before what went wrong.
    public var bytes: [UInt8] = []
    /// How many bytes of the data were read for them.
    public var readBytes = 0
    /// How it came to an end.
    public var end: ArchiveReader.DataEnd
  }

  /// Zeros behind data without an end of their own, for what the decoder reads ahead.
  private static let paddingBytes = 1 << 20

  /// Decodes a member's data.
  ///
  /// - Parameters:
  ///   - unpackedBytes: how many bytes come out, by the member's header, where that tells: data that have no
  ///     mark at their end are read so far.
  ///   - bytesMax: no more is given.
  public static func decode(
    _ data: Span<UInt8>, unpackedBytes: Int?, bytesMax: Int
  ) -> Unpacked {
    let marked = decode(data, paddingBytes: 0, bytesMax: bytesMax)
    guard let size = unpackedBytes, size < bytesMax, marked.end == .fault(.damaged) else {
      return marked
    }
    var unmarked = decode(data, paddingBytes: paddingBytes, bytesMax: bytesMax)
    guard unmarked.bytes.count >= size else { return marked }
    unmarked.bytes.removeLast(unmarked.bytes.count - size)
    return Unpacked(bytes: unmarked.bytes, readBytes: data.count, end: .complete)
  }

  private static func decode(
    _ data: Span<UInt8>, paddingBytes: Int, bytesMax: Int
  ) -> Unpacked {
    let header = header(packedBytes: data.count + paddingBytes)
    let padding = [UInt8](repeating: 0, count: paddingBytes)
    return unsafe header.withUnsafeBytes { head in
      unsafe data.withUnsafeBytes { data in
        unsafe padding.withUnsafeBytes { padding in
          unsafe ArchiveReader.withReader(ofMember: [head, data, padding]) {
            read(&$0, headerBytes: header.count, bytesMax: bytesMax)
          } ?? Unpacked(end: .fault(.memory))
        }
      }
    }
  }

  private static func read(
    _ reader: inout ArchiveReader, headerBytes: Int, bytesMax: Int
  ) -> Unpacked {
    var unpacked = Unpacked(end: .fault(.damaged))
    switch reader.next() {
    case .end: return unpacked
    case .fault(let fault): unpacked.end = .fault(fault)
    case .entry:
      // The header tells neither size nor checksum: what the library says of these is no fault.
      unpacked.end = reader.readData(
        into: &unpacked.bytes, bytesMax: bytesMax, passesWarning: true)
      unpacked.readBytes = max(0, reader.position - headerBytes)
    }
    return unpacked
  }

  /// A local header for a member `a` of that method. Source: APPNOTE.TXT 6.3.10, section 4.3.7.
  private static func header(packedBytes: Int) -> [UInt8] {
    var header: [UInt8] = [0x50, 0x4B, 3, 4, 63, 0, 0, 0, 98, 0, 0, 0, 0, 0, 0, 0, 0, 0]
    for shift in [0, 8, 16, 24] { header.append(UInt8(truncatingIfNeeded: packedBytes >> shift)) }
    return header + [0xFF, 0xFF, 0xFF, 0x7F, 1, 0, 0, 0, 0x61]
  }
}
