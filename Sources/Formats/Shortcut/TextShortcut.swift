/// Shortcuts as text: addresses of Windows (`.url`), and entries of Unix desktops (`.desktop`).
public enum TextShortcut {
  /// A kind of shortcut.
  public enum Kind: Hashable, Sendable {
    /// An address that a browser is to open. Source: Windows, "Internet Shortcut".
    case internet
    /// A program, or an address, that a desktop is to open. Source: freedesktop.org, "Desktop Entry
    /// Specification", 1.5.
    case desktop
  }

  /// What a text is, by its first lines; `nil` where it is no shortcut.
  public static func kind(_ text: Span<UInt8>, from start: Int) -> Kind? {
    var place = start
    // Comments may stand before the first group.
    while text.byte(at: place) == 0x23 || text.byte(at: place) == 0x3B, place - start < 4096 {
      guard let end = text.firstPlace(of: 0x0A, from: place) else { return nil }
      place = end + 1
      while let byte = text.byte(at: place), byte <= 0x20 { place += 1 }
    }
    if PlainText.has("[internetshortcut", at: place, in: text) { return .internet }
    if PlainText.has("[{000214a0-0000-0000-c000-000000000046}]", at: place, in: text) {
      return .internet
    }
    if PlainText.has("[default]", at: place, in: text), hasKey("baseurl", in: text) {
      return .internet
    }
    // A command of the shell of Windows (`.scf`), whose icon is fetched when its folder is shown.
    if PlainText.has("[shell]", at: place, in: text), hasKey("iconfile", in: text) {
      return .internet
    }
    return text.has("[Desktop Entry]", at: place) ? .desktop : nil
  }

  /// Whether a line begins with a key, in small letters, that is given a value.
  public static func hasKey(_ key: StaticString, in text: Span<UInt8>) -> Bool {
    value(of: key, in: text) != nil
  }

  /// Where the value of a key lies that a line begins with; the key is in small letters.
  public static func value(of key: StaticString, in text: Span<UInt8>) -> Range<Int>? {
    var place = 0
    while place < text.count {
      while let byte = text.byte(at: place), byte <= 0x20 { place += 1 }
      let lineEnd = text.firstPlace(of: 0x0A, from: place) ?? text.count
      if PlainText.has(key, at: place, in: text) {
        var start = place + key.utf8CodeUnitCount
        while let byte = text.byte(at: start), byte == 0x20 || byte == 0x09 { start += 1 }
        if text.byte(at: start) == 0x3D {
          start += 1
          while start < lineEnd, text[start] <= 0x20 { start += 1 }
          return start..<max(start, lineEnd)
        }
      }
      place = lineEnd + 1
    }
    return nil
  }

  /// Whether an address is a page: opening it starts nothing else.
  public static func isPage(_ address: Span<UInt8>) -> Bool {
    PlainText.has("http://", at: 0, in: address) || PlainText.has("https://", at: 0, in: address)
  }
}
