internal import Archives
internal import Decoding
internal import Formats
internal import Signatures

extension ContentInspection {
  /// What the body is, by its bytes.
  func bodyType(_ bytes: Span<UInt8>) -> ContentType {
    ContentTyper.type(of: bytes, typer: database.fileTyper)
  }

  /// Reads what a content contains: what its type has, and what lies in it for who does not go by that.
  mutating func read(_ bytes: Span<UInt8>, as type: ContentType) {
    let outer = (judged, hasReadZip)
    (judged, hasReadZip) = ([], false)
    classify(type)
    readByType(bytes, type)
    if type.mayHidePDF { readHiddenPDF(bytes) }
    if isInspecting { readOfficeData(bytes) }
    if isInspecting, mayBeMail(bytes, type) { readMail(bytes, isDeclared: false) }
    // The parts of a body are contents of their own, and are known by what is said of it.
    if type != .multipart, isInspecting { readCarriedArchives(bytes, in: type) }
    (judged, hasReadZip) = outer
  }

  /// Whether readers of mail may take a text of another type for mail: it has fields of one near its
  /// beginning.
  private func mayBeMail(_ bytes: Span<UInt8>, _ type: ContentType) -> Bool {
    switch type.group {
    case .markup, .script, .text, .serialized: break
    default: return false
    }
    let head = bytes.extracting(first: 1024)
    var place = 0
    while let found = head.firstPlace(of: 0x3A, from: place) {
      if PlainText.has("mime-version", at: found - 12, in: head) { return true }
      place = found + 1
    }
    return false
  }

  /// One line a format.
  private mutating func readByType(_ bytes: Span<UInt8>, _ type: ContentType) {
    switch type {
    case .gzip: readGzip(bytes)
    case .bzip2: readCompressed(bytes, as: .bzip2)
    case .xz: readCompressed(bytes, as: .xz)
    case .lzma: readCompressed(bytes, as: .lzma)
    case .lzip: readCompressed(bytes, as: .lzip)
    case .zstd: readCompressed(bytes, as: .zstd)
    case .lz4: readCompressed(bytes, as: .lz4)
    case .compress: readCompressed(bytes, as: .compress)
    // Documents of Hangul have a length before theirs.
    case .ole2 where bytes.count > 4 && CompoundFile.isBeginning(bytes.extracting(4...)):
      inspect(bytes.extracting(4...), .embedded, name: bytes.extracting(0..<0), as: .ole2)
    case .ole2: readCompoundFile(bytes)
    case .hwp: readHWP3(bytes)
    // Streams of compound files, which those read.
    case .doc, .xls, .ppt: break
    case .rtf: readRichText(bytes)
    case .postScript:
      if PostScriptText.startsPrograms(bytes) { mark(.script) }
      readZipAtEnd(bytes)
    case .oneNote: readOneNote(bytes)
    case .pdf: readPDF(bytes)
    case .zip, .docx, .xlsx, .pptx: readZip(bytes)
    case .sevenZip: readArchive(bytes, as: .sevenZip)
    // Before version 1.5, which no library opens.
    case .rar where bytes.has("RE~^", at: 0): fail(.format)
    case .rar: readArchive(bytes, as: .rar)
    case .tar: readTar(bytes)
    case .cpio: readArchive(bytes, as: .cpio)
    case .ar, .deb: readArchive(bytes, as: .ar)
    case .rpm: readArchive(bytes, as: .rpm)
    case .cab: readArchive(bytes, as: .cab)
    case .lha: readArchive(bytes, as: .lha)
    case .iso: readArchive(bytes, as: .iso)
    case .xar: readXar(bytes)
    case .otherArchive: fail(.format)
    case .encryptedFile: failAsEncrypted()
    case .pgp: readOpenPGP(bytes)
    case .arj, .ace, .alz, .egg, .szdd, .chm, .dmg, .udf, .wim, .vhd, .appleArchive, .diskImage,
      .outlookStore:
      fail(.format)
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
    case .flash: readFlash(bytes)
    // They carry files in forms of their own.
    case .nullsoftInstaller, .innoInstaller: fail(.format)
    default:
      switch type.group {
      case .image, .audio, .video, .font: readMedia(bytes, as: type.mediaFormat)
      default:
        if type == .text || type == .unknown { readArmour(bytes) }
        readSignedMessage(bytes)
        readZlib(bytes)
        readInverted(bytes)
        readZipAtEnd(bytes)
      }
    }
  }
}
