/// The fields of a canonical head that say how its body is to be read, or what its digest is: worth nothing
/// when another body takes its place.
public enum BodyFields {
  private static let names: [StaticString] = [
    "content-type", "content-encoding", "content-md5", "digest", "content-digest", "repr-digest",
  ]

  /// Takes them out, whole lines; gives the length of what is left.
  ///
  /// - Parameter headBytes: the length of the head: lines that end with CR LF, without the empty one.
  public static func remove(from head: inout MutableSpan<UInt8>, headBytes: Int) -> Int {
    var place = 0
    var kept = 0
    while place < headBytes {
      var end = place
      while end < headBytes, head[end] != Byte.lf { end += 1 }
      end = min(headBytes, end + 1)
      if !names.contains(where: { isField($0, head.span.extracting(place..<end)) }) {
        if kept < place {
          for index in 0..<end - place { head[kept + index] = head[place + index] }
        }
        kept += end - place
      }
      place = end
    }
    return kept
  }

  private static func isField(_ name: StaticString, _ line: Span<UInt8>) -> Bool {
    let count = name.utf8CodeUnitCount
    guard line.count > count, line[count] == Byte.colon else { return false }
    return ByteScan.equalIgnoringCase(line.extracting(0..<count), name)
  }
}
