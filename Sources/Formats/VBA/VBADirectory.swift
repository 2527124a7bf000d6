/// A module of a VBA project, as the project's directory stream names it.
public struct VBAModule: Hashable, Sendable {
  /// The stream that holds it, in the project's code page.
  public var streamName: [UInt8] = []
  /// The same in UTF-16; empty where it is not said.
  public var streamUnits: [UInt16] = []
  /// Where in that stream its compressed source begins; what lies before is compiled code.
  public var sourceOffset: Int?
}

/// The modules of a VBA project: its stream `dir`, decompressed. Source: [MS-OVBA] 2.3.4.2.
public enum VBADirectory {
  private static let modulesMax = 10_000

  private enum Record {
    static let version: UInt16 = 0x0009
    static let moduleName: UInt16 = 0x0019
    static let streamName: UInt16 = 0x001A
    static let streamUnits: UInt16 = 0x0032
    static let sourceOffset: UInt16 = 0x0031
    static let end: UInt16 = 0x0010
  }

  /// Reads the modules that it names.
  ///
  /// - Returns: the modules until the end or until what is no record; whether the end was there.
  public static func modules(_ bytes: Span<UInt8>) -> (modules: [VBAModule], isComplete: Bool) {
    var modules: [VBAModule] = []
    var place = 0
    while let id = bytes.little16(at: place), let size = bytes.little32(at: place + 2) {
      // The version's size does not count two of its bytes.
      let length = Int(size) + (id == Record.version ? 2 : 0)
      guard let data = bytes.run(at: place + 6, count: length) else { break }
      switch id {
      case Record.moduleName:
        guard modules.count < modulesMax else { return (modules, false) }
        modules.append(VBAModule())
      case Record.streamName where !modules.isEmpty:
        modules[modules.count - 1].streamName = Array(copying: data)
      case Record.streamUnits where !modules.isEmpty:
        modules[modules.count - 1].streamUnits = units(data)
      case Record.sourceOffset where !modules.isEmpty:
        modules[modules.count - 1].sourceOffset = data.little32(at: 0).map(Int.init)
      case Record.end: return (modules, true)
      default: break
      }
      place += 6 + length
    }
    return (modules, false)
  }

  private static func units(_ bytes: Span<UInt8>) -> [UInt16] {
    (0..<bytes.count / 2).compactMap { bytes.little16(at: 2 * $0) }
  }
}
