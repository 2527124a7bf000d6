/// Brings HTML to the forms that ClamAV 1.4 scans in its place, byte for byte.
///
/// One is used for many documents, one after the other; it keeps its memory between them, up to some
/// megabytes. A document is held whole, and so are its forms: at most some three times its bytes.
public struct HTMLNormaliser: ~Copyable {
  private let limits: HTMLLimits
  private var machine = HTMLMachine()
  private var chunk = [UInt8](repeating: 0, count: ChunkReader.roomBytes)
  private var isCut = false

  public init(limits: HTMLLimits = HTMLLimits()) {
    self.limits = limits
  }

  /// Normalises a document.
  ///
  /// Hostile bytes are no errors: whatever they are, there is a result. Takes time in proportion to
  /// the bytes and to ``HTMLLimits/nestedScriptBytesMax``.
  ///
  /// - Parameters:
  ///   - document: The whole document. UTF-16 must have been narrowed (``WideHTML``).
  ///   - take: is given the forms and the embedded files in the order in which ClamAV scans them; none
  ///     that are empty.
  /// - Returns: `false` where one of ``HTMLLimits`` that ClamAV does not have cut something off: a
  ///   document that matches nothing is then not known to be clean.
  public mutating func normalise(
    _ document: Span<UInt8>, _ take: (NormalisedContent, Span<UInt8>) -> Void
  ) -> Bool {
    guard document.count <= limits.htmlBytesMax else { return true }
    machine.reset(limits, documentBytes: document.count)
    isCut = false
    let isRead = read(document)
    if isRead { machine.finish() }
    machine.close()
    if isRead, machine.hasStyle { takeStyleImages(take) }
    if !machine.plain.isEmpty { take(.withoutComments, machine.plain.bytes) }
    if !machine.text.isEmpty, document.count <= limits.withoutTagsBytesMax {
      take(.withoutTags, machine.text.bytes)
    }
    if !machine.scripts.output.isEmpty { take(.script, machine.scripts.output.bytes) }
    for index in 0..<machine.dataURIs.count { take(.dataURI, machine.dataURIs.file(index)) }
    return !isCut && !machine.dataURIs.isCut && !machine.scripts.isCut
  }

  private mutating func takeStyleImages(_ take: (NormalisedContent, Span<UInt8>) -> Void) {
    var images = StyleImages(machine.style.bytes)
    var count = 0
    while let image = images.next() {
      guard count < limits.embeddedFilesMax else {
        isCut = true
        return
      }
      count += 1
      take(.styleImage, image.span)
    }
  }

  /// Runs the machine over all chunks.
  ///
  /// - Returns: `false` where ClamAV gives the document up; what there is by then is scanned.
  private mutating func read(_ document: Span<UInt8>) -> Bool {
    var reader = ChunkReader()
    // The machine works on it beside this.
    var chunk: [UInt8] = []
    swap(&chunk, &self.chunk)
    defer { swap(&chunk, &self.chunk) }
    var span = chunk.mutableSpan
    guard reader.next(of: document, into: &span) else { return true }
    var bytesLeft = limits.readingsMax * document.count + ChunkReader.chunkBytesMax
    while true {
      let start = machine.position
      guard machine.run(&span) else { return false }
      bytesLeft -= machine.position - start
      guard let again = machine.endChunk(span) else { return false }
      if again, bytesLeft > 0 { continue }
      if again { isCut = true }
      let isMore = reader.next(of: document, into: &span)
      machine.startChunk()
      guard isMore else { return true }
      if document.count > limits.withoutTagsBytesMax { machine.text.removeAll() }
    }
  }
}
