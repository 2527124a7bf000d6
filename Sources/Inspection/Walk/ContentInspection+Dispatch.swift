internal import Archives
internal import Decoding
internal import Signatures

extension ContentInspection {
  /// What the body is, by its bytes.
  func bodyType(_ bytes: Span<UInt8>) -> ContentType {
    ContentTyper.type(of: bytes, typer: database.fileTyper)
  }

  /// Reads what a content contains, by its type: one line a format.
  mutating func read(_ bytes: Span<UInt8>, as type: ContentType) {
    classify(type)
    switch type {
    case .gzip: readGzip(bytes)
    case .bzip2: readCompressed(bytes, as: .bzip2)
    case .xz: readCompressed(bytes, as: .xz)
    case .lzma: readCompressed(bytes, as: .lzma)
    case .lzip: readCompressed(bytes, as: .lzip)
    case .zstd: readCompressed(bytes, as: .zstd)
    case .lz4: readCompressed(bytes, as: .lz4)
    case .compress: readCompressed(bytes, as: .compress)
    case .ole2: readCompoundFile(bytes)
    // Streams of compound files, which those read.
    case .doc, .xls, .ppt: break
    case .rtf: readRichText(bytes)
    case .oneNote: readOneNote(bytes)
    case .pdf: readPDF(bytes)
    case .zip, .docx, .xlsx, .pptx: readZip(bytes)
    case .sevenZip: readArchive(bytes, as: .sevenZip)
    case .rar: readArchive(bytes, as: .rar)
    case .tar: readArchive(bytes, as: .tar)
    case .cpio: readArchive(bytes, as: .cpio)
    case .ar, .deb: readArchive(bytes, as: .ar)
    case .rpm: readArchive(bytes, as: .rpm)
    case .cab: readArchive(bytes, as: .cab)
    case .lha: readArchive(bytes, as: .lha)
    case .iso: readArchive(bytes, as: .iso)
    case .xar: readXar(bytes)
    case .arj, .ace, .alz, .egg, .szdd, .chm, .dmg, .udf, .wim, .vhd, .appleArchive: fail(.format)
    // Read by what is said of it.
    case .multipart: break
    case .mail, .mhtml: readMail(bytes, isDeclared: false)
    case .tnef: readTNEF(bytes)
    case .binhex: readBinHex(bytes)
    case .uuencoded: readEncodedFiles(bytes)
    case .html, .hta:
      readXML(bytes)
      readHTML(bytes, isXML: false)
    case .xhtml, .svg:
      readXML(bytes)
      readHTML(bytes, isXML: true)
    case .xml, .windowsScript:
      readXML(bytes)
      readZipAtEnd(bytes)
    case .shortcut: readShortcut(bytes)
    case .internetShortcut, .desktopEntry: readTextShortcut(bytes)
    case .windowsExecutable: readWindowsProgram(bytes)
    case .flash: readFlash(bytes)
    // They carry files in forms of their own.
    case .nullsoftInstaller, .innoInstaller: fail(.format)
    default:
      switch type.group {
      case .image, .audio, .video, .font: readMedia(bytes, as: type.mediaFormat)
      default:
        readZlib(bytes)
        readZipAtEnd(bytes)
      }
    }
    if type.mayHidePDF { readHiddenPDF(bytes) }
    if type.mayHideZip, isInspecting { readZipAtEnd(bytes, isCarried: true) }
  }
}

extension ContentType {
  /// Whether a ZIP archive may lie behind a content of the type, of which its reader knows nothing, or be one
  /// of those that it carries.
  fileprivate var mayHideZip: Bool {
    switch self {
    case .ole2, .rtf, .oneNote, .sevenZip, .rar, .tar, .cpio, .ar, .deb, .rpm, .cab, .lha, .iso,
      .xar, .mail, .mhtml, .tnef, .binhex, .uuencoded, .shortcut, .internetShortcut,
      .desktopEntry, .flash:
      true
    default: false
    }
  }
}
