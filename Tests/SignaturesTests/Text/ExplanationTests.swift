import Signatures
import Testing

@Suite struct ExplanationTests {
  private func explained(_ line: String, _ name: String, anchors: [Int: String] = [:]) -> [String] {
    let bytes = Array(line.utf8)[...]
    let signature =
      name == "a.ldb" ? try? LogicalLine.read(bytes) : try? BodySignature(line: bytes).content
    return signature?.explanation(anchors: anchors) ?? []
  }

  @Test func `A signature of one pattern is decoded`() {
    let lines = explained(
      "Some.Name:1:EP+16,4:48656c6c6f??2?{2-4}(aa|bbcc)ddee*0102", "a.ndb", anchors: [0: "Hello"])
    #expect(
      lines == [
        "signature Some.Name", "  for Windows and DOS executables (target 1)",
        "  part 0: bytes at the entry point + 16 or up to 4 bytes later",
        "    48 65 6c 6c 6f ?? 2?  Hello..", "    2 to 4 bytes", "    one of aa | bb cc",
        "    dd ee  ..", "    any number of bytes", "    01 02  ..", "    searched for by: Hello",
      ])
  }

  @Test func `A logical signature says its logic and conditions in words`() {
    let lines = explained(
      """
      A;Engine:81-255,Target:1,FileSize:10-20,NumberOfSections:3-3,Container:CL_TYPE_ZIP;\
      (0|1)>2,2&(2&3&4);48656c6c6f::wi;EOF-9:aabbccdd;0/a.c/si;0(>>4#ib2#>5,<9);\
      fuzzy_img#af2ad01ed42993c7
      """, "a.ldb")
    #expect(
      lines == [
        "logical signature A", "  for Windows and DOS executables (target 1)",
        "  file size: 10 to 20 bytes", "  sections: 3", "  in a container of type CL_TYPE_ZIP",
        "  found when (part 0 or part 1) together more than 2 times, at least 2 different parts"
          + " and ((part 2 and part 3) and part 4)",
        "  part 0: bytes anywhere, letters in either case, wide (UTF-16)",
        "    48 65 6c 6c 6f  Hello", "  part 1: bytes 9 bytes before the end",
        "    aa bb cc dd  ....", "  part 2: regular expression anywhere, looked for after part 0",
        "    /a.c/si", "  part 3: a number 4 bytes after the start of part 0, in 2 bytes",
        "    it must be more than 5 and less than 9",
        "  part 4: an image with the perceptual hash af2ad01ed42993c7, at most 0 bits different",
      ])
  }

  @Test func `Every form of signature is explained, and nothing in it disturbs a terminal`() {
    for odd in OddLines.all {
      var set = SignatureSet()
      set.add(contentsOf: Array(odd.line.utf8), name: "a.\(odd.format)")
      for signature in set.contentSignatures {
        let lines = signature.explanation()
        #expect(lines.count >= 3 + signature.parts.count - 1)
        #expect(!lines.contains { $0.unicodeScalars.contains { $0.value < 0x20 } })
      }
    }
  }
}
