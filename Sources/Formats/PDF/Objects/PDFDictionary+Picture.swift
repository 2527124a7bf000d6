extension PDFDictionary {
  /// How many bytes a stream has at most that is a picture, by what is said of it: ISO 32000-1, section 8.9.5.
  /// `nil` for other streams.
  public var pictureBytes: Int? {
    guard self["Subtype"]?.name == "Image",
      let width = self["Width"]?.integer, let height = self["Height"]?.integer,
      (1...Self.sideMax).contains(width), (1...Self.sideMax).contains(height)
    else { return nil }
    let depth = self["BitsPerComponent"]?.integer ?? 8
    guard (1...16).contains(depth) else { return nil }
    // Predictors have one byte more in each line.
    return ((width * components * depth + 7) / 8 + 1) * height
  }

  /// No picture is so wide or so high.
  private static let sideMax = 1 << 16

  /// How many numbers a dot has; other spaces of color than the plain ones have at most four.
  private var components: Int {
    switch self["ColorSpace"]?.name {
    case "DeviceGray", "G": 1
    case "DeviceRGB", "RGB": 3
    default: 4
    }
  }
}
