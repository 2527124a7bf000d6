internal import Decoding
internal import Formats

extension ContentInspection {
  /// Containers of source in one stream that are tried, where the directory names none.
  private static let containersMax = 64

  /// Gives the source of a project's modules to the walk, as one text: signatures may have parts in several
  /// modules. Source that the directory does not name is looked for.
  mutating func readMacros(_ project: MacroProject, name: [UInt8]) {
    mark(.macros)
    var modules: [VBAModule] = []
    if let directory = project.directory {
      let decoded = decompress(directory.span, at: 0)
      modules = VBADirectory.modules(decoded.bytes.span).modules
    }
    let offsets = project.sourceOffsets(modules)
    var source: [UInt8] = []
    for (place, stream) in project.streams.enumerated() {
      guard hasTime() else { break }
      let bytes = stream.bytes.span
      if let offset = offsets[place], bytes.byte(at: offset) == VBACompression.signature {
        let decoded = decompress(bytes, at: offset)
        append(decoded.bytes, to: &source)
        if decoded.end == .complete { continue }
      }
      appendFound(bytes, to: &source)
    }
    guard !source.isEmpty else { return }
    inspect(source.span, .macro, name: name.span)
  }

  /// Source at places that nothing names.
  private mutating func appendFound(_ bytes: Span<UInt8>, to source: inout [UInt8]) {
    var from = 0
    for _ in 0..<Self.containersMax {
      guard let found = VBASource.firstPlace(in: bytes, from: from) else { return }
      let decoded = decompress(bytes, at: found)
      append(decoded.bytes, to: &source)
      from = found + max(1, decoded.consumedBytes)
    }
  }

  private func append(_ module: [UInt8], to source: inout [UInt8]) {
    if let last = source.last, last != 0x0A { source.append(0x0A) }
    source.append(contentsOf: module)
  }

  private mutating func decompress(_ bytes: Span<UInt8>, at offset: Int) -> Decoded {
    let left = unpackedBytesLeft(packedBytes: bytes.count)
    let decoded = VBACompression.decompress(bytes, at: offset, bytesMax: left)
    if decoded.end == .limit { failForUnpackedBytes(packedBytes: bytes.count) }
    record.unpackedBytes += decoded.bytes.count
    return decoded
  }
}
