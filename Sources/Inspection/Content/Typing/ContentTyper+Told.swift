internal import Formats

extension ContentTyper {
  /// Files that are told and not opened, and those of OpenPGP.
  static func toldType(of bytes: Span<UInt8>) -> ContentType? {
    switch ToldFile(bytes) {
    case .ace: .ace
    case .windowsImage: .wim
    case .virtualDisk: .vhd
    case .appleArchive: .appleArchive
    case .archive: .otherArchive
    case .encrypted: .encryptedFile
    case nil: OpenPGPFile.isBeginning(bytes) ? .pgp : nil
    }
  }
}
