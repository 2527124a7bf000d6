/// A file in a text, by one of the encodings that carried files before MIME did.
public enum EncodedFile: Hashable, Sendable {
  case uuencoded(UUEncodedFile)
  case yEncoded(YEncodedFile)

  /// The next file that begins at an offset or after it; `nil` where there is none.
  public static func next(in text: Span<UInt8>, from offset: Int) -> EncodedFile? {
    var place = offset
    if place > 0, text[place - 1] != 0x0A, text[place - 1] != 0x0D {
      place = text.nextLine(from: place)
    }
    while place < text.count {
      if text[place] == 0x62, let file = UUEncodedFile(text, at: place) { return .uuencoded(file) }
      if text[place] == 0x3D, let file = YEncodedFile(text, at: place) { return .yEncoded(file) }
      place = text.nextLine(from: place)
    }
    return nil
  }

  /// What it stands for.
  public var bytes: [UInt8] {
    switch self {
    case .uuencoded(let file): file.bytes
    case .yEncoded(let file): file.bytes
    }
  }

  /// Where its name lies.
  public var name: Range<Int> {
    switch self {
    case .uuencoded(let file): file.name
    case .yEncoded(let file): file.name
    }
  }

  /// Where the text goes on behind it.
  public var end: Int {
    switch self {
    case .uuencoded(let file): file.end
    case .yEncoded(let file): file.end
    }
  }
}
