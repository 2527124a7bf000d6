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
