import Decoding
import Scanning
import Testing

@testable import Inspection

@Suite struct MediaInspectionTests {
  private let gif: [UInt8] =
    Array("GIF89a".utf8) + [1, 0, 1, 0, 0x80, 0, 0, 0, 0, 0, 255, 255, 255]
    + [0x2C, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 2, 0x44, 1, 0, 0x3B]
  private let jpeg: [UInt8] =
    [
      0xFF, 0xD8, 0xFF, 0xE0, 0, 4, 1, 2, 0xFF, 0xC0, 0, 5, 8, 0, 1, 0xFF, 0xDA, 0, 3, 1, 2, 0xFF,
      0xD9,
    ]
  private let invalid = ThreatClasses(.invalidFile)

  @Test func anImageIsOfNoClass() throws {
    #expect(try inspect(gif).classes.isEmpty && inspect(gif).contents.count == 1)
    #expect(
      try inspect(jpeg + [0, 0, 0]).classes.isEmpty && inspect(jpeg).contents[0].type == .jpeg)
    #expect(try inspect(Array(gif[..<20])).classes == invalid)
  }

  /// A PNG of one pixel with a chunk more.
  private func png(_ name: String, _ content: [UInt8]) -> [UInt8] {
    func big(_ value: UInt32) -> [UInt8] {
      [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
    }
    func chunk(_ name: String, _ content: [UInt8]) -> [UInt8] {
      let body = Array(name.utf8) + content
      return big(UInt32(content.count)) + body + big(Checksum.crc32(body.span))
    }
    return [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
      + chunk("IHDR", big(1) + big(1) + [8, 0, 0, 0, 0]) + chunk(name, content)
      + chunk("IDAT", Hidden.zlib([0, 0])) + chunk("IEND", [])
  }

  @Test func textThatAnImageCarriesIsRead() throws {
    let packed = Hidden.zlib(planted)
    let encoded = Array(Encoded.base64.utf8)
    for (name, content) in [
      ("zTXt", Array("k\0\0".utf8) + packed), ("iTXt", Array("k\0\u{1}\0en\0t\0".utf8) + packed),
      ("iCCP", Array("k\0\0".utf8) + packed), ("tEXt", Array("k\0".utf8) + encoded),
      ("iTXt", Array("k\0\0\0\0\0".utf8) + encoded),
    ] {
      let record = try inspect(png(name, content))
      #expect(record.isInfected && record.classes.isEmpty, "\(name)")
    }
    #expect(try inspect(png("tEXt", Array("k\0some words".utf8))).contents.count == 1)
    let (first, second) = (Array(planted[..<5]), Array(planted[5...]))
    for label in [[0xFE], [0xFF, 1, 0x41]] as [[UInt8]] {
      var image = gif
      let blocks = [UInt8(first.count)] + first + [UInt8(second.count)] + second + [0]
      image.insert(contentsOf: [0x21] + label + blocks, at: 19)
      #expect(try inspect(image).isInfected && inspect(image).classes.isEmpty)
    }
  }

  @Test func textBehindAnyNumberOfOthersIsRead() throws {
    let small = png("tEXt", Array("k\0v".utf8))
    // The chunk lies behind the header and the first chunk, and before the data and the end.
    let one = Array(small[33..<33 + 15])
    var image = png("zTXt", Array("k\0\0".utf8) + Hidden.zlib(planted))
    image.insert(contentsOf: (0..<400).flatMap { _ in one }, at: 33)
    #expect(try inspect(image).isInfected)
    let comment: [UInt8] = [0x21, 0xFE, 1, 0x41, 1, 0x41, 0]
    let (first, second) = (Array(planted[..<5]), Array(planted[5...]))
    let blocks = [UInt8(first.count)] + first + [UInt8(second.count)] + second + [0]
    var film = gif
    film.insert(
      contentsOf: (0..<400).flatMap { _ in comment } + [0x21, 0xFE] + blocks, at: 19)
    #expect(try inspect(film).isInfected)
  }

  @Test func whatLiesBehindAnImageIsInspected() throws {
    let record = try inspect(jpeg + [0, 0] + planted)
    #expect(record.contents.map(\.relation) == [.body, .appended])
    #expect(record.contents[1].byteCount == planted.count && record.classes.isEmpty)
    #expect(!record.contents[1].detections.isEmpty)
  }

  @Test func filmBehindAPhotographIsOrdinary() throws {
    let film: [UInt8] =
      [0, 0, 0, 16] + Array("ftypisom".utf8) + [0, 0, 0, 0, 0, 0, 0, 8] + Array("moov".utf8)
    let record = try inspect(jpeg + film)
    #expect(record.contents.map(\.type) == [.jpeg, .mp4] && record.classes.isEmpty)
  }

  @Test(arguments: ["#!/bin/sh\nrm x\n", "\u{7F}ELF\u{2}\u{1}\u{1}", "%PDF-1.4\n", "<html><p>"])
  func anImageThatIsAnotherFileTooIsInvalid(_ other: String) throws {
    let record = try inspect(gif + Array(other.utf8))
    #expect(record.classes.contains(invalid) && record.contents[1].relation == .appended)
  }

  @Test func aProgramInAnImageIsFound() throws {
    var image = gif
    image.insert(contentsOf: [0x21, 0xFE, 16] + Array("<?php x('y'); ?>".utf8) + [0], at: 19)
    #expect(try inspect(image).classes == [invalid, ThreatClasses(.script)])
    let document: [UInt8] = [0x21, 0xFE, 9] + Array("%PDF-1.4 ".utf8) + [0]
    image = gif
    image.insert(contentsOf: document, at: 19)
    let record = try inspect(image)
    #expect(record.classes.contains(invalid) && record.contents[1].type == .pdf)
    let text = try inspect(Array("GIF89a/*x*/=1;alert(1)".utf8))
    #expect(text.classes == [invalid, ThreatClasses(.script)])
  }

  @Test func anArchiveAtTheEndOfAnImageIsRead() throws {
    let record = try inspect(gif + SmallZip().bytes)
    #expect(record.classes.contains(invalid) && record.isInfected)
  }
}
