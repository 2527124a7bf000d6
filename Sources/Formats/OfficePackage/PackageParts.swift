/// Tells what an archive is and has by the members that are shown to it, in their order: documents of Office
/// Open XML (ECMA-376, [MS-OFFMACRO2]) and OpenDocument, publications, Java archives and Android packages.
///
/// Kinds are decided by what the list of content types says, or the member `mimetype`; by names alone only
/// where there is none of them. What parts make programs do is read wherever they lie: programs find them by
/// types and relationships. Names are compared without their case, as Office does; a slash that leads and
/// backslashes are borne.
public struct PackageParts: Hashable, Sendable {
  /// What was found so far.
  public internal(set) var findings: PackageFindings = []

  var declared: PackageKind?
  private var hasManifest = false
  /// Whether there is what a document has that the member `mimetype` tells of.
  private var hasOpenParts = false
  private var hasAndroidManifest = false
  private var hasAndroidCode = false
  private var programs: PackageKind?
  private var membersSeen = 0
  /// Objects of an OpenDocument, by their folders; those of which the manifest says that they are charts or
  /// formulas.
  var objects: Set<[UInt8]> = []
  var harmlessObjects: Set<[UInt8]> = []
  static let objectsMax = 10_000

  /// Bytes of names that count.
  private static let nameBytesMax = 1024

  /// Nothing was shown yet.
  public init() {}

  /// What it is by all that was shown.
  public var kind: PackageKind {
    if let declared, !isOpen(declared) || hasOpenParts { return declared }
    if hasAndroidManifest, hasAndroidCode { return .androidPackage }
    if let programs { return programs }
    return hasManifest ? .javaArchive : .archive
  }

  private func isOpen(_ kind: PackageKind) -> Bool {
    switch kind {
    case .openText, .openSpreadsheet, .openPresentation, .openGraphics, .publication: true
    default: false
    }
  }

  /// What was found, once all members were shown.
  public var allFindings: PackageFindings {
    objects.subtracting(harmlessObjects).isEmpty ? findings : findings.union(.embeddedObjects)
  }

  /// Shows a member: its name, and its bytes without compression; empty where they could not be had.
  public mutating func add(name: Span<UInt8>, bytes: Span<UInt8>) {
    let name = Self.plain(name)
    readName(name)
    switch name {
    case "mimetype": readOpenType(bytes, isFirst: membersSeen == 0)
    case "[content_types].xml": readMarkup(bytes) { $0.readContentType($1, $2) }
    case "meta-inf/manifest.xml": readMarkup(bytes) { $0.readManifest($1, $2) }
    case "manifest.json": readExtension(bytes)
    case "meta-inf/encryption.xml": readMarkup(bytes) { $0.readEncryption($1, $2) }
    default:
      readBinaryLink(bytes)
      findings.formUnion(OfficeMarkup(part: bytes).findings)
    }
    membersSeen += 1
  }

  /// A name as it is compared.
  private static func plain(_ name: Span<UInt8>) -> String {
    var plain: [UInt8] = []
    for place in 0..<min(name.count, nameBytesMax) {
      let byte = name[place] == 0x5C ? 0x2F : name[place].lowercased
      if byte == 0x2F, plain.isEmpty { continue }
      plain.append(byte)
    }
    return String(decoding: plain, as: UTF8.self)
  }

  private mutating func readName(_ name: String) {
    switch name {
    case "meta-inf/manifest.mf": hasManifest = true
    case "content.xml", "meta-inf/manifest.xml", "meta-inf/container.xml": hasOpenParts = true
    case "androidmanifest.xml": hasAndroidManifest = true
    case "classes.dex", "resources.arsc": hasAndroidCode = true
    case "encrypted-package": findings.formUnion(.encrypted)
    case "install.rdf", "meta-inf/mozilla.rsa", "meta-inf/cose.sig": programs = .browserExtension
    case "extension.vsixmanifest": programs = .editorExtension
    case "appxmanifest.xml", "appxmetadata/appxbundlemanifest.xml": programs = .windowsPackage
    case _ where name.hasPrefix("payload/") && name.hasSuffix(".app/info.plist"):
      programs = .applePackage
    case _ where name.hasSuffix("/"): break
    case _ where name.contains("/embeddings/") || name.contains("/activex/"):
      findings.insert(.embeddedObjects)
    case _ where name.contains("/macrosheets/") || name.hasSuffix("vbaproject.bin"):
      findings.insert(.macros)
    case _ where name.hasPrefix("scripts/"): findings.insert(.macros)
    case _ where name.hasPrefix("basic/"): readBasic(name)
    case _ where name.hasPrefix("object "): readObject(name)
    default: break
    }
  }

  /// The manifest of an extension has a version of the manifest's form. Others are of pages.
  private mutating func readExtension(_ bytes: Span<UInt8>) {
    if bytes.firstPlace(of: "\"manifest_version\"", from: 0) != nil { programs = .browserExtension }
  }

  /// Of macros in Basic, lists of modules are no macros.
  private mutating func readBasic(_ name: String) {
    let lists = ["script-lc.xml", "script-lb.xml", "dialog-lc.xml", "dialog-lb.xml"]
    if !lists.contains(where: { name.hasSuffix($0) }) { findings.insert(.macros) }
  }

  /// An object of an OpenDocument: a file of another program, or a folder.
  private mutating func readObject(_ name: String) {
    let folder = name.utf8.prefix { $0 != 0x2F }
    guard folder.count < name.utf8.count else {
      findings.insert(.embeddedObjects)
      return
    }
    if objects.count < Self.objectsMax { objects.insert(Array(folder)) }
  }

  /// Gives each tag of a part to `body`, with the text that it lies in.
  private mutating func readMarkup(
    _ bytes: Span<UInt8>, _ body: (inout PackageParts, MarkupTag, Span<UInt8>) -> Void
  ) {
    if let narrowed = MarkupText.narrowed(bytes) {
      readTags(narrowed.span, body)
    } else {
      readTags(bytes, body)
    }
  }

  private mutating func readTags(
    _ text: Span<UInt8>, _ body: (inout PackageParts, MarkupTag, Span<UInt8>) -> Void
  ) {
    var place = 0
    while let tag = MarkupTags.next(in: text, from: place) {
      place = tag.end
      if !tag.isEnd { body(&self, tag, text) }
    }
  }
}
