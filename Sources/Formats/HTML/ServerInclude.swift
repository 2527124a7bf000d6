/// Includes of servers in pages: comments by which a server runs a program, or puts another file in. Source:
/// Apache HTTP Server, `mod_include`.
public enum ServerInclude {
  private static let search = ByteSearch("<!--#")

  /// Whether a page has one of those that do.
  public static func isIn(_ page: Span<UInt8>) -> Bool {
    var place = 0
    while let found = search.firstPlace(in: page, from: place) {
      place = found + 5
      // Some servers take white space before the name.
      while let byte = page.byte(at: place), byte == 0x20 || byte == 0x09 { place += 1 }
      for name: StaticString in ["exec", "include", "printenv"]
      where PlainText.has(name, at: place, in: page) {
        return true
      }
    }
    return false
  }
}
