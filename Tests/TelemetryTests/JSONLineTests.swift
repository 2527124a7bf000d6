import Foundation
import Telemetry
import Testing

/// Makes a line and parses it; fails where it is not one line of JSON in printable UTF-8.
func parsedLine(
  capacity: Int = JSONLine.recordBytes, _ fill: (inout JSONLine) -> Void
) throws -> [String: Any] {
  var line = JSONLine(capacity: capacity)
  line.begin()
  fill(&line)
  line.finish()
  return try parse(line, capacity: capacity)
}

func parse(_ line: borrowing JSONLine, capacity: Int) throws -> [String: Any] {
  let span = line.bytes
  let bytes = span.indices.map { span[$0] }
  #expect(bytes.count <= capacity)
  #expect(bytes.last == 10)
  let text = try #require(String(validating: bytes, as: UTF8.self))
  for scalar in text.unicodeScalars.dropLast() {
    let isControl = scalar.properties.generalCategory == .control
    #expect(!isControl && scalar != "\u{2028}" && scalar != "\u{2029}")
  }
  let object = try JSONSerialization.jsonObject(with: Data(bytes))
  return try #require(object as? [String: Any])
}

@Suite struct JSONLineTests {
  @Test func everyKindOfFieldReadsBack() throws {
    let digest: [UInt8] = [0x00, 0x0F, 0xA5, 0xFF]
    let line = try parsedLine {
      $0.field("word", word: "clean")
      $0.field("zero", 0)
      $0.field("least", Int.min)
      $0.field("most", Int.max)
      $0.field("yes", true)
      $0.field("no", false)
      $0.field("duration", millisecondsOf: 12_345_999)
      $0.field("longest", millisecondsOf: .max)
      $0.field("digest", hex: digest.span)
      $0.field("time", timeOf: 1_709_251_199_987_654_321)
      $0.field("id", RequestID(high: 0, low: 33))
    }
    #expect(line["word"] as? String == "clean")
    #expect(line["zero"] as? Int == 0)
    #expect(line["least"] as? Int == Int.min)
    #expect(line["most"] as? Int == Int.max)
    #expect(line["yes"] as? Bool == true)
    #expect(line["no"] as? Bool == false)
    #expect(line["duration"] as? Double == 12.345)
    #expect((line["longest"] as? Double).map { $0 > 1.8e13 } == true)
    #expect(line["digest"] as? String == "000fa5ff")
    #expect(line["time"] as? String == "2024-02-29T23:59:59.987Z")
    #expect(line["id"] as? String == "00000000000000000000000011")
    #expect(line["truncated"] == nil)
  }

  @Test func anEmptyLineIsAnObject() throws {
    #expect(try parsedLine { _ in }.isEmpty)
  }

  @Test func timesChangeWithTheirSecondAndMillisecond() throws {
    let line = try parsedLine {
      $0.field("a", timeOf: 951_782_399_999_000_000)
      $0.field("b", timeOf: 951_782_400_000_000_000)
      $0.field("c", timeOf: 951_782_400_007_999_999)
      $0.field("d", timeOf: 951_782_399_999_000_000)
    }
    #expect(line["a"] as? String == "2000-02-28T23:59:59.999Z")
    #expect(line["b"] as? String == "2000-02-29T00:00:00.000Z")
    #expect(line["c"] as? String == "2000-02-29T00:00:00.007Z")
    #expect(line["d"] as? String == "2000-02-28T23:59:59.999Z")
  }

  @Test func everyByteAtEveryPositionStaysInsideItsValue() throws {
    for byte in UInt8.min...UInt8.max {
      for position in 0..<4 {
        var bytes = Array("aé\u{20AC}".utf8)
        bytes.insert(byte, at: position)
        let line = try parsedLine { $0.field("text", text: bytes.span) }
        let text = try #require(line["text"] as? String)
        // What is valid reads back unchanged; the rest shows that something was there.
        if let valid = String(validating: bytes, as: UTF8.self) {
          #expect(Array(text.utf8) == Array(valid.utf8))
        } else {
          #expect(text.unicodeScalars.contains("\u{FFFD}"))
        }
      }
    }
  }

  @Test(
    arguments: [
      [0xC0, 0x80], [0xC1, 0xBF], [0xE0, 0x80, 0x80], [0xE0, 0x9F, 0xBF], [0xED, 0xA0, 0x80],
      [0xED, 0xBF, 0xBF], [0xF0, 0x80, 0x80, 0x80], [0xF0, 0x8F, 0xBF, 0xBF],
      [0xF4, 0x90, 0x80, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xFE], [0xFF], [0x80], [0xE2, 0x82],
      [0xF0, 0x9F, 0x98],
    ] as [[UInt8]])
  func whatIsNoUTF8IsReplacedByteForByte(bytes: [UInt8]) throws {
    let line = try parsedLine { $0.field("text", text: bytes.span) }
    #expect(line["text"] as? String == String(repeating: "\u{FFFD}", count: bytes.count))
  }

  @Test(arguments: [
    "\u{7FF}", "\u{800}", "\u{D7FF}", "\u{E000}", "\u{FFFF}", "\u{10000}", "\u{10FFFF}", "\u{2028}",
    "\u{85}",
  ])
  func theEdgesOfUTF8ReadBack(text: String) throws {
    let bytes = Array(text.utf8)
    let line = try parsedLine { $0.field("text", text: bytes.span) }
    #expect(
      (line["text"] as? String).map { Array($0.unicodeScalars) } == Array(text.unicodeScalars))
  }

  @Test func textPastItsBoundIsCutBetweenScalarsAndMarked() throws {
    let bytes = Array("ab\u{20AC}cd".utf8)
    let texts = try (0...8).map { bound in
      try #require(
        try parsedLine { $0.field("text", text: bytes.span, bytesMax: bound) }["text"] as? String)
    }
    #expect(
      texts == ["…", "a…", "ab…", "ab€…", "ab€…", "ab€…", "ab€c…", "ab€cd", "ab€cd"])
  }

  @Test func aLineNeverOutgrowsItsMemoryWhateverIsPutIn() throws {
    let hostile = [UInt8](repeating: 0x01, count: 300) + Array("\u{20AC}\"\\".utf8)
    for capacity in JSONLine.capacityMin...700 {
      let line = try parsedLine(capacity: capacity) {
        $0.field("first", 1)
        $0.field("text", text: hostile.span)
        $0.field("digest", hex: hostile.span)
        $0.field("time", timeOf: 0)
        $0.field("last", true)
      }
      #expect(line["first"] as? Int == 1)
      #expect(line["truncated"] as? Bool == true)
    }
  }

  @Test func aLineIsBuiltAnewEachTime() throws {
    var line = JSONLine(capacity: 256)
    let long = [UInt8](repeating: 0x61, count: 1_000)
    line.begin()
    line.field("text", text: long.span)
    line.finish()
    #expect(try parse(line, capacity: 256)["truncated"] as? Bool == true)
    line.begin()
    line.field("number", 7)
    line.finish()
    let second = try parse(line, capacity: 256)
    #expect(second.count == 1)
    #expect(second["number"] as? Int == 7)
  }
}
