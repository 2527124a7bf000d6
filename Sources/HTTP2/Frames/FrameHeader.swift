/// The nine bytes that each frame begins with (RFC 9113, section 4.1).
struct FrameHeader: Equatable, Sendable {
  var length: Int
  var type: UInt8
  var flags: UInt8
  var stream: Int32
  /// Of PRIORITY, the stream that the frame's is to depend on.
  var dependency: Int32?

  static let byteCount = 9

  init(length: Int, type: UInt8, flags: UInt8, stream: Int32) {
    self.length = length
    self.type = type
    self.flags = flags
    self.stream = stream
  }

  /// Reads one, and of PRIORITY what follows it.
  init(_ bytes: InlineArray<13, UInt8>) {
    length = Int(bytes[0]) << 16 | Int(bytes[1]) << 8 | Int(bytes[2])
    type = bytes[3]
    flags = bytes[4]
    stream = Self.stream(bytes, at: 5)
  }

  /// The first bit says something else, or nothing.
  static func stream(_ bytes: InlineArray<13, UInt8>, at index: Int) -> Int32 {
    var number = UInt32(bytes[index] & 0x7F)
    for place in index + 1..<index + 4 { number = number << 8 | UInt32(bytes[place]) }
    return Int32(number)
  }

  /// Of DATA and HEADERS.
  var endsStream: Bool { flags & 0x1 != 0 }
  /// Of SETTINGS and PING.
  var isAcknowledgement: Bool { flags & 0x1 != 0 }
  /// Of HEADERS and CONTINUATION.
  var endsHeaders: Bool { flags & 0x4 != 0 }
}

/// The types of frames (RFC 9113, section 6).
enum FrameType {
  static let data: UInt8 = 0
  static let headers: UInt8 = 1
  static let priority: UInt8 = 2
  static let resetStream: UInt8 = 3
  static let settings: UInt8 = 4
  static let pushPromise: UInt8 = 5
  static let ping: UInt8 = 6
  static let goAway: UInt8 = 7
  static let windowUpdate: UInt8 = 8
  static let continuation: UInt8 = 9
}

/// Why a stream or a session ends (RFC 9113, section 7).
public enum HTTP2Error: UInt32, Sendable {
  case none = 0
  case protocolError = 1
  case internalError = 2
  case flowControl = 3
  case streamClosed = 5
  case refusedStream = 7
  case cancel = 8
  case enhanceYourCalm = 11
}
