internal import Formats

/// A PDF file in the course of being read.
struct PDFReading {
  /// Its objects.
  var file: PDFFile
  /// What they say.
  var survey = PDFSurvey()
  /// How its strings and streams are read, where they are encrypted and that could be had.
  var encryption: PDFEncryption?
  /// Whether it is encrypted and could not be opened.
  var isClosed = false
  /// Whether one revision is encrypted and another is not: both readings are.
  var isPlainToo = true

  /// Looks at the objects in the file, but not yet at those in object streams.
  init(_ bytes: Span<UInt8>) {
    file = PDFFile(bytes)
    // A PDF file that is embedded as it is has objects of its own: it is read by itself.
    var embeddedEnd = 0
    for index in file.places.indices where file.places[index].offset >= embeddedEnd {
      guard let object = file.object(at: index, in: bytes) else { continue }
      survey.add(object, at: index)
      if let dictionary = object.streamDictionary, let start = object.streamStart,
        bytes.has("%PDF-", at: start), dictionary["Filter"] == nil
      {
        embeddedEnd = file.streamData(from: start, dictionary, in: bytes).upperBound
      }
    }
    for index in file.trailers.indices {
      if let trailer = file.trailer(at: index, in: bytes) { survey.add(trailer: trailer) }
    }
    open(bytes)
  }

  /// Tries the empty password, if there is encryption.
  private mutating func open(_ bytes: Span<UInt8>) {
    let given = survey.encryptions.compactMap(\.self)
    guard !given.isEmpty else { return }
    isPlainToo = given.count < survey.encryptions.count
    var tried: Set<PDFReference> = []
    for value in given {
      var values = [value]
      if let reference = value.reference {
        guard tried.count < Self.encryptionsMax, tried.insert(reference).inserted else { continue }
        values = file.objects(of: reference.number, in: bytes).map(\.value)
      }
      for dictionary in values.compactMap(\.dictionary) where encryption == nil {
        let opening = PDFEncryption.open(dictionary, identifiers: survey.identifiers)
        if case .opened(let encryption) = opening { self.encryption = encryption }
      }
    }
    isClosed = encryption == nil
  }

  /// Encryption dictionaries that are tried.
  private static let encryptionsMax = 8

  /// Whether a viewer finds what it needs to show something.
  var isDocument: Bool { survey.hasCatalog && survey.hasPages }

  /// Looks at what is done unasked, and at what tables of embedded files refer to.
  mutating func followReferences(_ bytes: Span<UInt8>) {
    while true {
      let numbers = survey.takeUnasked()
      if numbers.isEmpty { break }
      for number in numbers {
        for object in file.objects(of: number, in: bytes) { survey.look(atUnasked: object.value) }
      }
    }
    for (number, name) in survey.fileTables {
      for object in file.objects(of: number, in: bytes) {
        survey.add(fileTable: object.value, name: name)
      }
    }
  }

  /// The numbers of the streams of forms, each form's in its order; a form may be an array by itself.
  mutating func forms(_ bytes: Span<UInt8>) -> [[Int]] {
    survey.forms.map { numbers in
      guard numbers.count == 1 else { return numbers }
      for object in file.objects(of: numbers[0], in: bytes) {
        if case .array(let values) = object.value {
          return values.compactMap { $0.reference?.number }
        }
      }
      return numbers
    }
  }

  /// A string as it is meant.
  func plain(_ text: PDFText) -> [UInt8] {
    PDFText.narrowed(encryption?.decrypt(text) ?? text.bytes)
  }
}
