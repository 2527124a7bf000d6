/// Character references, by name and by number.
extension HTMLMachine {
  mutating func readReference(_ chunk: inout MutableSpan<UInt8>) {
    if chunk[position] == UInt8(ascii: "#") {
      number = 0
      isHex = false
      state = .number
      position += 1
    } else {
      state = .entity
    }
  }

  mutating func readEntity(_ chunk: inout MutableSpan<UInt8>) {
    let byte = chunk[position]
    if byte == UInt8(ascii: ";") {
      if !writeEntity(keepsValue: next == .value) {
        writeEntityName()
        if next == .value { append(value: UInt8(ascii: ";")) }
        plain.append(UInt8(ascii: ";"))
      }
      position += 1
    } else if Self.isEntityByte(byte), entity.count < Self.wordBytesMax {
      entity.append(byte)
      position += 1
      return
    } else {
      writeEntityName()
    }
    entity.removeAll()
    (state, next) = (next, .broken)
  }

  private static func isEntityByte(_ byte: UInt8) -> Bool {
    ASCII.isAlphanumeric(byte) || byte == UInt8(ascii: "_") || byte == UInt8(ascii: ":")
      || byte == UInt8(ascii: "-")
  }

  /// Writes the character that `entity` names.
  ///
  /// - Returns: `false` where it names none.
  mutating func writeEntity(keepsValue: Bool = false) -> Bool {
    guard let unit = EntityTable.shared.unit(entity.bytes) else { return false }
    let start = plain.count
    write(unit: unit)
    if keepsValue {
      for index in start..<plain.count { append(value: plain[index]) }
    }
    return true
  }

  /// Writes what was taken for the name of an entity.
  private mutating func writeEntityName() {
    plain.append(UInt8(ascii: "&"))
    if next == .value { append(value: UInt8(ascii: "&")) }
    for index in 0..<entity.count {
      let lower = ASCII.lowercased(entity[index])
      plain.append(lower)
      if next == .value { append(value: lower) }
    }
  }

  /// Writes a UTF-16 code unit: as a byte, as a full stop, or as a numeric reference.
  private mutating func write(unit: UInt16) {
    switch unit {
    case 0: break
    case 1..<0xff: plain.append(UInt8(truncatingIfNeeded: unit))
    case 0x3002, 0xff0e, 0xfe52: plain.append(UInt8(ascii: "."))
    default:
      plain.append("&#x")
      for shift in stride(from: 12, through: 0, by: -4) {
        let digit = UInt8(truncatingIfNeeded: unit >> shift & 0xf)
        plain.append(digit < 10 ? digit + 0x30 : digit - 10 + 0x61)
      }
      plain.append(UInt8(ascii: ";"))
    }
  }

  mutating func readNumber(_ chunk: inout MutableSpan<UInt8>) {
    let byte = chunk[position]
    if number == 0, byte | 0x20 == UInt8(ascii: "x") {
      isHex = true
      position += 1
    } else if byte == UInt8(ascii: ";") {
      if next == .value { append(value: UInt8(truncatingIfNeeded: number)) }
      if number < 0x80 {
        plain.append(ASCII.lowercased(UInt8(truncatingIfNeeded: number)))
      } else {
        write(unit: UInt16(truncatingIfNeeded: number))
      }
      (state, next) = (next, .broken)
      position += 1
    } else if ASCII.isDigit(byte) || isHex && ASCII.isHexDigit(byte) {
      position += 1
      if !addDigit(byte) { endNumber() }
    } else {
      endNumber()
    }
  }

  /// Ends a number that has no end of its own: its low byte is written, whatever it is.
  private mutating func endNumber() {
    plain.append(UInt8(truncatingIfNeeded: number))
    (state, next) = (next, .broken)
  }

  /// Adds a digit to the number.
  ///
  /// - Returns: `false` where it becomes too large; it then has been multiplied at most.
  private mutating func addDigit(_ byte: UInt8) -> Bool {
    if isHex, number < Int64.max / 16 {
      number *= 16
    } else if number < Int64.max / 10 {
      number *= 10
    } else {
      return false
    }
    let (sum, overflow) = number.addingReportingOverflow(Int64(ASCII.hexValue(byte)))
    if overflow { return false }
    number = sum
    return true
  }
}
