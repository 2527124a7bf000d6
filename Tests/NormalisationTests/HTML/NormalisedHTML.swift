@testable import Normalisation

/// The forms of a document, copied.
struct NormalisedHTML: Equatable {
  struct Content: Equatable {
    var kind: NormalisedContent
    var bytes: [UInt8]
  }

  var contents: [Content] = []
  var isWhole = true

  /// The bytes of the first content of a kind; empty where there is none.
  func bytes(_ kind: NormalisedContent) -> [UInt8] {
    contents.first { $0.kind == kind }?.bytes ?? []
  }
}

extension HTMLNormaliser {
  /// Normalises a document, and copies what comes of it.
  mutating func normalise(_ document: Span<UInt8>) -> NormalisedHTML {
    var result = NormalisedHTML()
    result.isWhole = normalise(document) { kind, bytes in
      result.contents.append(
        NormalisedHTML.Content(kind: kind, bytes: bytes.indices.map { bytes[$0] }))
    }
    return result
  }
}
