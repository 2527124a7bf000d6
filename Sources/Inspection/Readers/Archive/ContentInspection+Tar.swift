internal import Archives
internal import Formats

extension ContentInspection {
  /// Reads a tar archive, and those behind its end, as tapes have them: `tar --ignore-zeros` and the like
  /// read on there. What lies there and is none is a content.
  mutating func readTar(_ bytes: Span<UInt8>) {
    var start = 0
    while isInspecting {
      let archive = bytes.extracting(start...)
      let walk = TarWalk(archive)
      if walk.isAmbiguous { fail(.ambiguous) }
      readArchive(archive, as: .tar, at: start)
      guard walk.end > 0, isInspecting, let next = TarWalk.next(archive, from: walk.end) else {
        return
      }
      start += next.place
      guard next.isArchive else {
        let none: [UInt8] = []
        inspect(bytes.extracting(start...), .appended, name: none.span)
        judged.append(start..<bytes.count)
        return
      }
    }
  }
}
