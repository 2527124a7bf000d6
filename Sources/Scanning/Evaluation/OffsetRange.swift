internal import Signatures

/// Where a part may begin in a subject.
struct OffsetRange {
  var low: UInt64
  var high: UInt64
  /// Whether it must begin at a value of the version information.
  var isVersionInformation = false

  /// Anywhere.
  static let all = OffsetRange(low: 0, high: .max)

  private init(low: UInt64, high: UInt64) {
    self.low = low
    self.high = high
  }

  /// The range for a part; `nil` where there is none.
  init?(_ part: ContentPartRecord, in subject: borrowing Subject) {
    switch part.offsetKind {
    case .any: self.init(low: 0, high: .max)
    case .absolute: self.init(from: UInt64(clamping: part.distance), shift: part.shift)
    case .fromEnd:
      guard subject.isEndKnown || part.kind == .expression else { return nil }
      let size = UInt64(subject.bytes.count)
      let back = UInt64(clamping: part.distance)
      guard back <= size else { return nil }
      self.init(from: size - back, shift: part.shift)
    case .macroGroup: return nil
    default:
      guard let layout = subject.layout else { return nil }
      self.init(part, layout)
    }
  }

  private init?(from low: UInt64, shift: UInt64) {
    guard let high = SignatureOffset.last(from: low, shift: shift) else { return nil }
    self.init(low: low, high: high)
  }

  /// The range for a part whose offset is counted from a place of an executable.
  private init?(_ part: ContentPartRecord, _ layout: LayoutOffsets) {
    let sections = layout.sections
    let section = Int(part.section)
    var start: UInt64?
    switch part.offsetKind {
    case .fromEntryPoint: start = Self.sum(layout.entryPoint, part.distance)
    case .fromSection where section < sections.count:
      start = Self.sum(sections[section].offset, part.distance)
    case .withinSection where section < sections.count:
      let (shift, overflow) = sections[section].size.addingReportingOverflow(part.shift)
      guard !overflow else { return nil }
      self.init(from: sections[section].offset, shift: shift)
      return
    case .fromLastSection where !sections.isEmpty:
      start = Self.sum(sections[sections.count - 1].offset, part.distance)
    case .versionInformation:
      self.init(low: 0, high: .max)
      isVersionInformation = true
      return
    default: break
    }
    guard let start else { return nil }
    self.init(from: start, shift: part.shift)
  }

  /// In 32 bits, as ClamAV reckons; `nil` where that is before the beginning.
  private static func sum(_ offset: UInt64, _ distance: Int64) -> UInt64? {
    let magnitude = distance.magnitude
    if distance < 0 { return magnitude <= offset ? offset - magnitude : nil }
    return UInt64(UInt32(truncatingIfNeeded: offset &+ magnitude))
  }
}

extension Subject {
  /// Whether a value of the version information lies at an offset.
  func hasVersionValue(at offset: Int) -> Bool {
    guard let layout else { return false }
    return layout.versionOffsets.contains(UInt64(offset))
  }
}
