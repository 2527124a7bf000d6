/// Brings HTML to the forms that ClamAV 1.4 scans in its place, byte for byte.
///
/// One is used for many documents, one after the other; it keeps its memory between them. A document
/// is held whole, and so are its forms: at most some three times its bytes.
public struct HTMLNormaliser: ~Copyable {
  private let limits: HTMLLimits
  private var machine = HTMLMachine()
  private var isCut = false

  public init(limits: HTMLLimits = HTMLLimits()) {
    self.limits = limits
  }

  /// Normalises a document.
  ///
  /// Hostile bytes are no errors: whatever they are, there is a result. Takes time in proportion to
  /// the bytes and to ``HTMLLimits/nestedScriptBytesMax``.
  ///
  /// - Parameter document: The whole document. UTF-16 must have been narrowed (``WideHTML``).
  public mutating func normalise(_ document: Span<UInt8>) -> NormalisedHTML {
    guard document.count <= limits.htmlBytesMax else { return NormalisedHTML() }
    machine.reset(limits, documentBytes: document.count)
    isCut = false
    let isRead = read(document)
    if isRead { machine.finish() }
    machine.close()
    var result = NormalisedHTML()
    if isRead, machine.hasStyle {
      var images = StyleImages(machine.style.array())
      while let image = images.next() {
        guard result.contents.count < limits.embeddedFilesMax else {
          result.isWhole = false
          break
        }
        result.add(.styleImage, image)
      }
    }
    result.add(.withoutComments, machine.plain.array())
    if document.count <= limits.withoutTagsBytesMax {
      result.add(.withoutTags, machine.text.array())
    }
    result.add(.script, machine.scripts.output.array())
    for file in machine.dataURIs.files() { result.add(.dataURI, file) }
    if isCut || machine.dataURIs.isCut || machine.scripts.isCut { result.isWhole = false }
    return result
  }

  /// Runs the machine over all chunks.
  ///
  /// - Returns: `false` where ClamAV gives the document up; what there is by then is scanned.
  private mutating func read(_ document: Span<UInt8>) -> Bool {
    var reader = ChunkReader()
    var chunk = [UInt8](repeating: 0, count: ChunkReader.roomBytes)
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

extension NormalisedHTML {
  fileprivate mutating func add(_ kind: NormalisedContent.Kind, _ bytes: [UInt8]) {
    if !bytes.isEmpty { contents.append(NormalisedContent(kind: kind, bytes: bytes)) }
  }
}
