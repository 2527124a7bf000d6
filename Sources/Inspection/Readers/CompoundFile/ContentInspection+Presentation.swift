internal import Decoding
internal import Formats

extension ContentInspection {
  /// Reads the stream of a presentation: the storages of its objects, and of its macros, lie in it.
  mutating func readPresentation(_ stream: Span<UInt8>) {
    let presentation = PresentationStream(stream)
    if presentation.isEncrypted { failAsEncrypted() }
    if presentation.hasObjects { mark(.oleEmbeddedObject) }
    if presentation.isCut { fail(.files) }
    for storage in presentation.storages {
      guard isInspecting,
        let packed = stream.run(at: storage.offset, count: storage.byteCount)
      else { return }
      guard storage.unpackedBytes != nil else {
        readStorage(packed)
        continue
      }
      let decoded = decode(packed, as: .zlib)
      // What only looked like a storage, or is encrypted, gives nothing.
      guard CompoundFile.isBeginning(decoded.bytes.span) else { continue }
      if decoded.end == .truncated || decoded.end == .damaged { fail(.damaged) }
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
