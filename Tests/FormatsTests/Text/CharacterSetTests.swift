import Formats
import Testing

@Suite struct CharacterSetTests {
  private func charset(_ name: String) -> CharacterSet { CharacterSet(Array(name.utf8).span) }

  @Test(arguments: [
    "ibm037", "IBM-037", "cp037", "CP1047", "037", "500", "x-IBM930", "IBM-Thai", "csIBM500",
    "ebcdic-cp-us",
    "EBCDICUS", "OSF10020025", "ibm01140", "cp00924", "utf-7", "UTF7", " 'utf-7' ", "\"ibm037\"",
    "SCSU",
    "BOCU-1", "x-imap4-modified-utf7", "CCSID1140", "x-ebcdic-koreanextended", "utf_7", "u7",
    "utf-_7", "cs-ebcdic-cp-us", "cpibm37", "cpibm285", "500V1", "unicode_1_1_utf_7",
    "unicode_escape",
    "KOI-7", "INIS-8", "GREEK7", "ASMO_449", "ISO_5427", "E13B", "x-MacSymbol", "x-MacDingbat",
    "of nobody",
  ])
  func charsetsThatHideASCIIAreTold(_ name: String) { #expect(charset(name).hidesASCII) }

  @Test(arguments: [
    "", "utf-8", "UTF8", "us-ascii", "iso-8859-1", "8859_1", "latin1", "windows-1252", "cp1252",
    "CP437",
    "ibm850", "IBM00858", "csPC8CodePage437", "Shift_JIS", "cp932", "ms936", "gbk", "gb18030",
    "big5", "euc-kr",
    "koi8-r", "KOI8-U", "utf-16", "utf-16le", "cp1200", "x-mac-roman", "macintosh", "tis-620",
    "646",
    "cp65001", "ansi_x3.4-1968", "x-user-defined", "csISOLatin1",
  ])
  func othersAreNot(_ name: String) {
    #expect(!charset(name).hidesASCII && !charset(name).shifts)
  }

  @Test(arguments: [
    "iso-2022-jp", "ISO-2022-KR", "csISO2022JP", "hz-gb-2312", "HZ", "iso_2022_jp_ext", "JIS",
    "csJISEncoding", "JISAutoDetect", "ms50220", "x-windows-50221", "windows-iso2022jp",
  ])
  func charsetsOfMailShift(_ name: String) {
    #expect(charset(name).shifts && !charset(name).hidesASCII)
  }
}
