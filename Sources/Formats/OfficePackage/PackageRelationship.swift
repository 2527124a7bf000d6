/// What one part of a package of Office has to do with another, or with something outside. Programs find
/// parts by these, and not by paths. Source: ECMA-376, part 2, 8.3.
enum PackageRelationship {
  /// Those by which a program loads a file unasked, where that lies outside of the package. Pictures are not
  /// among them: letters and pages have them at other places, and show them on asking.
  private static let loading = [
    "/attachedtemplate", "/oleobject", "/frame", "/subdocument", "/afchunk", "/package",
    "/control", "/vbaproject", "/mailmergesource", "/mailmergeheadersource", "/transform",
    "extensibility",
  ]
  /// Those by which it shows something: pages have that at other places, and programs show it on asking.
  private static let showing = ["/image", "/hdphoto", "/video", "/audio", "/media"]
  /// Those to objects of other programs within the package.
  private static let objects = ["/oleobject", "/package", "/control", "/activexcontrolbinary"]

  /// What the element of one tells.
  static func findings(_ tag: MarkupTag, _ text: Span<UInt8>) -> PackageFindings {
    guard let value = MarkupTags.attribute("Type", of: tag, in: text) else { return [] }
    let type = String(decoding: value.map(\.lowercased), as: UTF8.self)
    let mode = MarkupTags.attribute("TargetMode", of: tag, in: text) ?? []
    guard mode.map(\.lowercased) == Array("external".utf8) else {
      var found: PackageFindings = []
      if type.hasSuffix("/vbaproject") || type.hasSuffix("macrosheet") { found.insert(.macros) }
      if objects.contains(where: { type.hasSuffix($0) }) { found.insert(.embeddedObjects) }
      return found
    }
    let target = MarkupTags.attribute("Target", of: tag, in: text) ?? []
    let isLoaded = loading.contains { type.hasSuffix($0) }
    let isUnwanted =
      isLoaded && LinkTarget.isElsewhere(target)
      || showing.contains { type.hasSuffix($0) } && LinkTarget.isShare(target)
    return isUnwanted ? .unwantedActions : []
  }
}
