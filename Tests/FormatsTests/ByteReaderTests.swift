import Formats
import Testing

@Suite struct ByteReaderTests {
  let bytes: [UInt8] = [1, 2, 3, 4, 5, 6, 7, 8]

  @Test func numbersAreReadWhereTheyLieWholeAndNowhereElse() {
    #expect(bytes.span.little16(at: 6) == 0x0807 && bytes.span.little16(at: 7) == nil)
    #expect(bytes.span.big32(at: 4) == 0x0506_0708 && bytes.span.big32(at: 5) == nil)
    #expect(
      bytes.span.little64(at: 0) == 0x0807_0605_0403_0201 && bytes.span.little64(at: 1) == nil)
    for offset in [-1, Int.min, Int.max, Int.max - 3, 8] {
      #expect(bytes.span.byte(at: offset) == nil && bytes.span.little16(at: offset) == nil)
      #expect(bytes.span.big32(at: offset) == nil && bytes.span.big64(at: offset) == nil)
    }
  }

  @Test func runsAndTextsDoNotReachPastTheEnd() {
    #expect(bytes.span.run(at: 6, count: 2)?.count == 2 && bytes.span.run(at: 6, count: 3) == nil)
    #expect(bytes.span.run(at: 8, count: 0)?.count == 0 && bytes.span.run(at: 1, count: -1) == nil)
    #expect(bytes.span.run(at: Int.max, count: Int.max) == nil)
    let text = Array("abc".utf8)
    #expect(
      text.span.has("bc", at: 1) && !text.span.has("bcd", at: 1) && !text.span.has("b", at: 3))
    #expect(text.span.firstPlace(of: 99) == 2 && text.span.firstPlace(of: 97, from: 1) == nil)
  }
}
