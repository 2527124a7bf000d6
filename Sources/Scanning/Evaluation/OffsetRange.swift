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
    self.init(low: 0, high: .max)
    switch part.offsetKind {
    case .any: return
    case .absolute:
      low = UInt64(clamping: part.distance)
      high = low &+ part.shift
      return
    case .fromEnd:
      let size = UInt64(subject.bytes.count)
      let back = UInt64(clamping: part.distance)
      guard back <= size, !subject.isLayoutUnreadable else { return nil }
      low = size - back
      high = low &+ part.shift
      return
    case .macroGroup: return nil
    default: break
    }
    guard case .known(let layout) = subject.layout else { return nil }
    let sections = layout.sections
    let section = Int(part.section)
    var start: UInt64?
    switch part.offsetKind {
    case .fromEntryPoint: start = Self.sum(layout.entryPoint, part.distance)
    case .fromSection where section < sections.count:
      start = Self.sum(sections[section].offset, part.distance)
    case .withinSection where section < sections.count:
      low = sections[section].offset
      let (end, overflow) = low.addingReportingOverflow(sections[section].size)
      high = overflow ? .max : end &+ part.shift
      return
    case .fromLastSection where !sections.isEmpty:
      start = Self.sum(sections[sections.count - 1].offset, part.distance)
    case .versionInformation:
      isVersionInformation = true
      return
    default: break
    }
    guard let start else { return nil }
    low = start
    high = start &+ part.shift
  }

  private static func sum(_ offset: UInt64, _ distance: Int64) -> UInt64? {
    let magnitude = distance.magnitude
    if distance < 0 { return magnitude <= offset ? offset - magnitude : nil }
    let (sum, overflow) = offset.addingReportingOverflow(magnitude)
    return overflow ? nil : sum
  }
}

extension Subject {
  /// Whether it is an executable whose headers could not be read.
  var isLayoutUnreadable: Bool {
    if case .unreadable = layout { true } else { false }
  }

  /// Whether a value of the version information lies at an offset.
  func hasVersionValue(at offset: Int) -> Bool {
    guard case .known(let layout) = layout else { return false }
    return layout.versionOffsets.contains(UInt64(offset))
  }
}
