import Testing

@testable import Normalisation

/// The forms of HTML documents.
@Suite struct HTMLNormaliserTests {
  @Test func `the form without comments is in lower case, with single spaces and double quotes`() {
    let forms = normalised("<P Class='A b'>Hello \n\t World<!-- no -->!</P>")
    #expect(forms.plain == "<p class=\"A b\">hello world!</p>".lowercased())
    #expect(forms.text == " hello world ! ")
  }
}

/// The forms of a document as text.
struct Forms {
  var plain = ""
  var text = ""
  var script = ""
  var dataURIs: [String] = []
  var images: [[UInt8]] = []
  var isWhole = true
}

func normalised(_ document: [UInt8], limits: HTMLLimits = HTMLLimits()) -> Forms {
  var normaliser = HTMLNormaliser(limits: limits)
  let result = normaliser.normalise(document.span)
  let string = { (bytes: [UInt8]) in String(decoding: bytes, as: UTF8.self) }
  return Forms(
    plain: string(result.bytes(.withoutComments)), text: string(result.bytes(.withoutTags)),
    script: string(result.bytes(.script)),
    dataURIs: result.contents.filter { $0.kind == .dataURI }.map { string($0.bytes) },
    images: result.contents.filter { $0.kind == .styleImage }.map(\.bytes),
    isWhole: result.isWhole)
}

func normalised(_ document: String, limits: HTMLLimits = HTMLLimits()) -> Forms {
  normalised(Array(document.utf8), limits: limits)
}
