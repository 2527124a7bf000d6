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
    func hasRun(_ offset: Int, _ count: Int) -> Bool {
      bytes.span.run(at: offset, count: count) != nil
    }
    #expect(hasRun(6, 2) && !hasRun(6, 3) && hasRun(8, 0) && !hasRun(1, -1))
    #expect(!hasRun(Int.max, Int.max))
    let text = Array("abc".utf8)
    #expect(
      text.span.has("bc", at: 1) && !text.span.has("bcd", at: 1) && !text.span.has("b", at: 3))
    #expect(text.span.firstPlace(of: 99) == 2 && text.span.firstPlace(of: 97, from: 1) == nil)
  }
}
