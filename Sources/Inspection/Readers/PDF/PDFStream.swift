internal import Formats

/// A stream of a PDF file, and what is needed to read it.
struct PDFStream {
  let reference: PDFReference
  /// Where its data lie in the file.
  let data: Range<Int>
  let dictionary: PDFDictionary
  /// The chains of filters that it may have; none: its data are as they are.
  let chains: [PDFFilterChain]
  /// Of an object stream, where its objects begin.
  let firstOffset: Int
  /// Whether it is an embedded file, for which there may be another cipher.
  let isFile: Bool

  /// Finds the data of an object that is a stream.
  init?(_ index: Int, isFile: Bool, _ file: inout PDFFile, in bytes: Span<UInt8>) {
    guard let object = file.object(at: index, in: bytes), let start = object.streamStart,
      let dictionary = object.streamDictionary
    else { return nil }
    reference = object.reference
    data = file.streamData(from: start, dictionary, in: bytes)
    self.dictionary = dictionary
    chains = file.filterChains(of: dictionary, in: bytes)
    firstOffset = dictionary["First"].flatMap { file.integer($0, in: bytes) } ?? 0
    self.isFile = isFile
  }

  /// Whether it may have no cipher in an encrypted file: readers go by its type, or by what refers to it.
  var mayBePlain: Bool {
    dictionary.values("Type").contains { $0.name == "XRef" || $0.name == "Metadata" }
  }

  /// Its data without the cipher that a file has.
  func decrypted(_ bytes: Span<UInt8>, by encryption: PDFEncryption) -> [UInt8] {
    let named = chains.lazy.flatMap(\.filters).first { $0.filter == .crypt }
    let cipher = encryption.cipher(
      named: named.map { $0.parameters.cipher ?? "Identity" }, isFile: isFile)
    return encryption.decrypt(bytes.extracting(data), of: reference, cipher)
  }
}
