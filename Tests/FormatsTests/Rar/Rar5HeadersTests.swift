import Testing

@testable import Formats

@Suite struct Rar5HeadersTests {
  static let signature: [UInt8] = [0x52, 0x61, 0x72, 0x21, 0x1A, 7, 1, 0]

  static func isEncrypted(_ bytes: [UInt8]) -> Bool { Rar5Headers.tellEncryption(bytes.span) }

  /// A block of a type with an extra area and data.
  static func block(_ type: UInt8, extra: [UInt8] = [], data: [UInt8] = []) -> [UInt8] {
    let header = [type, 3, UInt8(extra.count), UInt8(data.count)] + extra
    return [0, 0, 0, 0, UInt8(header.count)] + header + data
  }

  @Test func anEncryptedMemberIsFoundBehindOthers() {
    let plain = Self.signature + Self.block(1) + Self.block(2, extra: [2, 3, 0], data: [1, 2, 3])
    #expect(!Self.isEncrypted(plain))
    #expect(Self.isEncrypted(plain + Self.block(2, extra: [2, 1, 0])))
    #expect(Self.isEncrypted(plain + Self.block(2, extra: [2, 3, 0, 1, 1])))
  }

  @Test func encryptedHeadersAreFound() {
    #expect(Self.isEncrypted(Self.signature + Self.block(4)))
  }

  @Test func aVolumeIsFoundByTheMainHeader() {
    func tells(_ flags: UInt8) -> Bool {
      let bytes = Self.signature + [0, 0, 0, 0, 3, 1, 0, flags] + Self.block(2)
      return Rar5Headers.tellVolume(bytes.span)
    }
    #expect(tells(1) && tells(3) && !tells(0) && !tells(4))
  }

  @Test func everyBeginningAndChangeIsReadToAnEnd() {
    let bytes = Self.signature + Self.block(1) + Self.block(2, extra: [2, 3, 0], data: [1, 2, 3])
    for count in bytes.indices {
      #expect(!Self.isEncrypted(Array(bytes[..<count])))
      for value: UInt8 in [0, 0x7F, 0x80, 0xFF] {
        var changed = bytes
        changed[count] = value
        _ = Self.isEncrypted(changed)
      }
    }
  }
}
