/// A file of Office for what pages and XML carry of a document besides text: `editdata.mso`, and the data
/// of WordprocessingML of 2003. Nothing documents it: programs that read macros show where a compound file
/// lies in it, compressed by zlib.
public enum ActiveMimeFile {
  /// Whether bytes begin as one does.
  public static func isBeginning(_ bytes: Span<UInt8>) -> Bool { bytes.has("ActiveMime", at: 0) }

  /// Where what is compressed may begin: as the header says, and where most writers put it.
  public static func offsets(_ bytes: Span<UInt8>) -> [Int] {
    var offsets = [0x32, 0x22A]
    if let said = bytes.little16(at: 0x1E) {
      let place = Int(said) + 46
      if !offsets.contains(place) { offsets.insert(place, at: 0) }
    }
    return offsets.filter { $0 < bytes.count }
  }
}
