/// Where a link of a document leads, by its text alone.
enum LinkTarget {
  /// So much of a target tells where it leads, in bytes.
  private static let headBytes = 64

  /// Whether it is on another machine, or a page or script of its own: templates and documents beside the
  /// document on the author's disk are ordinary, and so is what an office program names by a scheme of its
  /// own.
  static func isElsewhere(_ target: [UInt8]) -> Bool {
    if isShare(target) { return true }
    let head = head(target)
    guard let colon = head.firstIndex(of: ":") else { return false }
    if head.hasPrefix("vnd.sun.star.") || head.hasPrefix("private:") { return false }
    return !head.hasPrefix("file:") && head.distance(from: head.startIndex, to: colon) > 1
  }

  /// Whether it is a file on another machine: opening it tells that machine who the user is.
  static func isShare(_ target: [UInt8]) -> Bool {
    let head = String(head(target).map { $0 == "\\" ? "/" : $0 })
    if head.hasPrefix("//") || head.hasPrefix("smb:") { return true }
    guard head.hasPrefix("file:") else { return false }
    let rest = head.dropFirst(5)
    guard rest.hasPrefix("//") else { return false }
    // Three slashes begin a path on this machine, two or four and more a name of another.
    let name = rest.drop { $0 == "/" }
    let slashes = rest.count - name.count
    return slashes == 2 && !name.dropFirst().hasPrefix(":") && !name.hasPrefix("localhost")
      || slashes > 3
  }

  /// Whether it runs a macro: the schemes by which OpenOffice names them.
  static func isMacro(_ target: [UInt8]) -> Bool {
    let head = head(target)
    return head.hasPrefix("vnd.sun.star.script:") || head.hasPrefix("macro:")
  }

  /// The beginning in small letters, without the blanks before it, which count for nothing.
  private static func head(_ target: [UInt8]) -> String {
    let text = target.drop { $0 <= 0x20 }
    return String(decoding: text.prefix(headBytes).map(\.lowercased), as: UTF8.self)
  }
}
