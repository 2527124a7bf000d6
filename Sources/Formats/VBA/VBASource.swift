/// Finds the compressed source of a module in its stream without being told where it lies.
public enum VBASource {
  /// The text that every source begins with, `Attribut`, as its first tokens are written: a byte of flags
  /// and eight letters, since nothing there can repeat.
  private static let beginning: StaticString = "\0Attribut"

  /// Where a container of source begins, from a place on.
  public static func firstPlace(in bytes: Span<UInt8>, from start: Int = 0) -> Int? {
    var place = max(start, 0)
    while let found = bytes.firstPlace(of: VBACompression.signature, from: place) {
      // The signature, a header of two bytes, then the tokens; VB6's editor and others write "Attribut"
      // with whatever case.
      if hasBeginning(bytes, at: found + 3), let header = bytes.little16(at: found + 1),
        header >> 12 & 7 == 3
      {
        return found
      }
      place = found + 1
    }
    return nil
  }

  private static func hasBeginning(_ bytes: Span<UInt8>, at offset: Int) -> Bool {
    guard let run = bytes.run(at: offset, count: beginning.utf8CodeUnitCount) else { return false }
    return beginning.withUTF8Buffer { text in
      for place in 0..<text.count {
        guard unsafe run[place].lowercased == text[place].lowercased else { return false }
      }
      return true
    }
  }
}
