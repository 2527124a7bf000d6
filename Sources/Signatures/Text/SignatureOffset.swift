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

  /// A longer field is malformed, as in ClamAV.
  static let fieldBytesMax = 64
  /// Groups of macros are counted from 0 to less than this.
  static let macroGroupEnd: UInt32 = 32

  /// Reads the offset field of a signature for a target.
  ///
  /// Numbers are read as ClamAV reads them: none is 0, and large ones are cut to 32 bits.
  init(_ text: ArraySlice<UInt8>, target: TargetType) throws(UnusedReason) {
    if text.elementsEqual([Ascii.asterisk]) {
      self = .any
      return
    }
    guard text.count <= Self.fieldBytesMax else { throw .malformed(.offset) }
    var shift: UInt64 = 0
    var place = text
    if let comma = text.firstIndex(of: Ascii.comma) {
      shift = try Self.number(text[(comma + 1)...])
      place = text[..<comma]
    }
    self = try Self.read(place, shift: shift)
    guard target.isExecutable || !isExecutableRelative else {
      throw .malformed(.offsetForTarget)
    }
  }

  /// Whether it is counted from a place that only executables have.
  var isExecutableRelative: Bool {
    switch self {
    case .any, .absolute, .fromEnd, .macroGroup: false
    case .fromEntryPoint, .fromSection, .withinSection, .fromLastSection, .versionInformation: true
    }
  }

  /// Where a pattern may begin at the latest that may begin at a place and up to a shift after it; `nil`
  /// where it may begin nowhere: ClamAV reckons in 32 bits, and past them the latest place is before the first.
  package static func last(from first: UInt64, shift: UInt64) -> UInt64? {
    let last = first &+ shift
    return first <= UInt32.max && shift <= UInt32.max && last > UInt32.max ? nil : last
  }

  private static func read(
    _ place: ArraySlice<UInt8>, shift: UInt64
  ) throws(UnusedReason) -> SignatureOffset {
    if place.starts(with: "EP+".utf8) {
      return .fromEntryPoint(distance: Int64(try number(place.dropFirst(3))), shift: shift)
    }
    if place.starts(with: "EP-".utf8) {
      return .fromEntryPoint(distance: -Int64(try number(place.dropFirst(3))), shift: shift)
    }
    if place.starts(with: "SE".utf8) {
      return .withinSection(UInt32(try number(place.dropFirst(2))), shift: shift)
    }
    if place.starts(with: "SL+".utf8) {
      return .fromLastSection(distance: Int64(try number(place.dropFirst(3))), shift: shift)
    }
    if place.first == 0x53 { return try section(place.dropFirst(), shift: shift) }
    if place.starts(with: "EOF-".utf8) {
      return .fromEnd(back: try number(place.dropFirst(4)), shift: shift)
    }
    if place.starts(with: "VI".utf8) { return .versionInformation }
    if place.first == Ascii.dollar {
      var scanner = CScanner(place.dropFirst())
      guard let group = scanner.unsigned(), group < macroGroupEnd else {
        throw .malformed(.offset)
      }
      return .macroGroup(group)
    }
    return .absolute(start: try number(place), shift: shift)
  }

  /// `3+16` of `S3+16`. What follows is not looked at.
  private static func section(
    _ text: ArraySlice<UInt8>, shift: UInt64
  ) throws(UnusedReason) -> SignatureOffset {
    var scanner = CScanner(text)
    guard let section = scanner.unsigned(), scanner.skip(Ascii.plus),
      let distance = scanner.unsigned()
    else { throw .malformed(.offset) }
    return .fromSection(section, distance: Int64(distance), shift: shift)
  }

  private static func number(_ text: ArraySlice<UInt8>) throws(UnusedReason) -> UInt64 {
    guard let number = CNumber.digits(text) else { throw .malformed(.offset) }
    return UInt64(number)
  }
}
