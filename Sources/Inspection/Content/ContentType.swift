/// What the bytes of a content are, as finely as policy and clients tell files apart. Decided by content
/// alone: see ``ContentTyper``.
public enum ContentType: UInt8, CaseIterable, Hashable, Sendable {
  /// None of the below.
  case unknown
  /// No bytes.
  case empty
  // Text
  case text, json, xml, html, svg, xhtml, urlEncoded, multipart, mail, mhtml, rtf, csv, postScript,
    uuencoded, binhex
  // Scripts
  case shellScript, batch, powerShell, javaScript, vbScript, encodedScript, python, perl, php, ruby,
    lua, autoIt, windowsScript, hta, otherScript
  // Documents
  case pdf, ole2, doc, xls, ppt, msg, msi, docx, docm, xlsx, xlsm, xlsb, pptx, pptm, visio, odt,
    ods, odp, odg, epub, oneNote, xps, hwp, chm
  // Archives and compressed files
  case zip, sevenZip, rar, tar, cpio, ar, deb, rpm, cab, lha, arj, iso, xar, dmg, gzip, bzip2, xz,
    lzma, zstd, lz4, compress, lzip, ace, alz, egg, szdd, tnef, udf, wim, vhd, appleArchive,
    diskImage
  // Programs
  case windowsExecutable, dosExecutable, elf, machO, javaClass, jar, apk, dex, webAssembly,
    shortcut, pythonCompiled, nullsoftInstaller, innoInstaller, luaCompiled, flash, bitcode,
    internetShortcut, desktopEntry, otherExecutable, ipa, appx, browserExtension, vsix
  // Serialised objects
  case javaSerialized, dotNetSerialized, pickle, phpSerialized, rubyMarshal
  // Images
  case png, jpeg, gif, bmp, tiff, webp, ico, cur, psd, jpeg2000, jpegXL, heif, avif, emf, wmf, pcx,
    tga, xcf
  // Audio and video
  case wav, mp3, flac, ogg, aac, midi, aiff, amr, wma, mp4, quickTime, matroska, avi, flv, mpeg,
    mpegTS
  // Fonts
  case trueType, openType, trueTypeCollection, woff, woff2, eot
  // Other
  case sqlite, pcap, pgp, certificate, torrent, outlookStore
  /// What nobody reads without a key, but OpenPGP's.
  case encryptedFile
  /// Archives, installers' packages and discs that are rare and not opened.
  case otherArchive
}
