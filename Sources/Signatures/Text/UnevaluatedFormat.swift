/// A format of ClamAV that is recognised, counted and named, and not evaluated.
public enum UnevaluatedFormat: Hashable, Sendable, CaseIterable {
  /// `.cbc`: programs for ClamAV's bytecode machine.
  case bytecode
  /// `.pdb .wdb .gdb`: addresses for the comparison of links in mail.
  case phishing
  /// `.idb`: icons of executables, by groups.
  case icons
  /// `.crb`: certificates that are trusted or blocked.
  case certificates
  /// `.cat`: catalogues of trusted files by Microsoft.
  case catalogues
  /// `.pwdb`: passwords for archives.
  case passwords
  /// `.cfg`: switches of ClamAV's own engine.
  case engineSettings
  /// `.zmd .rmd`: metadata of archives, before `.cdb`.
  case archiveMetadata
  /// `.ioc`: OpenIOC documents.
  case openIOC
  /// `.yar .yara`: YARA rules.
  case yara

  /// Whether a file is counted line by line; otherwise it counts as one.
  var hasLines: Bool {
    switch self {
    case .bytecode, .catalogues, .openIOC, .yara: false
    case .phishing, .icons, .certificates, .passwords, .engineSettings, .archiveMetadata: true
    }
  }
}

extension UnevaluatedFormat: CustomStringConvertible {
  public var description: String {
    switch self {
    case .bytecode: "bytecode programs"
    case .phishing: "phishing addresses"
    case .icons: "icons"
    case .certificates: "certificates"
    case .catalogues: "catalogues of trusted files"
    case .passwords: "archive passwords"
    case .engineSettings: "settings of ClamAV's engine"
    case .archiveMetadata: "old archive metadata rules"
    case .openIOC: "OpenIOC documents"
    case .yara: "YARA rules"
    }
  }
}
