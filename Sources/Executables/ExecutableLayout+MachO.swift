extension ExecutableLayout {
  private static let commandsMax: UInt32 = 1024
  private static let sectionsPerSegmentMax: UInt32 = 255

  /// Which state of a thread tells the entry point.
  private enum Processor {
    case intel, powerPC, powerPC64, other

    init(_ type: UInt32) {
      switch type {
      case 7: self = .intel
      case 18: self = .powerPC
      case 18 | 0x100_0000: self = .powerPC64
      default: self = .other
      }
    }

    /// The size of the state of a thread, its padding included.
    var stateBytes: Int {
      switch self {
      case .intel: 64
      case .powerPC: 160
      case .powerPC64: 312
      case .other: 0
      }
    }
  }

  mutating func readMachO(_ bytes: Span<UInt8>) -> Bool {
    guard let magic = bytes.little32(0) else { return false }
    let isWide: Bool
    let isBigEndian: Bool
    switch magic {
    case 0xfeed_face: (isWide, isBigEndian) = (false, false)
    case 0xcefa_edfe: (isWide, isBigEndian) = (false, true)
    case 0xfeed_facf: (isWide, isBigEndian) = (true, false)
    case 0xcffa_edfe: (isWide, isBigEndian) = (true, true)
    default: return false
    }
    guard bytes.count >= 28, let type = bytes.word32(4, isBigEndian: isBigEndian),
      let commandCount = bytes.word32(16, isBigEndian: isBigEndian),
      commandCount > 0, commandCount <= Self.commandsMax
    else { return false }
    let processor = Processor(type)
    var place: UInt64 = isWide ? 32 : 28
    var entry: UInt32 = 0
    for _ in 0..<commandCount {
      guard let command = bytes.word32(place, isBigEndian: isBigEndian),
        let commandBytes = bytes.word32(place + 4, isBigEndian: isBigEndian)
      else { return false }
      place += 8
      if command == (isWide ? 0x19 : 0x01) {
        guard readSegment(bytes, &place, isWide: isWide, isBigEndian: isBigEndian) else {
          return false
        }
      } else if processor != .other, command == 0x4 || command == 0x5 {
        place += 8
        guard bytes.place(place, processor.stateBytes) != nil else { return false }
        switch processor {
        case .powerPC: entry = bytes.word32(place, isBigEndian: isBigEndian) ?? 0
        case .powerPC64:
          entry = UInt32(
            truncatingIfNeeded: bytes.word64(place, isBigEndian: isBigEndian) ?? 0)
        case .intel, .other: break
        }
        place += UInt64(processor.stateBytes)
      } else if commandBytes > 8 {
        place += UInt64(commandBytes - 8)
      }
    }
    return setEntry(address: entry)
  }

  private mutating func setEntry(address: UInt32) -> Bool {
    entryPoint = address
    guard address != 0, !sections.isEmpty else { return true }
    guard
      let section = sections.first(where: {
        $0.address <= address && $0.address &+ $0.addressCount > address
      })
    else { return false }
    entryPoint = address &- section.address &+ section.offset
    return true
  }

  private mutating func readSegment(
    _ bytes: Span<UInt8>, _ place: inout UInt64, isWide: Bool, isBigEndian: Bool
  ) -> Bool {
    let segmentBytes = isWide ? 64 : 48
    guard bytes.place(place, segmentBytes) != nil,
      let count = bytes.word32(place + UInt64(segmentBytes) - 8, isBigEndian: isBigEndian),
      count <= Self.sectionsPerSegmentMax
    else { return false }
    place += UInt64(segmentBytes)
    for _ in 0..<count {
      let sectionBytes = isWide ? 80 : 68
      guard bytes.place(place, sectionBytes) != nil else { return false }
      let addressBytes: UInt64 = isWide ? 8 : 4
      func address(_ offset: UInt64) -> UInt64 {
        isWide
          ? bytes.word64(place + offset, isBigEndian: isBigEndian) ?? 0
          : UInt64(bytes.word32(place + offset, isBigEndian: isBigEndian) ?? 0)
      }
      // A size that 32 bits do not hold, as it is or rounded up, ends it.
      let rest = place + 32 + 2 * addressBytes
      guard let offset = bytes.word32(rest, isBigEndian: isBigEndian),
        let power = bytes.word32(rest + 4, isBigEndian: isBigEndian), power < 32,
        let size = UInt32(exactly: address(32 + addressBytes)),
        let rounded = UInt32(exactly: Self.roundedUp(size, toPower: power))
      else { return false }
      sections.append(
        Section(
          offset: offset, byteCount: rounded, address: UInt32(truncatingIfNeeded: address(32)),
          addressCount: size))
      place += UInt64(sectionBytes)
    }
    return true
  }

  /// The least multiple of a power of two, of 31 at most, that is not less.
  private static func roundedUp(_ value: UInt32, toPower power: UInt32) -> UInt64 {
    let mask = (UInt64(1) << power) - 1
    return (UInt64(value) + mask) & ~mask
  }
}
