@testable import Normalisation

/// The forms of a document as text, a character for each byte.
struct Forms: Equatable {
  var plain = ""
  var text = ""
  var script = ""
  var dataURIs: [String] = []
  var images: [String] = []
  var isWhole = true

  init(_ document: [UInt8], limits: HTMLLimits = HTMLLimits()) {
    var normaliser = HTMLNormaliser(limits: limits)
    self.init(normaliser.normalise(document.span))
  }

  init(_ document: String, limits: HTMLLimits = HTMLLimits()) {
    self.init(Array(document.utf8), limits: limits)
  }

  init(_ result: NormalisedHTML) {
    plain = latin(result.bytes(.withoutComments))
    text = latin(result.bytes(.withoutTags))
    script = latin(result.bytes(.script))
    dataURIs = result.contents.filter { $0.kind == .dataURI }.map { latin($0.bytes) }
    images = result.contents.filter { $0.kind == .styleImage }.map { latin($0.bytes) }
    isWhole = result.isWhole
  }
}

/// Bytes as text, a character for each.
func latin(_ bytes: some Sequence<UInt8>) -> String {
  String(String.UnicodeScalarView(bytes.map { Unicode.Scalar($0) }))
}
