internal import Formats

/// Whether what is said of a content is what its bytes are.
public enum ContentAgreement: UInt8, CaseIterable, Hashable, Sendable {
  /// What is said tells nothing: no extension, one that is not known, `application/octet-stream`.
  case none
  /// They are the same, as far as files are told apart.
  case agrees
  /// Something else is said.
  case disagrees
}

extension ContentType {
  /// Whether a file's name, by its last extension, says what the content is.
  public func agreement(withName name: Span<UInt8>) -> ContentAgreement {
    guard let said = Self.fileExtension(of: name), let types = Self.byExtension[said] else {
      return .none
    }
    return agreement(with: types)
  }

  /// Whether a file that is called so is none that what opens such files takes: a picture that is text, a
  /// document that is a program.
  ///
  /// What is usual does not count: pictures of one kind that are called like another, and whatever Word and
  /// Excel open under their old names.
  func isInvalid(asNamed name: Span<UInt8>) -> Bool {
    guard self != .empty, let said = Self.fileExtension(of: name),
      let types = Self.byExtension[said], !Self.sharedExtensions.contains(said)
    else { return false }
    return agreement(with: types) != .agrees && types.allSatisfy { !$0.mayBe(self) }
  }

  /// Whether a file that is called one of this type may be of another.
  private func mayBe(_ other: ContentType) -> Bool {
    switch group {
    case .image:
      other == .unknown ? !Self.knownByBytes.contains(self) : other.group == .image
    case .audio, .video:
      other == .unknown
        ? !Self.knownByBytes.contains(self) : other.group == .audio || other.group == .video
    case .font: other == .unknown ? !Self.knownByBytes.contains(self) : other.group == .font
    case .archive:
      other == .unknown
        ? !Self.knownByBytes.contains(self)
        : other.group == .archive || Self.zipTypes.contains(other)
    case .document: mayBeDocument(other)
    default: true
    }
  }

  private func mayBeDocument(_ other: ContentType) -> Bool {
    if self == .pdf { return false }
    // Packages of notes are cabinets.
    if self == .oneNote, other == .cab { return true }
    // Encrypted ones are compound files.
    if Self.zipTypes.contains(self) {
      return Self.zipTypes.contains(other) || other == .zip || other.group == .document
        || other == .xml
    }
    return switch other.group {
    case .image, .audio, .video, .font, .executable, .script: false
    case .archive: other == .zip
    default: true
    }
  }

  /// Types of which all files are known by their first bytes.
  private static let knownByBytes: Set<ContentType> = [
    .png, .jpeg, .gif, .bmp, .tiff, .webp, .ico, .heif, .avif, .psd,
    .wav, .avi, .flac, .ogg, .matroska, .trueType, .openType, .trueTypeCollection, .woff, .woff2,
    .zip, .sevenZip, .rar, .gzip, .bzip2, .xz, .zstd, .deb, .rpm,
  ]
  /// What files of other kinds are called as well: libraries and models, packages of databases, programs of
  /// machine tools, scripts with types.
  private static let sharedExtensions: Set<String> = [
    "lib", "pkg", "iso", "ts", "mts", "m2ts", "ai",
  ]
  private static let zipTypes: Set<ContentType> = [
    .docx, .docm, .xlsx, .xlsm, .xlsb, .pptx, .pptm, .visio, .odt, .ods, .odp, .odg, .epub, .xps,
    .jar, .apk, .ipa, .appx, .browserExtension, .vsix,
  ]

  /// Whether a declared media type says what the content is. Parameters are passed over.
  public func agreement(withMediaType type: Span<UInt8>) -> ContentAgreement {
    guard let types = Self.byMediaType[Self.essence(of: type)] else { return .none }
    return agreement(with: types)
  }

  /// Whether the content is of one of the types that a list of extensions allows.
  ///
  /// - Parameter extensions: in small letters, without dots.
  public func isAllowed(byExtensions extensions: [String]) -> Bool {
    self.extensions.contains { extensions.contains($0) }
  }

  /// Whether a file of the type is what somebody lists who lets files of some types in alone.
  ///
  /// What a type's files may be called is narrower here than in names on disk: a compound file in which no
  /// document is recognised is no Word document, and neither is Rich Text, though people name both so. Data
  /// as text are text.
  ///
  /// - Parameter extensions: in small letters, without dots.
  public func isListed(in extensions: [String]) -> Bool {
    switch self {
    case .ole2: !extensions.filter { ["pub", "mpp", "db"].contains($0) }.isEmpty
    case .rtf: extensions.contains("rtf")
    case .json, .csv, .urlEncoded: extensions.contains("txt") || isAllowed(byExtensions: extensions)
    default: isAllowed(byExtensions: extensions)
    }
  }

  private func agreement(with types: [ContentType]) -> ContentAgreement {
    if types.contains(self) || types.contains(where: { includes($0) }) { return .agrees }
    guard self == .unknown || self == .empty else { return .disagrees }
    // What would be known by its bytes is not what they are.
    return self == .unknown && types.allSatisfy(\.isKnownByBytes) ? .disagrees : .none
  }

  /// Whether all files of the type are known by their bytes.
  private var isKnownByBytes: Bool {
    switch group {
    case .image, .font, .archive, .executable: self != .tga
    default: self == .pdf
    }
  }

  /// Whether a content that is said to be of another type may be of this one: a document is an archive as
  /// well, and data as text are text.
  private func includes(_ other: ContentType) -> Bool {
    switch (self, other) {
    case (.json, .text), (.xml, .text), (.csv, .text), (.text, .csv), (.urlEncoded, .text): true
    case (.docx, .docm), (.xlsx, .xlsm), (.pptx, .pptm): true
    case (.cur, .ico), (.mp4, .quickTime), (.quickTime, .mp4), (.openType, .trueType): true
    case (.trueType, .openType), (.heif, .avif), (.avif, .heif): true
    case (.doc, .ole2), (.xls, .ole2), (.ppt, .ole2), (.msg, .ole2), (.msi, .ole2): true
    default: false
    }
  }

  /// What follows the last dot of a name's last component, in small letters.
  static func fileExtension(of name: Span<UInt8>) -> String? {
    var place = name.count
    // What Windows takes away at the end of a name.
    while place > 0, name[place - 1] == 0x20 || name[place - 1] == 0x2E { place -= 1 }
    let end = place
    while place > 0, end - place <= 20 {
      let byte = name[place - 1]
      if byte == 0x2F || byte == 0x5C { return nil }
      if byte == 0x2E {
        return String(decoding: (place..<end).map { name[$0].lowercased }, as: UTF8.self)
      }
      place -= 1
    }
    return nil
  }

  private static func essence(of type: Span<UInt8>) -> String {
    var bytes: [UInt8] = []
    for place in 0..<min(type.count, 128) {
      if type[place] == 0x3B { break }
      if type[place] > 0x20 { bytes.append(type[place].lowercased) }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  private static let byExtension = table { $0.extensions }
  private static let byMediaType = table { $0.mediaTypes }

  private static func table(_ names: (ContentType) -> [String]) -> [String: [ContentType]] {
    var table: [String: [ContentType]] = [:]
    for type in allCases {
      for name in names(type) { table[name, default: []].append(type) }
    }
    return table
  }
}
