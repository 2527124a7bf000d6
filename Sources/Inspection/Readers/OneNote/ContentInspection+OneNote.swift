internal import Formats

extension ContentInspection {
  /// Reads a OneNote section: the files in it. Pictures are no objects.
  mutating func readOneNote(_ bytes: Span<UInt8>) {
    let name: [UInt8] = []
    var place = 0
    while isInspecting, let file = OneNoteFile.next(in: bytes, from: place),
      let content = bytes.run(at: file.offset, count: file.byteCount)
    {
      if !file.isComplete { fail(.damaged) }
      if !isPicture(content) { mark(.oleEmbeddedObject) }
      guard hasTime(), take(unpackedBytes: content.count, packedBytes: content.count) else {
        return
      }
      inspect(content, .embedded, name: name.span)
      // A size that covers files after it must not hide them.
      place = file.offset
    }
  }

  private func isPicture(_ bytes: Span<UInt8>) -> Bool {
    switch bodyType(bytes) {
    case .png, .jpeg, .gif, .bmp, .tiff, .webp, .emf, .wmf: true
    default: false
    }
  }
}
