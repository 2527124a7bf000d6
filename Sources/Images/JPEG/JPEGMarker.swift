/// The markers between the segments of a JPEG file. Source: ITU-T T.81, table B.1.
enum JPEGMarker {
  static let frames: ClosedRange<UInt8> = 0xc0...0xc2
  static let progressiveFrame: UInt8 = 0xc2
  static let codes: UInt8 = 0xc4
  static let arithmeticConditions: UInt8 = 0xcc
  static let restarts: ClosedRange<UInt8> = 0xd0...0xd7
  static let endOfImage: UInt8 = 0xd9
  static let scan: UInt8 = 0xda
  static let quantisation: UInt8 = 0xdb
  static let lineCount: UInt8 = 0xdc
  static let restartInterval: UInt8 = 0xdd
  static let applications: ClosedRange<UInt8> = 0xe0...0xef
  static let comment: UInt8 = 0xfe

  /// Whether coded data may end at it: at others ClamAV's decoder takes them for damaged.
  static func isKnown(_ marker: UInt8) -> Bool {
    switch marker {
    case frames, codes, arithmeticConditions, 0xd0...0xdd, 0xe0...0xe2, 0xed, 0xee, comment: true
    default: false
    }
  }
}
