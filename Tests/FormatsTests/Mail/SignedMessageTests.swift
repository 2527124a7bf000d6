import Testing

@testable import Formats

@Suite struct SignedMessageTests {
  private static let identifier: [UInt8] = [
    0x06, 9, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x07, 0x02,
  ]
  private static let data: [UInt8] = [
    0x06, 9, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x07, 0x01,
  ]

  /// An element with a length, or with a mark at its end.
  private static func element(_ tag: UInt8, _ content: [UInt8], hasLength: Bool) -> [UInt8] {
    guard hasLength else { return [tag, 0x80] + content + [0, 0] }
    let count = content.count
    let length: [UInt8] =
      count < 0x80 ? [UInt8(count)] : [0x82, UInt8(count >> 8), UInt8(count & 0xFF)]
    return [tag] + length + content
  }

  /// A signed message whose content is cut into pieces.
  static func message(_ pieces: [[UInt8]], hasLengths: Bool) -> [UInt8] {
    func wrap(_ tag: UInt8, _ content: [UInt8]) -> [UInt8] {
      element(tag, content, hasLength: hasLengths)
    }
    let octets = pieces.map { element(0x04, $0, hasLength: true) }
    let content = pieces.count == 1 ? octets[0] : wrap(0x24, octets.flatMap(\.self))
    let algorithms = wrap(0x31, wrap(0x30, [0x06, 1, 0x2A, 0x05, 0]))
    let encapsulated = wrap(0x30, data + wrap(0xA0, content))
    let rest = wrap(0x31, [])
    return wrap(
      0x30,
      identifier + wrap(0xA0, wrap(0x30, [0x02, 1, 1] + algorithms + encapsulated + rest)))
  }

  @Test(arguments: [true, false]) func piecesArePutTogether(hasLengths: Bool) {
    let text = Array("what is signed, and cut anywhere".utf8)
    for cut in 0...text.count {
      let pieces = [Array(text[..<cut]), Array(text[cut...])]
      let bytes = Self.message(pieces, hasLengths: hasLengths)
      #expect(SignedMessage(bytes.span)?.content == text)
    }
    #expect(SignedMessage(Self.message([text], hasLengths: hasLengths).span)?.content == text)
  }

  @Test func whatIsCutOrNoSuchMessageIsRead() {
    let bytes = Self.message([Array(repeating: 0x41, count: 300), [0x42]], hasLengths: false)
    for count in bytes.indices {
      let cut = Array(bytes[..<count])
      if let message = SignedMessage(cut.span) { #expect(message.content.count <= 301) }
    }
    // A signature alone.
    #expect(SignedMessage([UInt8](repeating: 0x30, count: 4000).span) == nil)
    #expect(SignedMessage([UInt8](repeating: 0x24, count: 4000).span) == nil)
    #expect(SignedMessage(([0x30, 0x80] + Self.identifier + [0xA0, 0x80, 0, 0]).span) == nil)
  }
}
