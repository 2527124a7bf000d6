internal import Primitives

/// What content of known types has in it: place, pattern and type, as ClamAV 1.4.6 has them built in,
/// in its order. The language of the patterns is that of body signatures.
enum BuiltInPatterns {
  static let rules: [FileMagicRule] = html + archives + mail + others

  private static let html: [FileMagicRule] =
    [
      rule(hex("<A ") + "*(68|48)(72|52)" + hex("EF"), .html),
      rule(hex("<A ") + "*(68|48)(72|52)" + hex("ef"), .html),
      rule(hex("<a ") + "*(68|48)(72|52)" + hex("EF"), .html),
      rule(hex("<a ") + "*(68|48)(72|52)" + hex("ef"), .html),
    ]
    + [
      "<HEAD>", "<HTML>", "<Head>", "<Html>", "<IFRAME", "<IMG", "<Img", "<OBJECT", "<Object",
      "<SCRIPT", "<Script", "<TABLE", "<head>", "<html>", "<iframe", "<img", "<object", "<script",
      "<table",
    ].map { rule(hex($0), .html) }
    + [rule(hex("<%@ LANGUAGE ="), .html, at: "0")]

  private static let archives: [FileMagicRule] = [
    rule("4d5a{60-300}50450000", .msexe),
    rule("504b0304", .zipSFX),
    rule("526172211a0700", .rarSFX),
    rule("60ea{7}0002", .arjSFX),
    rule("60ea{7}0102", .arjSFX),
    rule("60ea{7}0202", .arjSFX),
    rule("a3484bbe986c4aa9994c530a86d6487d41553321454130(35|36)", .autoIt),
    rule("efbeadde4e756c6c736f6674496e7374", .nullsoft),
    rule(
      hex("InstallShield") + "00{292}0600000000000000????????????????0000000001", .installShield),
    rule("4d53434600000000", .cabSFX),
    rule("377abcaf271c", .sevenZipSFX),
    rule("014344303031{2043-2443}4344303031", .iso9660),
    rule("004245413031", .udf, at: "0,32768"),
    rule(hex("koly"), .dmg, at: "EOF-512"),
    rule("4552{510}504d0000", .apm, at: "0"),
    rule("55aa", .mbr, at: "510"),
  ]

  private static let mimeVersion = "(4d|6d)(49|69)(4d|6d)(45|65)2d(56|76)" + hex("ersion: ")
  private static let contentType = "0a(43|63)" + hex("ontent-") + "(54|74)" + hex("ype: ")

  private static let mail: [FileMagicRule] = [
    rule("0a(46|66)" + hex("rom: ") + "{-1024}0a" + mimeVersion, .mail, at: "0,1024"),
    rule("0a(46|66)" + hex("rom: ") + "{-2048}" + contentType, .mail, at: "0,1024"),
    rule("0a" + mimeVersion + "{-2048}" + contentType, .mail, at: "0,1024"),
    rule(
      "0a(4d|6d)" + hex("essage-") + "(49|69)" + hex("d: ") + "{-1024}" + contentType, .mail,
      at: "0,1024"),
    rule("0a(52|72)" + hex("eceived: ") + "{-2048}" + contentType, .mail, at: "0,2048"),
    rule(hex("Delivered-To:") + "{-256}" + hex("Received:"), .mail, at: "0,1024"),
    rule(mimeVersion + "{-1024}" + contentType, .mhtml, at: "0"),
    rule("0a" + mimeVersion + "{-1024}" + contentType, .mhtml),
  ]

  private static let xml = hex("<?xml version=\"1.0\"")

  private static let others: [FileMagicRule] = [
    rule(hex("%PDF-") + "??2e", .pdf),
    rule(hex("%pdf-") + "??2e", .pdf),
    rule(
      hex("/RGB\nID\n") + String(repeating: "ff", count: 24), .ignored, at: "0,128"),
    rule("19040010", .sis, at: "8,12"),
    rule("cafebabe0000000?", .machoUniversal, at: "0"),
    rule("cafebabe0000001?", .machoUniversal, at: "0"),
    rule("cafebabe0000002?", .java, at: "0"),
    rule("cafebabe0000003?", .java, at: "0"),
    rule(xml + "{0-1024}" + hex("<Workbook"), .xmlExcel, at: "0"),
    rule(xml + "{0-1024}" + hex("<wordDocument"), .xmlWord, at: "0"),
    rule(xml + "{0-1024}3c??" + hex(":Workbook"), .xmlExcel, at: "0"),
    rule(xml + "{0-1024}3c??" + hex(":wordDocument"), .xmlWord, at: "0"),
    rule(xml + "{0-1024}" + hex("progid=\"Word.Document\"?>"), .xmlWord, at: "0"),
    rule("efbbbf" + xml + "*" + hex("<HWPML"), .xmlHWP, at: "0"),
    rule(hex("<xdp:xdp"), .xdp),
    rule("??0d0d0a", .pythonCompiled, at: "0"),
    rule(hex("-lh") + "(30|31|32|33|34|35|36|37|64|78)2d", .lha, at: "2"),
    rule(hex("-lz") + "(73|34|35)2d", .lha, at: "2"),
    rule(hex("-pm0-"), .lha, at: "2"),
  ]

  private static func hex(_ text: String) -> String { Hexadecimal.text(text.utf8) }

  private static func rule(
    _ pattern: String, _ type: FileType, at place: String = "*"
  ) -> FileMagicRule {
    FileMagicRule(pattern: pattern, at: place, type: type)
  }
}
