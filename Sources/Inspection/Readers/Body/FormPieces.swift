internal import Formats

/// Tells a file of which libraries in browsers send a piece with each request, by the fields with which they
/// count: Dropzone, Plupload, Resumable.js, Flow.js, Fine Uploader, and those that follow them.
struct FormPieces: Hashable, Sendable {
  private var indexed: Set<Int> = []
  private var counted: Set<Int> = []

  /// By library the name of the field with a piece's number and of that with how many there are, in small
  /// letters.
  private static let names: [(index: StaticString, count: StaticString)] = [
    ("dzchunkindex", "dztotalchunkcount"), ("chunk", "chunks"),
    ("resumablechunknumber", "resumabletotalchunks"), ("flowchunknumber", "flowtotalchunks"),
    ("qqpartindex", "qqtotalparts"), ("chunkindex", "totalchunks"),
    ("chunknumber", "totalchunks"), ("chunk_index", "total_chunks"),
    ("chunk_number", "total_chunks"),
  ]

  /// Takes a field of a form or a parameter of a query.
  ///
  /// - Parameter name: in letters of any size.
  mutating func take(name: Span<UInt8>, value: Span<UInt8>) {
    guard name.count >= 5, name.count <= 20, let number = Self.number(value) else { return }
    for (place, known) in Self.names.enumerated() {
      if ContentInspection.isName(name, known.index) { indexed.insert(place) }
      if number > 1, ContentInspection.isName(name, known.count) { counted.insert(place) }
    }
  }

  /// Whether there are more pieces than the one that is here.
  var isPartial: Bool { !indexed.isDisjoint(with: counted) }

  /// A number in digits; `nil` for what is none, or too large.
  static func number(_ text: Span<UInt8>) -> Int? {
    guard text.count > 0, text.count < 19 else { return nil }
    var number = 0
    for place in 0..<text.count {
      guard (0x30...0x39).contains(text[place]) else { return nil }
      number = number * 10 + Int(text[place] - 0x30)
    }
    return number
  }
}
