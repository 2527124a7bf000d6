/// A document of XML with the entities that it declares itself in the places that refer to them, and without
/// its document type: what parsers make of it, where what it hides is cut into pieces.
///
/// Expanded are texts that the document declares, in content and in attributes, and declarations in
/// parameter entities. Source: XML 1.0, fifth edition, sections 4.4 and 4.5. Comments and sections of
/// characters stay as they are, and so do references to what is not declared here.
public struct XMLExpansion: Hashable, Sendable {
  /// The document.
  public private(set) var text: [UInt8] = []
  /// Whether it stands for more than was allowed, or an entity for itself.
  public private(set) var isCut = false

  private let declarations: XMLDeclarations
  private let bytesMax: Int

  /// Entities in the texts of entities: more are nobody's.
  private static let depthMax = 128

  /// Expands a document; `nil` where none of its entities is used.
  ///
  /// - Parameter bytesMax: no more is expanded.
  public init?(_ document: Span<UInt8>, bytesMax: Int) {
    guard let type = Self.documentType(document) else { return nil }
    var declarations = XMLDeclarations()
    let end = declarations.read(document, from: type)
    guard !declarations.isEmpty else { return nil }
    self.declarations = declarations
    self.bytesMax = bytesMax
    isCut = declarations.isCut
    var hasEntity = append(document.extracting(min(end, document.count)...), depth: 0)
    for value in declarations.defaults where !isCut {
      put([0x0A].span)
      hasEntity = append(value.span, depth: 0) || hasEntity
    }
    guard hasEntity || isCut else { return nil }
  }

  /// Where the declarations of the document type begin: behind its bracket.
  private static func documentType(_ text: Span<UInt8>) -> Int? {
    var place = 0
    while let open = text.firstPlace(of: 0x3C, from: place) {
      if text.has("<!--", at: open) {
        place = text.end(of: "-->", from: open + 4)
      } else if text.has("<?", at: open) {
        place = text.end(of: "?>", from: open + 2)
      } else if PlainText.has("<!doctype", at: open, in: text) {
        return bracket(text, from: open + 9)
      } else {
        return nil
      }
    }
    return nil
  }

  private static func bracket(_ text: Span<UInt8>, from start: Int) -> Int? {
    var place = start
    while let byte = text.byte(at: place) {
      switch byte {
      case 0x5B: return place + 1
      case 0x3E: return nil
      case 0x22, 0x27: place = XMLScanner.literal(text, at: place).end
      default: place += 1
      }
    }
    return nil
  }

  /// Puts a text behind what is there; whether there was an entity in it.
  private mutating func append(_ piece: Span<UInt8>, depth: Int) -> Bool {
    var hasEntity = false
    var place = 0
    while place < piece.count, !isCut {
      let mark = piece.firstPlace(of: 0x26, from: place) ?? piece.count
      let aside = piece.firstPlace(of: 0x3C, from: place) ?? piece.count
      let next = min(mark, aside)
      put(piece.extracting(place..<next))
      guard next < piece.count else { break }
      place = next + 1
      if next == aside {
        place = asideEnd(piece, at: next)
        put(piece.extracting(next..<place))
      } else if let name = XMLDeclarations.name(piece, at: next),
        let value = declarations.general[[UInt8](copying: piece.extracting(name))]
      {
        hasEntity = true
        place = name.upperBound + 1
        if depth < Self.depthMax { _ = append(value.span, depth: depth + 1) } else { isCut = true }
      } else {
        put(piece.extracting(next..<place))
      }
    }
    return hasEntity
  }

  /// Where a comment or a section of characters ends, in which nothing is a reference; else behind the sign.
  private func asideEnd(_ piece: Span<UInt8>, at place: Int) -> Int {
    if piece.has("<!--", at: place) { return piece.end(of: "-->", from: place + 4) }
    if piece.has("<![CDATA[", at: place) { return piece.end(of: "]]>", from: place + 9) }
    return place + 1
  }

  private mutating func put(_ bytes: Span<UInt8>) {
    guard bytes.count <= bytesMax - text.count else {
      isCut = true
      return
    }
    text.append(copying: bytes)
  }
}
