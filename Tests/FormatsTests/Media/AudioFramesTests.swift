import Formats
import Testing

@Suite struct AudioFramesTests {
  /// A frame of MPEG audio, layer III, of 27 bytes.
  private let frame: [UInt8] = [0xFF, 0xF2, 0x12, 0x38] + [UInt8](repeating: 0, count: 23)

  @Test func framesThatFollowOneAnotherAreCounted() {
    func count(_ bytes: [UInt8]) -> Int { AudioFrames.count(bytes.span, atMost: 4) }
    #expect(count(frame) == 1)
    #expect(count(frame + frame + Array("no frame".utf8)) == 2)
    #expect(count(frame + frame + frame + frame + frame) == 4)
    #expect(count([]) == 0)
  }
}
