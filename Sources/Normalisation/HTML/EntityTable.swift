/// A look-up of the characters that have names.
struct EntityTable: Sendable {
  /// Made once, of ``EntityNames``.
  static let shared = EntityTable()

  /// Names are packed into eight bytes: none is longer.
  private static let nameBytesMax = 8
  private static let slotsCount = 2048

  private var names = [UInt64](repeating: 0, count: slotsCount)
  private var units = [UInt16](repeating: 0, count: slotsCount)

  private init() {
    var name: UInt64 = 0
    var length = 0
    var unit: UInt16 = 0
    var isName = true
    let text = EntityNames.text
    for index in 0...text.utf8CodeUnitCount {
      let byte = unsafe index < text.utf8CodeUnitCount ? text.utf8Start[index] : ASCII.space
      if ASCII.isSpace(byte) {
        if !isName {
          insert(name, unit)
          (name, length, unit) = (0, 0, 0)
        }
        isName.toggle()
      } else if isName {
        name |= UInt64(byte) << UInt64(8 * length)
        length += 1
      } else {
        unit = unit << 4 | UInt16(truncatingIfNeeded: ASCII.hexValue(byte))
      }
    }
  }

  /// The UTF-16 code unit that a name stands for; `nil` for a name that is not known.
  func unit(_ name: Span<UInt8>) -> UInt16? {
    guard !name.isEmpty, name.count <= Self.nameBytesMax else { return nil }
    var packed: UInt64 = 0
    for index in name.indices { packed |= UInt64(name[index]) << UInt64(8 * index) }
    var slot = Self.slot(packed)
    while names[slot] != 0 {
      if names[slot] == packed { return units[slot] }
      slot = (slot + 1) % Self.slotsCount
    }
    return nil
  }

  private mutating func insert(_ name: UInt64, _ unit: UInt16) {
    var slot = Self.slot(name)
    while names[slot] != 0 { slot = (slot + 1) % Self.slotsCount }
    names[slot] = name
    units[slot] = unit
  }

  /// The high bits of a product by an odd constant (the golden ratio).
  private static func slot(_ name: UInt64) -> Int {
    Int(truncatingIfNeeded: (name &* 0x9e37_79b9_7f4a_7c15) >> 53)
  }
}
