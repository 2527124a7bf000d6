/// The first directory of a TIFF file: what its tags say. Sources: Adobe, "TIFF", revision 6.0; what ClamAV's
/// decoder, the crate tiff 0.10.3, takes of it.
struct TIFFDirectory {
  let isLittle: Bool
  private var entries: [Tag: Entry] = [:]

  /// Tags that decide how a picture is decoded.
  enum Tag: Int {
    case width = 256
    case height = 257
    case sampleBits = 258
    case compression = 259
    case interpretation = 262
    case stripPlaces = 273
    case samples = 277
    case stripRows = 278
    case stripBytes = 279
    case planes = 284
    case predictor = 317
    case tileWidth = 322
    case tileHeight = 323
    case tilePlaces = 324
    case tileBytes = 325
    case sampleFormat = 339
  }

  private struct Entry {
    let type: Int
    let count: Int
    /// Where its value is, or the place of its values.
    let place: Int
  }

  /// The types of whole numbers without a sign: bytes, and others of so many bytes.
  private static let sizes = [1: 1, 3: 2, 4: 4, 7: 1, 13: 4, 16: 8, 18: 8]

  /// Reads it; throws where it is not all there.
  init(_ bytes: Span<UInt8>) throws(PictureFault) {
    isLittle = bytes[0] == UInt8(ascii: "I")
    let start = Int(try number(bytes, at: 4, 4))
    let count = Int(try number(bytes, at: start, 2))
    for index in 0..<count {
      let place = start + 2 + 12 * index
      let type = Int(try number(bytes, at: place + 2, 2))
      let values = Int(try number(bytes, at: place + 4, 4))
      _ = try number(bytes, at: place + 8, 4)
      guard let tag = Tag(rawValue: Int(try number(bytes, at: place, 2))),
        (1...13).contains(type) || (16...18).contains(type)
      else { continue }
      entries[tag] = Entry(type: type, count: values, place: place + 8)
    }
    let next = try number(bytes, at: start + 2 + 12 * count, 4)
    guard next == 0 || next != UInt64(start) else { throw .undecodable }
  }

  func has(_ tag: Tag) -> Bool { entries[tag] != nil }

  /// The one number that a tag has; `nil` where it is not there.
  func value(_ tag: Tag, of bytes: Span<UInt8>, max: UInt64) throws(PictureFault) -> Int? {
    guard let entry = entries[tag] else { return nil }
    guard entry.count == 1, let size = Self.sizes[entry.type],
      max > 0xffff || entry.type < 13 || entry.type == 16
    else { throw .undecodable }
    let place = try self.place(entry, size, bytes)
    let value = try number(bytes, at: place, size)
    guard value <= max else { throw .undecodable }
    return Int(value)
  }

  /// All numbers that a tag has; `nil` where it is not there.
  func values(
    _ tag: Tag, of bytes: Span<UInt8>, max: UInt64, _ budget: inout PictureBudget
  ) throws(PictureFault) -> [UInt64]? {
    guard let entry = entries[tag] else { return nil }
    guard entry.count > 0 else { return [] }
    guard let size = Self.sizes[entry.type] else {
      // Of fractions and texts ClamAV's decoder makes numbers, too.
      if entry.type == 2 || entry.type == 5 { throw .notDecoded }
      throw .undecodable
    }
    let first = try place(entry, size, bytes)
    guard entry.count <= (bytes.count - first) / size else { throw .undecodable }
    try budget.allow(bytes: entry.count * 16)
    try budget.spend(entry.count, PictureSteps.perNumber)
    var values: [UInt64] = []
    values.reserveCapacity(entry.count)
    for index in 0..<entry.count {
      let value = try number(bytes, at: first + index * size, size)
      guard value <= max else { throw .undecodable }
      values.append(value)
    }
    return values
  }

  /// Where an entry's values begin: in the entry, if they have room there.
  private func place(
    _ entry: Entry, _ size: Int, _ bytes: Span<UInt8>
  ) throws(PictureFault) -> Int {
    guard entry.count > 4 / size else { return entry.place }
    let place = Int(try number(bytes, at: entry.place, 4))
    guard place <= bytes.count else { throw .undecodable }
    return place
  }

  /// A number of some bytes.
  private func number(
    _ bytes: Span<UInt8>, at place: Int, _ size: Int
  ) throws(PictureFault) -> UInt64 {
    guard place >= 0, place <= bytes.count - size else { throw .undecodable }
    var value: UInt64 = 0
    for index in 0..<size {
      value = value << 8 | UInt64(bytes[isLittle ? place + size - 1 - index : place + index])
    }
    return value
  }
}
