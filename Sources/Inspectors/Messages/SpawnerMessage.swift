/// What is said between the proxy and its spawner. Both are trusted; the form is checked all the same.
enum SpawnerMessage: Equatable, Sendable {
  /// To the spawner: start an inspector, under that number.
  case start(number: UInt32)
  /// From it: an inspector has been started; with the descriptors of its socket and its process.
  case started(number: UInt32, process: Int32)
  /// From it: the system does not start one, with the `errno`.
  case refused(number: UInt32, code: Int32)
  /// From it: an inspector has ended, with the status of `wait(2)`.
  case ended(number: UInt32, status: Int32)

  static let bytesMax = 64

  var message: [UInt8] {
    switch self {
    case .start(let number): return Self.message(1, number, 0)
    case .started(let number, let process): return Self.message(2, number, process)
    case .refused(let number, let code): return Self.message(3, number, code)
    case .ended(let number, let status): return Self.message(4, number, status)
    }
  }

  private static func message(_ kind: UInt8, _ number: UInt32, _ value: Int32) -> [UInt8] {
    var writer = MessageWriter(kind: kind)
    writer.append(number)
    writer.append(UInt32(bitPattern: value))
    return writer.bytes
  }

  init(_ message: [UInt8]) throws(MessageFault) {
    var reader = try MessageReader(message)
    let number = try reader.number(UInt32.self)
    let value = Int32(bitPattern: try reader.number(UInt32.self))
    try reader.finish()
    switch reader.kind {
    case 1: self = .start(number: number)
    case 2: self = .started(number: number, process: value)
    case 3: self = .refused(number: number, code: value)
    case 4: self = .ended(number: number, status: value)
    default: throw .value
    }
  }
}
