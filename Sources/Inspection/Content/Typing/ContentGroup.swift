/// What contents are to people: how clients ask for types.
public enum ContentGroup: UInt8, CaseIterable, Hashable, Sendable {
  /// Text that is nothing else.
  case text
  /// Markup that browsers run: HTML, XHTML, SVG, and mails that hold such.
  case markup
  /// Programs as text.
  case script
  /// Documents of office programs, and for print.
  case document
  /// Archives, compressed files and images of discs.
  case archive
  /// Programs in machine code or byte code, installers, shortcuts to programs.
  case executable
  /// Objects of a program's memory.
  case serialized
  case image
  case audio
  case video
  case font
  /// Bodies and files that carry others: mails, multipart bodies, encodings.
  case carrier
  /// What has no group.
  case other
}

extension ContentType {
  /// The group that it belongs to.
  public var group: ContentGroup {
    switch self {
    case .unknown, .empty, .sqlite, .pcap, .pgp, .certificate, .torrent, .outlookStore,
      .encryptedFile:
      .other
    case .text, .json, .xml, .urlEncoded, .csv: .text
    case .html, .xhtml, .svg: .markup
    case .multipart, .mail, .mhtml, .uuencoded, .binhex, .tnef: .carrier
    case .shellScript, .batch, .powerShell, .javaScript, .vbScript, .encodedScript, .python, .perl,
      .php, .ruby, .lua, .autoIt, .windowsScript, .hta, .otherScript:
      .script
    case .rtf, .postScript, .pdf, .ole2, .doc, .xls, .ppt, .msg, .docx, .docm, .xlsx, .xlsm, .xlsb,
      .pptx, .pptm, .visio, .odt, .ods, .odp, .odg, .epub, .oneNote, .xps, .hwp, .chm:
      .document
    case .otherArchive: .archive
    case .zip, .sevenZip, .rar, .tar, .cpio, .ar, .deb, .rpm, .cab, .lha, .arj, .iso, .xar, .dmg,
      .gzip, .bzip2, .xz, .lzma, .zstd, .lz4, .compress, .lzip, .ace, .alz, .egg, .szdd, .udf, .wim,
      .vhd, .appleArchive, .diskImage:
      .archive
    case .msi, .windowsExecutable, .dosExecutable, .elf, .machO, .javaClass, .jar, .apk, .dex,
      .webAssembly, .shortcut, .pythonCompiled, .nullsoftInstaller, .innoInstaller, .luaCompiled,
      .flash, .bitcode, .internetShortcut, .desktopEntry, .otherExecutable, .ipa, .appx,
      .browserExtension, .vsix:
      .executable
    case .javaSerialized, .dotNetSerialized, .pickle, .phpSerialized, .rubyMarshal: .serialized
    case .png, .jpeg, .gif, .bmp, .tiff, .webp, .ico, .cur, .psd, .jpeg2000, .jpegXL, .heif, .avif,
      .emf, .wmf, .pcx, .tga, .xcf:
      .image
    case .wav, .mp3, .flac, .ogg, .aac, .midi, .aiff, .amr, .wma: .audio
    case .mp4, .quickTime, .matroska, .avi, .flv, .mpeg, .mpegTS: .video
    case .trueType, .openType, .trueTypeCollection, .woff, .woff2, .eot: .font
    }
  }

  /// The threat class that a content is of by its type alone.
  var threat: ThreatClass? {
    switch group {
    // What shortcuts as text open says what they are.
    case .executable: self == .internetShortcut || self == .desktopEntry ? nil : .executable
    case .script: .script
    case .markup: .html
    case .serialized: .insecureDeserialization
    // Packages of systems, whose installation runs what is in them.
    case .archive: self == .deb || self == .rpm ? .executable : nil
    default: nil
    }
  }
}
