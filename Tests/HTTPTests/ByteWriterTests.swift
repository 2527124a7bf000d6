import Glibc
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

  @Test(arguments: [
    (UInt64(0), "Thu, 01 Jan 1970 00:00:00 GMT"), (784_111_777, "Sun, 06 Nov 1994 08:49:37 GMT"),
    (951_782_400, "Tue, 29 Feb 2000 00:00:00 GMT"),
    (4_107_542_400, "Mon, 01 Mar 2100 00:00:00 GMT"),
    (.max, "Fri, 31 Dec 9999 23:59:59 GMT"),
  ])
  func datesAreThoseOfTheCalendar(seconds: UInt64, date: String) {
    #expect(written { $0.appendDate(unixSeconds: seconds) }.text == date)
  }

  /// The C library is the oracle: one day a week for more than 400 years.
  @Test func datesAgreeWithTheLibrary() {
    for day in stride(from: UInt64(0), to: 150_000, by: 7) {
      let seconds = day * 86_400 + (day * 7_919) % 86_400
      var time = time_t(seconds)
      var parts = unsafe tm()
      unsafe gmtime_r(&time, &parts)
      var buffer = [CChar](repeating: 0, count: 64)
      let count = unsafe strftime(&buffer, buffer.count, "%a, %d %b %Y %H:%M:%S GMT", &parts)
      let expected = text(buffer[..<count].map { UInt8(bitPattern: $0) })
      #expect(written { $0.appendDate(unixSeconds: seconds) }.text == expected)
    }
  }
}
