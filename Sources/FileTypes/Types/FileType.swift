/// The type of a file in ClamAV's terms (its `CL_TYPE_` names).
///
/// The order of the cases is ClamAV's order of precedence among types found inside content
/// (``EmbeddedTypes``), so raw values are compared; they are part of a compiled database's version.
public enum FileType: UInt8, Sendable, Hashable, CaseIterable, BitwiseCopyable {
  /// Unknown or not yet decided.
  case any = 0
  /// Bytes of text in an 8-bit character set.
  case textASCII
  /// UTF-8 with at least one character beyond ASCII: never reached, see ``FileTyper``.
  case textUTF8
  /// UTF-16, little-endian, by its byte order mark.
  case textUTF16LE
  /// UTF-16, big-endian, or binary data without small 16-bit units.
  case textUTF16BE
  /// Nothing known.
  case binaryData
  /// MS-DOS and Windows executables.
  case msexe
  case elf
  case macho
  /// Mach-O for several processors.
  case machoUniversal
  case posixTar
  case oldTar
  case cpioOld
  case cpioODC
  case cpioNewc
  case cpioCRC
  case gzip
  case zip
  case bzip
  case rar
  case arj
  case szdd
  /// Compound files: older Office documents, MSI.
  case ole2
  case cab
  case chm
  case sis
  /// Scripts encoded by Windows Script Encoder.
  case screnc
  /// Images without a type of their own: BMP, JPEG 2000.
  case graphics
  case gif
  case png
  case jpeg
  case tiff
  case riff
  case binhex
  case tnef
  case cryptFF
  case pdf
  case uuencoded
  /// Scripts of mIRC. Other scripts are text.
  case script
  case htmlUTF16
  case rtf
  case sevenZip
  case flash
  /// A class file.
  case java
  case xar
  case xz
  case ooxmlWord
  case ooxmlPowerPoint
  case ooxmlExcel
  /// Properties of a scan as JSON.
  case scanProperties
  case hwp3
  case ooxmlHWP
  case postScript
  case egg
  case oneNote
  case pythonCompiled
  case lha
  case partition
  case partitionHFSPlus
  case mbr
  case html
  case mail
  case sfx
  case zipSFX
  case rarSFX
  case sevenZipSFX
  case cabSFX
  case arjSFX
  case eggSFX
  case nullsoft
  case autoIt
  case installShield
  case iso9660
  case dmg
  case gpt
  case apm
  case xdp
  case xmlWord
  case xmlExcel
  case xmlHWP
  case hwpOLE2
  case mhtml
  /// A Windows shortcut.
  case shortcut
  case udf
  case alz
  /// The second pass over data of no known type; never the type of a file.
  case other
  /// Media and databases that clamscan does not scan.
  case ignored
}

extension FileType: Comparable {
  /// Whether ClamAV prefers the right type to the left where content shows both.
  public static func < (left: FileType, right: FileType) -> Bool { left.rawValue < right.rawValue }
}
