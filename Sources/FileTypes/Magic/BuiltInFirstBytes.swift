internal import Primitives

/// What the first bytes of files of known types are: offset, bytes and type, as ClamAV 1.4.6 has them
/// built in, in its order (the last that fits decides).
enum BuiltInFirstBytes {
  static let rules: [FileMagicRule] = beforePython + python + afterPython

  private static let beforePython: [FileMagicRule] = [
    bytes("1f8b", .gzip),
    text("#@~^", .screnc),
    text("(This file must be converted with BinHex 4.0)", .binhex),
    text(".RMF", .ignored),
    text(">From ", .mail),
    bytes("424d", .graphics),
    bytes("425a68", .bzip),
    text("Date: ", .mail),
    text("Delivered-To: ", .mail),
    text("Delivery-date: ", .mail),
    text("Envelope-to: ", .mail),
    text("For: ", .mail),
    text("From ", .mail),
    text("From: ", .mail),
    text("Hi. This is the qmail-send", .mail),
    bytes("494433", .ignored),
    text("ITSF", .chm),
    bytes("4d5a", .msexe),
    text("Message-ID: ", .mail),
    text("Message-Id: ", .mail),
    text("OggS", .ignored),
    bytes("504b0304", .zip),
    bytes("504b3030504b0304", .zip),
    text("RIFF", .riff),
    text("RIFX", .riff),
    text("Rar!", .rar),
    text("Received: ", .mail),
    text("Return-Path: ", .mail),
    text("Return-path: ", .mail),
    text("SZDD", .szdd),
    text("Subject: ", .mail),
    text("To: ", .mail),
    text("X-Apparently-To: ", .mail),
    text("X-EVS", .mail),
    text("X-Envelope-From: ", .mail),
    text("X-Original-To: ", .mail),
    text("X-Real-To: ", .mail),
    text("X-Sieve: ", .mail),
    text("X-Symantec-", .mail),
    text("X-UIDL: ", .mail),
    bytes("60ea", .arj),
    text("begin ", .uuencoded),
    bytes("763a0a52656365697665643a20", .mail),
    bytes("763a0d0a52656365697665643a20", .mail),
    bytes("789f3e22", .tnef),
    bytes("7f454c46", .elf),
    bytes("b6b9acaefeffffff", .cryptFF),
    bytes("d0cf11e0a1b11ae1", .ole2),
    bytes("fffb90", .ignored),
    text("SIP-HIT (SIP/H", .ignored),
    text("ustar", .posixTar, at: 257),
    text("[aliases]", .script),
    bytes("cefaedfe", .macho),
    bytes("cffaedfe", .macho),
    bytes("feedface", .macho),
    bytes("feedfacf", .macho),
    bytes("377abcaf271c", .sevenZip),
    text("Received-SPF: ", .mail),
    text("070701", .cpioNewc),
    text("070702", .cpioCRC),
    text("070707", .cpioODC),
    bytes("71c7", .cpioOld),
    bytes("c771", .cpioOld),
    text("%PDF-", .pdf),
    bytes("53594d430100", .ignored),
    bytes("377f0682002de218", .ignored),
    bytes("377f0683002de218", .ignored),
    bytes("53514c69746520666f726d6174203300", .ignored),
    bytes("d9d505f920a163d7", .ignored),
    bytes("465753", .flash),
    bytes("4d53434600000000", .cab),
    text("[aliases]", .posixTar),
    bytes("0000000c6a5020200d0a870a", .graphics),
    bytes("000001b3", .binaryData),
    bytes("000001ba", .binaryData),
    text("xar!", .xar),
    bytes("fd377a585a00", .xz),
    text("EFI PART", .gpt, at: 512),
    bytes("d0cf11e0a1b11ae1", .hwpOLE2, at: 4),
    bytes("48575020446f63756d656e742046696c652056332e3030201a0102030405", .hwp3),
    bytes("7b5c7274", .rtf),
    text("%!PS-Adobe-", .postScript),
    bytes("4c0000000114020000000000c000000000000046", .shortcut),
    bytes("435753", .flash),
    text("EGGA", .egg),
    bytes("89504e47", .png),
    bytes("474946", .gif),
    bytes("ffd8ff", .jpeg),
    bytes("49492a00", .tiff),
    bytes("4d4d", .tiff),
    bytes("7b0a2020224d61676963223a22434c414d4a534f4e763022", .scanProperties),
    bytes("5a5753", .flash),
    bytes("e4525c7b8cd8a74daeb15378d02996d3", .oneNote),
  ]

  private static let afterPython: [FileMagicRule] = [
    bytes("414c5a01", .alz)
  ]

  /// Compiled Python: the magic number of each version, little-endian, and mostly CR LF.
  private static let python: [FileMagicRule] = [
    "02099900", "03099900", "892e0d0a", "04170d0a", "994e0d0a", "fcc40d0a", "fdc40d0a", "87c60d0a",
    "88c60d0a", "2aeb0d0a", "2beb0d0a", "2ded0d0a", "2eed0d0a", "3bf20d0a", "3cf20d0a", "45f20d0a",
    "59f20d0a", "63f20d0a", "6df20d0a", "6ef20d0a", "77f20d0a", "81f20d0a", "8bf20d0a", "8cf20d0a",
    "95f20d0a", "9ff20d0a", "a9f20d0a", "b3f20d0a", "b4f20d0a", "c7f20d0a", "d1f20d0a", "d2f20d0a",
    "dbf20d0a", "e5f20d0a", "eff20d0a", "f9f20d0a", "03f30d0a", "04f30d0a", "0af30d0a", "b80b0d0a",
    "c20b0d0a", "cc0b0d0a", "d60b0d0a", "e00b0d0a", "ea0b0d0a", "f40b0d0a", "f50b0d0a", "ff0b0d0a",
    "090c0d0a", "130c0d0a", "1d0c0d0a", "1f0c0d0a", "270c0d0a", "3b0c0d0a", "450c0d0a", "4f0c0d0a",
    "580c0d0a", "620c0d0a", "6c0c0d0a", "760c0d0a", "800c0d0a", "8a0c0d0a", "940c0d0a", "9e0c0d0a",
    "b20c0d0a", "bc0c0d0a", "c60c0d0a", "d00c0d0a", "da0c0d0a", "e40c0d0a", "ee0c0d0a", "f80c0d0a",
    "020d0d0a", "0c0d0d0a", "160d0d0a", "170d0d0a", "200d0d0a", "210d0d0a", "2a0d0d0a", "2b0d0d0a",
    "2c0d0d0a", "2d0d0d0a", "2f0d0d0a", "300d0d0a", "310d0d0a", "320d0d0a", "330d0d0a", "3e0d0d0a",
    "3f0d0d0a", "f00d0d0a", "00010d0a", "50010d0a",
  ].map { bytes($0, .pythonCompiled) }

  private static func bytes(_ hex: String, _ type: FileType, at offset: Int = 0) -> FileMagicRule {
    FileMagicRule(firstBytes: hex, at: offset, type: type)
  }

  private static func text(_ text: String, _ type: FileType, at offset: Int = 0) -> FileMagicRule {
    FileMagicRule(firstBytes: Hexadecimal.text(text.utf8), at: offset, type: type)
  }
}
