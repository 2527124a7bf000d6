/// A shortcut of Windows. Source: [MS-SHLLINK].
public struct ShellLink: Hashable, Sendable {
  /// What it starts, as paths that it has: on this machine, relative to itself, with variables. In UTF-8;
  /// at most
  /// ``pathBytesMax`` bytes each.
  public private(set) var targets: [[UInt8]] = []
  /// What that is given, in UTF-8.
  public private(set) var arguments: [UInt8] = []
  /// Where what follows it begins, at most at the end of the bytes.
  public private(set) var end: Int

  /// Longer paths are cut.
  public static let pathBytesMax = 4096
  private static let headerBytes = 76

  /// Reads a shortcut; `nil` for what is none.
  public init?(_ bytes: Span<UInt8>) {
    guard bytes.little32(at: 0) == 0x4C, bytes.little32(at: 4) == 0x0002_1401,
      let flags = bytes.little32(at: 20)
    else { return nil }
    end = bytes.count
    var place = Self.headerBytes
    if flags & 1 != 0 {
      guard let size = bytes.little16(at: place) else { return }
      place += 2 + Int(size)
    }
    if flags & 2 != 0 {
      guard let size = bytes.little32(at: place) else { return }
      readInformation(bytes, at: place)
      place += Int(size)
    }
    // The name, the relative path, the directory, the arguments and the icon.
    for bit in 2...6 where flags & 1 << UInt32(bit) != 0 {
      guard let text = Self.text(bytes, at: &place, isWide: flags & 0x80 != 0) else { return }
      if bit == 3 { targets.append(Array(text.prefix(Self.pathBytesMax))) }
      if bit == 5 { arguments = text }
    }
    readBlocks(bytes, from: place)
  }

  /// The path on this machine.
  private mutating func readInformation(_ bytes: Span<UInt8>, at start: Int) {
    guard let flags = bytes.little32(at: start + 8), flags & 1 != 0,
      let offset = bytes.little32(at: start + 16),
      let path = Self.narrow(bytes, at: start + Int(offset))
    else { return }
    targets.append(path)
  }

  /// Blocks with a size and a signature up to one that is empty: the path with variables is in one of them.
  private mutating func readBlocks(_ bytes: Span<UInt8>, from start: Int) {
    var place = start
    while let size = bytes.little32(at: place) {
      guard size >= 8, Int(size) <= bytes.count - place else {
        if size < 4 { end = place + 4 }
        return
      }
      if bytes.little32(at: place + 4) == 0xA000_0001, let path = Self.narrow(bytes, at: place + 8)
      {
        targets.append(path)
      }
      place += Int(size)
    }
  }

  /// A path up to a zero byte.
  private static func narrow(_ bytes: Span<UInt8>, at start: Int) -> [UInt8]? {
    guard start >= 0, start < bytes.count else { return nil }
    let head = bytes.extracting(start..<min(bytes.count, start + pathBytesMax))
    let path = [UInt8](copying: head.extracting(0..<(head.firstPlace(of: 0) ?? head.count)))
    return path.isEmpty ? nil : path
  }

  /// A number of characters, and these.
  private static func text(_ bytes: Span<UInt8>, at place: inout Int, isWide: Bool) -> [UInt8]? {
    guard let count = bytes.little16(at: place).map({ Int($0) }),
      let raw = bytes.run(at: place + 2, count: isWide ? 2 * count : count)
    else { return nil }
    place += 2 + raw.count
    guard isWide else { return [UInt8](copying: raw) }
    var units: [UInt16] = []
    units.reserveCapacity(count)
    for index in 0..<count { units.append(raw.little16(at: 2 * index) ?? 0) }
    return Array(String(decoding: units, as: UTF16.self).utf8)
  }
}
