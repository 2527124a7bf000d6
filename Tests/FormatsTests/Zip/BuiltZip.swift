/// A ZIP archive as a test wants it, stored members alone.
struct BuiltZip {
  struct Member {
    var name: String
    var content: [UInt8]
    var localName: String?
    var method: UInt16 = 0
    var localMethod: UInt16?
    var flags: UInt16 = 0
    var mode: UInt16 = 0
    /// What the central header says of the packed size, where it lies.
    var packedBytes: UInt32?
    var isHidden = false
  }

  var members: [Member] = []
  var prefix: [UInt8] = []
  var comment: [UInt8] = []
  var trailing: [UInt8] = []
  /// Whether offsets count from the first local header, not from the file's beginning.
  var countsFromPrefix = true

  init(_ members: [Member] = []) { self.members = members }

  static func little(_ value: Int, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
  }

  static func checksum(_ bytes: [UInt8]) -> Int {
    var crc: UInt32 = 0xFFFF_FFFF
    for byte in bytes {
      crc ^= UInt32(byte)
      for _ in 0..<8 { crc = crc & 1 == 1 ? crc >> 1 ^ 0xEDB8_8320 : crc >> 1 }
    }
    return Int(~crc)
  }

  var bytes: [UInt8] {
    var body = prefix
    var central: [UInt8] = []
    var count = 0
    for member in members {
      let offset = body.count - (countsFromPrefix ? prefix.count : 0)
      let size = member.content.count
      let sum = Self.checksum(member.content)
      let local = Array((member.localName ?? member.name).utf8)
      body += [0x50, 0x4B, 3, 4, 20, 0] + Self.little(Int(member.flags), 2)
      body += Self.little(Int(member.localMethod ?? member.method), 2) + [0, 0, 0, 0]
      body += Self.little(sum, 4) + Self.little(size, 4) + Self.little(size, 4)
      body += Self.little(local.count, 2) + [0, 0] + local + member.content
      guard !member.isHidden else { continue }
      count += 1
      let name = Array(member.name.utf8)
      let packed = member.packedBytes.map { Int($0) } ?? size
      central += [0x50, 0x4B, 1, 2, 20, 3, 20, 0] + Self.little(Int(member.flags), 2)
      central += Self.little(Int(member.method), 2) + [0, 0, 0, 0]
      central += Self.little(sum, 4) + Self.little(packed, 4) + Self.little(size, 4)
      central += Self.little(name.count, 2) + [0, 0, 0, 0, 0, 0, 0, 0]
      central += Self.little(Int(member.mode) << 16, 4) + Self.little(offset, 4) + name
    }
    let directory = body.count - (countsFromPrefix ? prefix.count : 0)
    body += central + [0x50, 0x4B, 5, 6, 0, 0, 0, 0]
    body += Self.little(count, 2) + Self.little(count, 2) + Self.little(central.count, 4)
    body += Self.little(directory, 4) + Self.little(comment.count, 2) + comment
    return body + trailing
  }
}
