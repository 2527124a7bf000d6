/// The two ways to read a path between which those of all servers lie.
enum PathReading: Sendable {
  /// Byte for byte.
  case asSent
  /// Percent signs decoded once, backslashes as slashes, runs of slashes as one, and everything from
  /// a `;` to the end of its segment dropped.
  case widest
}

/// Reads a path byte by byte in one reading.
struct PathReader {
  let reading: PathReading
  var offset = 0
  var isAfterSlash = false
  /// Whether parameters have been passed over that end elsewhere for other servers: those that drop
  /// them before they decode do not see an encoded slash in them.
  var isUncertain = false

  init(reading: PathReading) { self.reading = reading }

  /// The next byte of the reading; `nil` at the end.
  mutating func next(_ path: Span<UInt8>) -> UInt8? {
    while offset < path.count {
      if reading == .asSent {
        offset += 1
        return path[offset - 1]
      }
      var byte = decoded(path)
      if byte == UInt8(ascii: ";") {
        skipParameters(path)
        continue
      }
      if byte == UInt8(ascii: "\\") { byte = UInt8(ascii: "/") }
      let isSlash = byte == UInt8(ascii: "/")
      if isSlash, isAfterSlash { continue }
      isAfterSlash = isSlash
      return byte
    }
    return nil
  }

  private mutating func decoded(_ path: Span<UInt8>) -> UInt8 {
    let byte = path[offset]
    offset += 1
    guard byte == UInt8(ascii: "%"), offset + 1 < path.count,
      let high = Self.hexValue(path[offset]), let low = Self.hexValue(path[offset + 1])
    else { return byte }
    offset += 2
    return high << 4 | low
  }

  private mutating func skipParameters(_ path: Span<UInt8>) {
    while offset < path.count {
      let start = offset
      let byte = decoded(path)
      if byte == UInt8(ascii: "/") || byte == UInt8(ascii: "\\") {
        if path[start] != UInt8(ascii: "/") { isUncertain = true }
        offset = start
        return
      }
    }
  }

  static func hexValue(_ byte: UInt8) -> UInt8? {
    switch byte {
    case 48...57: byte - 48
    case 65...70: byte - 55
    case 97...102: byte - 87
    default: nil
    }
  }
}
