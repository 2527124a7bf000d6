/// Why a message is none.
public enum MessageFault: Error, Equatable, Sendable {
  /// It ends before what it says it has.
  case truncated
  /// It goes on after its end.
  case surplus
  /// It is of another program or version.
  case foreign
  /// A number in it is none that it may be.
  case value
}

/// Reads a message from who is not trusted: nothing is read past the end, no count is believed before it
/// was compared with its bound, and what is left over is a fault.
struct MessageReader {
  private let bytes: [UInt8]
  private var position = 0
  /// What kind of message it says it is.
  private(set) var kind: UInt8

  init(_ bytes: [UInt8]) throws(MessageFault) {
    self.bytes = bytes
    kind = 0
    guard try number(UInt32.self) == MessageFormat.magic,
      try number(UInt16.self) == MessageFormat.version
    else { throw .foreign }
    kind = try number(UInt8.self)
  }

  private mutating func take(_ count: Int) throws(MessageFault) -> Range<Int> {
    guard count >= 0, count <= bytes.count - position else { throw .truncated }
    defer { position += count }
    return position..<position + count
  }

  mutating func number<Number: FixedWidthInteger & UnsignedInteger>(
    _ type: Number.Type
  ) throws(MessageFault) -> Number {
    var number: Number = 0
    let place = try take(MemoryLayout<Number>.size)
    for index in place.reversed() { number = number << 8 | Number(bytes[index]) }
    return number
  }

  mutating func flag() throws(MessageFault) -> Bool {
    switch try number(UInt8.self) {
    case 0: return false
    case 1: return true
    default: throw .value
    }
  }

  /// A count that is at most so much.
  mutating func count(max: Int) throws(MessageFault) -> Int {
    let count = try number(UInt32.self)
    guard count <= UInt32(clamping: max) else { throw .value }
    return Int(count)
  }

  /// A size in bytes, or another number that fits in `Int`.
  mutating func size() throws(MessageFault) -> Int {
    guard let size = Int(exactly: try number(UInt64.self)) else { throw .value }
    return size
  }

  mutating func run(_ count: Int) throws(MessageFault) -> [UInt8] { Array(bytes[try take(count)]) }

  /// A run of bytes behind its length.
  mutating func countedRun(max: Int) throws(MessageFault) -> [UInt8] {
    let count = try count(max: max)
    return try run(count)
  }

  /// Nothing is left.
  func finish() throws(MessageFault) {
    guard position == bytes.count else { throw .surplus }
  }
}
