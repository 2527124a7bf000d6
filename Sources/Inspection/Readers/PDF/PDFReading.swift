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
  /// Whether it opens with other keys as well, by other dictionaries.
  var hasOtherKeys = false
  /// Whether one revision is encrypted and another is not: both readings are.
  var isPlainToo = true

  /// Looks at the objects in the file, but not yet at those in object streams.
  init(_ bytes: Span<UInt8>) {
    file = PDFFile(bytes)
    streamBytesLeft = bytes.count * Self.streamReadingsMax + 65_536
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
    guard !survey.encryptions.isEmpty else { return }
    isPlainToo = survey.hasPlainTrailer
    var tried: Set<PDFReference> = []
    for value in survey.encryptions {
      var values = [value]
      if let reference = value.reference {
        guard tried.insert(reference).inserted else { continue }
        values = file.objects(of: reference.number, in: bytes).map(\.value)
      }
      for dictionary in values.compactMap(\.dictionary) {
        let opening = PDFEncryption.open(dictionary, identifiers: survey.identifiers)
        guard case .opened(let encryption) = opening else { continue }
        if let known = self.encryption {
          hasOtherKeys = hasOtherKeys || !known.isSame(as: encryption)
        }
        self.encryption = self.encryption ?? encryption
        // What it says of ciphers is read where it stands.
        if PDFEncryption.hasReferences(dictionary) { hasOtherKeys = true }
      }
    }
    isClosed = encryption == nil
  }

  /// Counts the data of a stream; false where streams lie in each other, so that all of them together have
  /// many times the bytes of the file.
  mutating func take(streamBytes count: Int) -> Bool {
    streamBytesLeft -= count
    return streamBytesLeft >= 0
  }

  private var streamBytesLeft: Int
  private static let streamReadingsMax = 4

  /// Whether a viewer finds what it needs to show something.
  var isDocument: Bool { survey.hasCatalog && survey.hasPages }

  /// Looks at what is done unasked, at files that are opened, and at what tables of embedded files refer to.
  mutating func followReferences(_ bytes: Span<UInt8>) {
    while true {
      let numbers = survey.takeUnasked()
      if numbers.isEmpty { break }
      for number in numbers {
        for object in file.objects(of: number, in: bytes) { survey.look(atUnasked: object.value) }
      }
    }
    while true {
      let numbers = survey.takeSpecifications()
      if numbers.isEmpty { break }
      for number in numbers {
        for object in file.objects(of: number, in: bytes) {
          survey.look(atSpecificationOf: object)
        }
      }
    }
    let encryption = encryption
    survey.judgeFileNames { PDFText.narrowed(encryption?.decrypt($0) ?? $0.bytes) }
    for (number, name) in survey.fileTables {
      for object in file.objects(of: number, in: bytes) {
        survey.add(fileTable: object.value, name: name)
      }
    }
  }

  /// The numbers of the streams of forms, each form's in its order; a form may be an array by itself.
  mutating func forms(_ bytes: Span<UInt8>) -> [[Int]] {
    var forms: [[Int]] = []
    var known: Set<[Int]> = []
    for numbers in survey.forms {
      var form = numbers
      if form.count == 1 {
        for object in file.objects(of: form[0], in: bytes) {
          if case .array(let values) = object.value {
            form = values.compactMap { $0.reference?.number }
          }
        }
      }
      // A part that is there many times is one: together they could be of any size.
      var seen: Set<Int> = []
      form.removeAll { !seen.insert($0).inserted }
      if known.insert(form).inserted { forms.append(form) }
    }
    return forms
  }

  /// A string as it is meant.
  func plain(_ text: PDFText) -> [UInt8] {
    PDFText.narrowed(encryption?.decrypt(text) ?? text.bytes)
  }
}
