/// Formats of archives that are read.
public enum ArchiveFormat: UInt8, CaseIterable, Hashable, Sendable {
  /// 7-Zip's, of any of its codecs.
  case sevenZip
  /// RAR of versions 2 to 5.
  case rar
  /// tar in its dialects: v7, ustar, pax, GNU; sparse files too.
  case tar
  /// cpio in its dialects.
  case cpio
  /// Unix libraries and Debian packages.
  case ar
  /// Microsoft's cabinets.
  case cab
  /// LHA and LZH.
  case lha
  /// Images of discs, with Joliet and Rock Ridge.
  case iso
  /// Apple's packages.
  case xar
  /// RPM packages: a compressed cpio behind two headers.
  case rpm
}
