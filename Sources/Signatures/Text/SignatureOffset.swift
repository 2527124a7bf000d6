/// Where a pattern may begin.
public enum SignatureOffset: Hashable, Sendable {
  /// Anywhere: `*`.
  case any
  /// From `start` to `start + shift`, counted from the body's first byte: `n`, `n,shift`.
  case absolute(start: UInt64, shift: UInt64)
  /// From `back` bytes before the end to `shift` bytes after that: `EOF-n`, `EOF-n,shift`.
  case fromEnd(back: UInt64, shift: UInt64)
  /// From `distance` bytes after an executable's entry point (before it where negative): `EP+n`.
  case fromEntryPoint(distance: Int64, shift: UInt64)
  /// From `distance` bytes after the start of an executable's section, counted from 0: `S3+n`.
  case fromSection(UInt32, distance: Int64, shift: UInt64)
  /// Within an executable's section: `SE3`.
  case withinSection(UInt32, shift: UInt64)
  /// From `distance` bytes after the start of the last section: `SL+n`.
  case fromLastSection(distance: Int64, shift: UInt64)
  /// At a value of an executable's version information: `VI`.
  case versionInformation
  /// In a group of macros, wherever one of them is asked for: `$group`.
  case macroGroup(UInt32)

  /// Offsets and shifts are held to this, so that sums cannot overflow.
  static let bytesMax: UInt64 = 1 << 48

  /// Reads the offset field of a signature.
  init(_ text: ArraySlice<UInt8>) throws(UnusedReason) {
    if text.elementsEqual([Ascii.asterisk]) {
      self = .any
      return
    }
    let parts = text.split(separator: Ascii.comma, omittingEmptySubsequences: false)
    guard parts.count <= 2, let place = parts.first else { throw .malformed(.offset) }
    var shift: UInt64 = 0
    if parts.count == 2 {
      guard let value = Ascii.number(parts[1]), value <= Self.bytesMax else {
        throw .malformed(.offset)
      }
      shift = value
    }
    if let start = Ascii.number(place), start <= Self.bytesMax {
      self = .absolute(start: start, shift: shift)
    } else if place.starts(with: "EOF-".utf8),
      let back = Ascii.number(place.dropFirst(4)), back <= Self.bytesMax
    {
      self = .fromEnd(back: back, shift: shift)
    } else if Self.isExecutableRelative(place) {
      throw .offsetNotEvaluated
    } else {
      throw .malformed(.offset)
    }
  }

  /// `EP±n`, `Sx±n`, `SEx`, `SL±n`, `VI` and macro groups `$n`.
  private static func isExecutableRelative(_ place: ArraySlice<UInt8>) -> Bool {
    if place.elementsEqual("VI".utf8) { return true }
    if place.first == 0x24 { return Ascii.number(place.dropFirst()) != nil }
    if place.starts(with: "SE".utf8) { return Ascii.number(place.dropFirst(2)) != nil }
    guard place.starts(with: "EP".utf8) || place.first == 0x53,
      let sign = place.firstIndex(where: { $0 == Ascii.plus || $0 == Ascii.hyphen }),
      Ascii.number(place[(sign + 1)...]) != nil
    else { return false }
    let name = place[..<sign]
    return name.elementsEqual("EP".utf8) || name.elementsEqual("SL".utf8)
      || Ascii.number(name.dropFirst()) != nil
  }
}
