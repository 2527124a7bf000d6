/// `data:` URIs in attribute values (RFC 2397).
extension HTMLMachine {
  mutating func readDataType(_ chunk: inout MutableSpan<UInt8>) {
    let byte = chunk[position]
    let isSpace = ASCII.isSpace(byte)
    if byte == UInt8(ascii: "'") || byte == UInt8(ascii: "\"") {
      if !isEscaped, quote == (byte == UInt8(ascii: "'") ? .single : .double) {
        // There is no data.
        attribute.removeAll()
        (state, next) = (.skipSpace, .attribute)
      } else {
        append(value: UInt8(ascii: "\""))
      }
      position += 1
    } else if isSpace || byte == UInt8(ascii: ">") {
      if quote == .none {
        attribute.removeAll()
        (state, next) = (.skipSpace, .attribute)
      } else {
        append(value: isSpace ? ASCII.space : byte)
        quote = .none
        (state, next) = (.skipSpace, .dataType)
        position += 1
      }
    } else if byte == UInt8(ascii: ",") {
      (state, next) = (.dataStart, .broken)
      position += 1
    } else {
      append(value: ASCII.lowercased(byte))
      position += 1
    }
    isEscaped = chunk[position] == UInt8(ascii: "\\")
  }

  mutating func startData() {
    dataURIs.open(type: value)
    isBinary = true
    state = .data
  }

  mutating func readData(_ chunk: inout MutableSpan<UInt8>) {
    let byte = chunk[position]
    position += 1
    switch byte {
    case UInt8(ascii: "&"):
      (state, next) = (.reference, .data)
    case UInt8(ascii: "%"):
      (state, next) = (.percent, .percentEnd)
      percentDigits = 0
      number = 0
    case UInt8(ascii: "'") where !isEscaped && quote == .single,
      UInt8(ascii: "\"") where !isEscaped && quote == .double:
      state = .dataEnd
    case _ where quote == .none && (ASCII.isSpace(byte) || byte == UInt8(ascii: ">")):
      state = .dataEnd
    default:
      dataURIs.append(byte)
    }
    isEscaped = chunk[position] == UInt8(ascii: "\\")
  }

  mutating func endData() {
    dataURIs.close()
    isEscaped = false
    quote = .none
    isBinary = false
    (state, next) = (.skipSpace, .attribute)
  }

  /// Reads what may be a digit of a percent-encoded byte.
  mutating func readPercent(_ chunk: inout MutableSpan<UInt8>) {
    let byte = chunk[position]
    position += 1
    number = number &* 16
    percentDigits += 1
    let digit = ASCII.hexValue(byte)
    if digit >= 0 { number += Int64(digit) }
    if digit < 0 || percentDigits == 2 { state = next }
  }

  mutating func endPercent() {
    switch percentDigits {
    case 2:
      dataURIs.append(UInt8(truncatingIfNeeded: number))
    case 1:
      dataURIs.append(UInt8(ascii: "%"))
      dataURIs.append(UInt8(truncatingIfNeeded: number &+ 0x30))
    default:
      dataURIs.append(UInt8(ascii: "%"))
    }
    state = .data
  }
}
