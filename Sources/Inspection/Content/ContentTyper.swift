internal import FileTypes
internal import Formats

/// Decides what the bytes of a content are.
enum ContentTyper {
  /// The type of a content of which all bytes are given.
  static func type(of bytes: Span<UInt8>, typer: FileTyper) -> ContentType {
    guard !bytes.isEmpty else { return .empty }
    // Readers ask for less of its signature than signatures do.
    if RichText.isBeginning(bytes) { return .rtf }
    if let type = programType(of: bytes) ?? typeByFirstBytes(of: bytes) ?? archiveType(of: bytes)
      ?? toldType(of: bytes) ?? carrierType(of: bytes)
    {
      return type
    }
    let fileType = typer.type(ofWhole: bytes)
    // Signatures' rule takes nearly all that has no control characters in certain places for UTF-16.
    if fileType == .textUTF16LE || fileType == .textUTF16BE, !looksWide(bytes) {
      return serializedType(of: bytes) ?? textType(of: bytes) ?? .unknown
    }
    let type = ContentType(fileType)
    switch type {
    case .text, .unknown, .html, .xml, .autoIt:
      return serializedType(of: bytes) ?? textType(of: bytes) ?? type
    // Two letters, and no header behind them.
    case .windowsExecutable where bytes.has("MZ", at: 0): return textType(of: bytes) ?? .text
    // Signatures' rule finds fields of mail anywhere near the beginning: in comments of documents and
    // programs, and in catalogues of messages.
    case .mail, .mhtml:
      if let told = serializedType(of: bytes) ?? textType(of: bytes) { return told }
      return PlainText.isText(bytes.extracting(first: 64)) ? type : .unknown
    default: return type
    }
  }

  /// Whether bytes have a mark of UTF-16, or many of them are zero, as in most languages' text.
  private static func looksWide(_ bytes: Span<UInt8>) -> Bool {
    let head = bytes.extracting(first: 512)
    if head.count >= 2, UInt16(head[0]) + UInt16(head[1]) == 0x1FD, head[0] >= 0xFE { return true }
    var zeros = 0
    for place in head.indices where head[place] == 0 { zeros += 1 }
    return zeros * 4 >= head.count
  }
}

extension ContentType {
  /// What a type of ClamAV's is here.
  init(_ type: FileType) {
    switch type {
    case .textASCII, .textUTF8, .textUTF16LE, .textUTF16BE: self = .text
    case .msexe: self = .windowsExecutable
    case .elf: self = .elf
    case .macho, .machoUniversal: self = .machO
    case .posixTar, .oldTar: self = .tar
    case .cpioOld, .cpioODC, .cpioNewc, .cpioCRC: self = .cpio
    case .gzip: self = .gzip
    case .zip, .zipSFX: self = .zip
    case .bzip: self = .bzip2
    case .xz: self = .xz
    case .rar, .rarSFX: self = .rar
    case .sevenZip, .sevenZipSFX: self = .sevenZip
    case .arj, .arjSFX: self = .arj
    case .cab, .cabSFX: self = .cab
    case .ole2, .hwpOLE2: self = .ole2
    case .hwp3: self = .hwp
    case .ooxmlWord: self = .docx
    case .ooxmlExcel: self = .xlsx
    case .ooxmlPowerPoint: self = .pptx
    case .pdf: self = .pdf
    case .rtf: self = .rtf
    case .html, .htmlUTF16: self = .html
    case .mail: self = .mail
    case .mhtml: self = .mhtml
    case .tnef: self = .tnef
    case .uuencoded: self = .uuencoded
    case .binhex: self = .binhex
    case .png: self = .png
    case .jpeg: self = .jpeg
    case .gif: self = .gif
    case .tiff: self = .tiff
    case .java: self = .javaClass
    case .flash: self = .flash
    case .xar: self = .xar
    case .iso9660: self = .iso
    case .udf: self = .udf
    case .dmg: self = .dmg
    case .chm: self = .chm
    case .oneNote: self = .oneNote
    case .shortcut: self = .shortcut
    case .lha: self = .lha
    case .egg, .eggSFX: self = .egg
    case .alz: self = .alz
    case .szdd: self = .szdd
    case .screnc: self = .encodedScript
    case .pythonCompiled: self = .pythonCompiled
    case .nullsoft: self = .nullsoftInstaller
    case .autoIt: self = .autoIt
    case .postScript: self = .postScript
    case .xmlWord, .xmlExcel, .xmlHWP, .xdp: self = .xml
    default: self = .unknown
    }
  }
}
