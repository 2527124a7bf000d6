import Testing

@testable import Inspection

@Suite struct ContentAgreementTests {
  @Test(arguments: [
    (ContentType.pdf, "a.PDF", ContentAgreement.agrees), (.windowsExecutable, "a.pdf", .disagrees),
    (.windowsExecutable, "a.pdf. ", .disagrees), (.html, "a.pdf.html", .agrees),
    (.text, "a.b/c", .none),
    (.text, "a.unheardof", .none), (.json, "a.txt", .agrees), (.shellScript, "a.txt", .disagrees),
    (.docx, "a.docx", .agrees), (.docx, "a.zip", .disagrees), (.unknown, "a.png", .disagrees),
    (.unknown, "a.txt", .none), (.empty, "a.png", .none), (.text, "", .none), (.text, ".", .none),
  ])
  func aNameIsComparedWithTheBytes(
    _ type: ContentType, _ name: String, _ expected: ContentAgreement
  ) {
    #expect(type.agreement(withName: Array(name.utf8).span) == expected)
  }

  @Test(arguments: [
    (ContentType.png, "image/png", ContentAgreement.agrees), (.png, "Image/PNG; a=b", .agrees),
    (.jpeg, "image/png", .disagrees), (.elf, "application/octet-stream", .none), (.elf, "", .none),
    (.html, "text/plain", .disagrees), (.xml, "text/plain", .agrees),
  ])
  func aDeclaredTypeIsComparedWithTheBytes(
    _ type: ContentType, _ declared: String, _ expected: ContentAgreement
  ) {
    #expect(type.agreement(withMediaType: Array(declared.utf8).span) == expected)
  }

  @Test func aListOfExtensionsAllowsTypesByTheirBytes() {
    #expect(ContentType.docx.isAllowed(byExtensions: ["pdf", "docx"]))
    #expect(ContentType.text.isAllowed(byExtensions: ["csv"]))
    #expect(!ContentType.windowsExecutable.isAllowed(byExtensions: ["pdf", "docx", "png"]))
    #expect(!ContentType.unknown.isAllowed(byExtensions: ["pdf", "docx", "png"]))
  }
}
