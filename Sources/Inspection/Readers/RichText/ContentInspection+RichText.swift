internal import Formats

extension ContentInspection {
  /// Reads Rich Text: objects, pictures and other data are contents, in each reading that they have.
  mutating func readRichText(_ bytes: Span<UInt8>) {
    let text = RichText(bytes)
    if text.hasObjects { mark(.oleEmbeddedObject) }
    if text.hasUnwantedActions { mark(.unwantedAction) }
    if text.isCut { fail(.files) }
    for data in text.data {
      guard isInspecting else { return }
      readData(data.bytes, data.kind)
      if let other = data.otherBytes { readData(other, data.kind) }
    }
  }

  private mutating func readData(_ bytes: [UInt8], _ kind: RichTextData.Kind) {
    guard take(unpackedBytes: bytes.count, packedBytes: bytes.count) else { return }
    let none: [UInt8] = []
    guard kind == .object, let object = OLE1Object(bytes.span) else {
      inspect(bytes.span, kind == .object ? .embedded : .decoded, name: none.span)
      return
    }
    // The header as well: signatures know classes by their names.
    inspect(bytes.span, .embedded, name: object.className.span, as: .unknown)
    guard let offset = object.offset,
      let native = bytes.span.run(at: offset, count: object.byteCount)
    else { return }
    if CompoundFile.isBeginning(native) {
      inspect(native, .embedded, name: object.className.span)
    } else {
      readNativeObject(NativeObject(native: native), in: native)
    }
  }
}
