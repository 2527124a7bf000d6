import HTTP
import Testing

@Suite struct ByteWriterTests {
  private func written(
    _ capacity: Int = 64, after count: Int = 0, _ body: (inout ByteWriter) -> Void
  ) -> (text: String, isWhole: Bool, needed: Int) {
    var output = [UInt8](repeating: 0x2E, count: capacity)
    var writer = ByteWriter(output.mutableSpan, count: count)
    body(&writer)
    let (end, isWhole, needed) = (writer.count, writer.isWhole, writer.needed)
    return (text(output[..<end]), isWhole, needed)
  }

  @Test(arguments: [
    (UInt64(0), "0", "0"), (9, "9", "9"), (10, "10", "a"), (255, "255", "ff"),
    (1_048_576, "1048576", "100000"), (.max, "18446744073709551615", "ffffffffffffffff"),
  ])
  func numbersAreWrittenInBothBases(number: UInt64, decimal: String, hexadecimal: String) {
    #expect(written { $0.appendDecimal(number) }.text == decimal)
    #expect(written { $0.appendHexadecimal(number) }.text == hexadecimal)
  }

  @Test func whatDoesNotFitIsLeftOutWholeAndSoIsAllAfter() {
    var fitted: [Bool] = []
    let result = written(4) {
      fitted = [$0.append("abc"), $0.append("de"), $0.append(0x66), $0.append("")]
    }
    #expect(fitted == [true, false, false, false])
    #expect(result.text == "abc")
    #expect(!result.isWhole)
    #expect(result.needed == 6)
  }

  @Test func nothingIsWrittenPastTheEnd() {
    var output = [UInt8](repeating: 0x2E, count: 8)
    var part = output.mutableSpan
    var writer = ByteWriter(part._mutatingExtracting(first: 4))
    writer.append("abcd")
    writer.append(0x65)
    writer.append("f")
    #expect(writer.isWhole == false)
    #expect(text(output) == "abcd....")
  }

  @Test func aWriterGoesOnWhereAnotherStopped() {
    #expect(written(8, after: 3) { $0.append("abc") }.text == "...abc")
  }

  @Test func chunkFramingIsReadBack() {
    let result = written {
      $0.writeChunkLine(size: 5)
      $0.append("hello")
      $0.writeChunkEnd()
      $0.writeLastChunk()
    }
    #expect(result.text == "5\r\nhello\r\n0\r\n\r\n")
    #expect(text(readChunked(bytes(result.text)).data) == "hello")
    let longest = written { $0.writeChunkLine(size: .max) }
    #expect(longest.text.utf8.count == ByteWriter.chunkLineBytesMax)
  }

  @Test func theFramingFieldsAreWithinTheirBound() {
    let length = written(100) {
      $0.writeLength(.max)
      $0.writeConnectionKeepAlive()
      $0.finish()
    }
    #expect(length.isWhole && length.needed <= ByteWriter.framingBytesMax)
    let chunked = written(100) {
      $0.writeChunked()
      $0.writeConnectionKeepAlive()
      $0.finish()
    }
    #expect(chunked.isWhole && chunked.needed <= ByteWriter.framingBytesMax)
  }
}
