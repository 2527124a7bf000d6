internal import Decoding
internal import Formats

extension ContentInspection {
  /// Reads the stream of a presentation: the storages of its objects, and of its macros, lie in it.
  mutating func readPresentation(_ stream: Span<UInt8>) {
    let presentation = PresentationStream(stream)
    if presentation.isEncrypted { failAsEncrypted() }
    if presentation.isCut { fail(.files) }
    let isEncrypted = record.contents[current].reasons.contains(UnjudgedReasons(.encrypted))
    for storage in presentation.storages {
      guard isInspecting,
        let packed = stream.run(at: storage.offset, count: storage.byteCount)
      else { return }
      guard storage.unpackedBytes != nil else {
        readStorage(packed)
        continue
      }
      let decoded = decode(packed, as: .zlib)
      // What is encrypted is no damage as well.
      if decoded.end == .truncated || decoded.end == .damaged, !isEncrypted { fail(.damaged) }
      readStorage(decoded.bytes.span)
    }
  }

  /// A storage of an object, a control or macros.
  private mutating func readStorage(_ bytes: Span<UInt8>) {
    if !isProject(bytes) { mark(.oleEmbeddedObject) }
    let name: [UInt8] = []
    inspect(bytes, .embedded, name: name.span)
  }

  /// Whether a compound file is nothing but a project of macros.
  private func isProject(_ bytes: Span<UInt8>) -> Bool {
    guard let file = CompoundFile(bytes) else { return false }
    let roles = CompoundRoles(file)
    return roles.hasProject && !roles.hasObjects
      && file.entries.contains { $0.parent == 0 && $0.kind == .storage && $0.isNamed("VBA") }
  }
}
