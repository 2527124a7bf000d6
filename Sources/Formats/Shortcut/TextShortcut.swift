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
    return text.has("[Desktop Entry]", at: place) ? .desktop : nil
  }

  /// Whether a line begins with a key that has a value.
  public static func hasKey(_ key: StaticString, in text: Span<UInt8>) -> Bool {
    var place = 0
    while place < text.count {
      while let byte = text.byte(at: place), byte <= 0x20 { place += 1 }
      if PlainText.has(key, at: place, in: text) {
        var end = place + key.utf8CodeUnitCount
        while let byte = text.byte(at: end), byte == 0x20 || byte == 0x09 { end += 1 }
        if text.byte(at: end) == 0x3D { return true }
      }
      guard let end = text.firstPlace(of: 0x0A, from: place) else { return false }
      place = end + 1
    }
    return false
  }
}
