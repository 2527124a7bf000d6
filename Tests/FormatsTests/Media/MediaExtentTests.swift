import Formats
import Testing

@Suite struct MediaExtentTests {
  private func isValid(_ bytes: [UInt8], _ format: MediaFormat) -> Bool {
    MediaExtent(bytes.span, as: format).isValid
  }

  @Test(arguments: MediaSamples.all.indices)
  func aFileIsValidAndEndsWhereItSays(_ index: Int) {
    let (format, bytes, tellsEnd) = MediaSamples.all[index]
    let appended = bytes + Array("text behind it, of some length".utf8)
    let extent = MediaExtent(appended.span, as: format)
    #expect(extent.isValid)
    #expect(extent.end == (tellsEnd ? bytes.count : nil))
  }

  @Test(arguments: MediaSamples.all.indices)
  func aFileOfNothingButItsSignatureIsInvalid(_ index: Int) {
    let (format, bytes, _) = MediaSamples.all[index]
    // Of boxes and waves the first eight bytes say all, and the rest may be missing.
    guard format != .boxes, format != .wave else { return }
    #expect(!isValid(Array(bytes[..<8]), format))
    #expect(!isValid(Array(bytes[..<4]) + [UInt8](repeating: 0x20, count: 40), format))
  }

  @Test func aPNGNeedsItsChunksAndTheirChecksums() {
    let png = MediaSamples.png
    #expect(!isValid(Array(png.dropLast(12)), .png))
    var damaged = png
    damaged[20] ^= 1
    #expect(!isValid(damaged, .png))
    // A text's checksum matters to no viewer.
    damaged = png
    damaged[33 + 8] ^= 1
    #expect(isValid(damaged, .png))
    #expect(!isValid(Array(png[..<33]) + MediaSamples.chunk("IEND", []), .png))
  }

  @Test func imagesThatAreCutOffInTheirDataAreShown() {
    let jpeg = MediaSamples.jpeg
    #expect(isValid(Array(jpeg.dropLast(5)), .jpeg) && !isValid(Array(jpeg[..<16]), .jpeg))
    #expect(isValid(Array(MediaSamples.gif.dropLast(3)), .gif))
    #expect(isValid(Array(MediaSamples.mp4.dropLast(2)), .boxes))
    #expect(!isValid(Array(MediaSamples.mp4[..<16]), .boxes))
  }

  @Test func directoriesInACircleAreInvalid() {
    var tiff = MediaSamples.tiff
    tiff[22] = 8
    #expect(!isValid(tiff, .tiff))
  }

  @Test(arguments: [
    ("GIF89a/*x*/=1;", HiddenMarks.javaScript), ("GIF89a=1;alert(1)", .javaScript),
    ("xx<?php system('x');", .php),
    ("xx<?PHP\nx", .php), ("xx<ScRiPt>x", .html), ("BM/*\u{1}\u{2}*/ = 1", .javaScript),
  ])
  func whatOtherProgramsFindIsFound(_ text: String, _ expected: HiddenMarks) {
    #expect(HiddenMarks(Array(text.utf8).span) == expected)
  }

  @Test(arguments: [
    "<?xpacket begin", "<?phpx", "<scripts>", "GIF89a/*x*/ x", "BM\u{1}=", "<?php", "RIFF",
  ])
  func whatOnlyLooksSoIsNotFound(_ text: String) {
    #expect(HiddenMarks(Array(text.utf8).span).isEmpty)
  }

  @Test func everyBeginningAndChangeIsReadToAnEnd() {
    for (format, bytes, _) in MediaSamples.all {
      withDamage(bytes) { damaged in
        let extent = MediaExtent(damaged.span, as: format)
        #expect(extent.end ?? 0 <= damaged.count)
      }
    }
  }
}
