// A fuzz target for PDF files: objects, streams, filters and encryption. Built by Tests/Fuzz/run.

internal import Decoding

@testable internal import Formats

/// Properties, not results: nothing traps, streams lie in the file, and filters keep their limit.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzPDFFile(_ data: UnsafePointer<UInt8>, _ size: Int) -> CInt {
  // libFuzzer's buffer is valid for the call.
  let input = unsafe Array(UnsafeBufferPointer(start: data, count: size))
  var file = PDFFile(input.span)
  var survey = PDFSurvey()
  for index in file.places.indices {
    guard let object = file.object(at: index, in: input.span) else { continue }
    survey.add(object, at: index)
    readStream(object, &file, &survey, input)
  }
  for index in file.trailers.indices {
    if let trailer = file.trailer(at: index, in: input.span) { survey.add(trailer: trailer) }
  }
  for number in survey.takeUnasked() {
    for object in file.objects(of: number, in: input.span) {
      survey.look(atUnasked: object.value)
    }
  }
  for number in survey.takeSpecifications() {
    for object in file.objects(of: number, in: input.span) {
      survey.look(atSpecificationOf: object)
    }
  }
  survey.judgeFileNames { PDFText.narrowed($0.bytes) }
  for value in survey.encryptions {
    guard let dictionary = value.dictionary else { continue }
    guard
      case .opened(let encryption) = PDFEncryption.open(
        dictionary, identifiers: survey.identifiers)
    else { continue }
    for text in survey.scripts { _ = PDFText.narrowed(encryption.decrypt(text)) }
  }
  return 0
}

private func readStream(
  _ object: PDFObject, _ file: inout PDFFile, _ survey: inout PDFSurvey, _ input: [UInt8]
) {
  guard let dictionary = object.streamDictionary, let start = object.streamStart else { return }
  let range = file.streamData(from: start, dictionary, in: input.span)
  precondition(range.upperBound <= input.count, "a stream beyond the file")
  let bytesMax = 1 << 16
  for chain in file.filterChains(of: dictionary, in: input.span) {
    var bytes = Array(input[range])
    for (filter, parameters) in chain.filters {
      let plain = filter.decode(bytes.span, parameters, bytesMax: bytesMax).bytes
      precondition(plain.count <= bytesMax, "more than the limit")
      bytes = parameters.unpredicted(plain.span) ?? plain
    }
  }
  guard PDFObjectStream.isOne(dictionary) else { return }
  let stream = PDFObjectStream(
    Array(input[range]), first: dictionary["First"]?.integer ?? 0)
  guard file.add(stream) else { return }
  for place in stream.places.prefix(64) {
    if let object = file.packedObject(at: place) { survey.add(object, at: nil) }
  }
}
