/// Where the image of a program of Windows ends in its file. Source: Microsoft, "PE Format".
public enum WindowsImage {
  /// Sections past this are none: no loader takes more.
  private static let sectionsMax = 96

  /// The end of the last section's data; `nil` where the headers are not whole. What lies behind it is not
  /// loaded.
  public static func end(_ bytes: Span<UInt8>) -> Int? {
    guard let start = bytes.little32(at: 0x3C).flatMap({ Int(exactly: $0) }),
      bytes.has("PE\0\0", at: start), let sections = bytes.little16(at: start + 6),
      sections <= sectionsMax, let optional = bytes.little16(at: start + 20)
    else { return nil }
    var end = 0
    for index in 0..<Int(sections) {
      let header = start + 24 + Int(optional) + index * 40
      guard let size = bytes.little32(at: header + 16), let offset = bytes.little32(at: header + 20)
      else { return nil }
      if size > 0 { end = max(end, Int(offset) + Int(size)) }
    }
    return min(end, bytes.count)
  }
}
