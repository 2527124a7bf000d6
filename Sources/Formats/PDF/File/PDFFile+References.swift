/// Where an object lies in the object streams.
struct PDFPackedPlace: Hashable, Sendable {
  var stream: Int
  var offset: Int
}

extension PDFFile {
  /// Bytes of all object streams that are kept at a time.
  public static let objectStreamBytesMax = 64 << 20

  /// Takes the objects of an object stream up; false where all of them together are too large.
  public mutating func add(_ stream: PDFObjectStream) -> Bool {
    let kept = objectStreams.reduce(0) { $0 + $1.bytes.count }
    guard kept + stream.bytes.count <= Self.objectStreamBytesMax else { return false }
    addReadings(of: stream.bytes.count)
    for place in stream.places {
      let packedPlace = PDFPackedPlace(stream: objectStreams.count, offset: place.offset)
      packed[place.reference.number, default: []].append(packedPlace)
    }
    objectStreams.append(stream)
    return true
  }

  /// Reads an object of the object stream that was added last.
  public mutating func packedObject(at place: PDFPlace) -> PDFObject? {
    guard !objectStreams.isEmpty else { return nil }
    let found = PDFPackedPlace(stream: objectStreams.count - 1, offset: place.offset)
    return packedObject(place.reference.number, found)
  }

  private mutating func packedObject(_ number: Int, _ place: PDFPackedPlace) -> PDFObject? {
    let bytes = objectStreams[place.stream].bytes
    guard let value = value(at: place.offset, in: bytes.span) else { return nil }
    let reference = PDFReference(number: number, generation: 0)
    var object = PDFObject(reference: reference, value: value.value)
    object.isPacked = true
    return object
  }

  /// All definitions of an object, as revisions have them: those in the file first, the last one before the
  /// others.
  public mutating func objects(of number: Int, in bytes: Span<UInt8>) -> [PDFObject] {
    guard number >= 0 else { return [] }
    var objects = indices(of: number).compactMap { object(at: $0, in: bytes) }
    for place in packed[number] ?? [] {
      if let object = packedObject(number, place) { objects.append(object) }
    }
    return objects
  }

  /// What the first definition of an object is that is what is asked for, in the order of
  /// ``objects(of:in:)``: the others are not read.
  mutating func firstValue<Value>(
    of number: Int, in bytes: Span<UInt8>, as kind: (PDFValue) -> Value?
  ) -> Value? {
    guard number >= 0 else { return nil }
    for index in indices(of: number) {
      if let value = object(at: index, in: bytes).flatMap({ kind($0.value) }) { return value }
    }
    for place in packed[number] ?? [] {
      if let value = packedObject(number, place).flatMap({ kind($0.value) }) { return value }
    }
    return nil
  }

  /// What a value may be: each definition of what it refers to, or itself.
  private mutating func definitions(
    of value: PDFValue, in bytes: Span<UInt8>, depth: Int = 0
  ) -> [PDFValue] {
    guard let reference = value.reference else { return [value] }
    guard depth < Self.referenceDepthMax else {
      isCut = true
      return []
    }
    var values: [PDFValue] = []
    for object in objects(of: reference.number, in: bytes) {
      values += definitions(of: object.value, in: bytes, depth: depth + 1)
    }
    return values
  }

  /// References that are nothing but another reference.
  private static let referenceDepthMax = 8

  /// What the parameters of a filter are, whose values may be references; that others read another value, as of
  /// a key that is there twice, cuts the file.
  private mutating func parameters(
    _ value: PDFValue, in bytes: Span<UInt8>
  ) -> PDFFilterParameters {
    guard var dictionary = value.dictionary else { return PDFFilterParameters(nil) }
    for index in dictionary.entries.indices {
      let (key, value) = dictionary.entries[index]
      if PDFFilterParameters.keys.contains(key), dictionary.values(key).count > 1 { isCut = true }
      guard let reference = value.reference else { continue }
      let values = definitions(of: value, in: bytes)
      dictionary.entries[index].value = values.first ?? .other
      if values.count > 1, PDFFilterParameters.keys.contains(key), reference.number >= 0 {
        isCut = true
      }
    }
    return PDFFilterParameters(dictionary)
  }

  /// The filters of a stream; more than one chain where keys are there twice, or objects that they refer to.
  /// Of more than ``chainsMax`` the file is cut.
  public mutating func filterChains(
    of dictionary: PDFDictionary, in bytes: Span<UInt8>
  ) -> [PDFFilterChain] {
    let names = lists(of: dictionary.values("Filter"), in: bytes) { _, value in
      value.name.map(PDFFilter.init)
    }
    let given = dictionary.values("DecodeParms") + dictionary.values("DP")
    // What stands for nothing keeps its place beside the filter that has no parameters.
    var parameters = lists(of: given, in: bytes) { $0.parameters($1, in: bytes) }
    if parameters.isEmpty { parameters = [[]] }
    var chains: [PDFFilterChain] = []
    for name in names {
      for parameter in parameters {
        let chain = PDFFilterChain(name, parameters: parameter)
        guard !chains.contains(where: { $0.isSame(as: chain) }) else { continue }
        guard chains.count < Self.chainsMax else {
          isCut = true
          return chains
        }
        chains.append(chain)
      }
    }
    return chains
  }

  /// What some values are, each itself or an array, in each reading that definitions of objects give of
  /// them: each other one once, at most ``chainsMax``.
  private mutating func lists<Element: Equatable>(
    of values: [PDFValue], in bytes: Span<UInt8>, as kind: (inout PDFFile, PDFValue) -> Element?
  ) -> [[Element]] {
    var lists: [[Element]] = []
    for value in values {
      for definition in definitions(of: value, in: bytes) {
        for list in readings(of: definition.elements, in: bytes, as: kind)
        where !lists.contains(list) {
          guard lists.count < Self.chainsMax else {
            isCut = true
            return lists
          }
          lists.append(list)
        }
      }
    }
    return lists
  }

  /// What the elements of an array are, where each may be a reference to an object with many definitions.
  private mutating func readings<Element: Equatable>(
    of elements: [PDFValue], in bytes: Span<UInt8>, as kind: (inout PDFFile, PDFValue) -> Element?
  ) -> [[Element]] {
    var lists: [[Element]] = [[]]
    for element in elements.prefix(PDFFilterChain.filtersMax + 1) {
      var choices: [Element] = []
      var values = definitions(of: element, in: bytes)
      if values.isEmpty { values = [.other] }
      for value in values {
        if let choice = kind(&self, value), !choices.contains(choice) { choices.append(choice) }
      }
      guard !choices.isEmpty else { continue }
      guard lists.count * choices.count <= Self.chainsMax else {
        isCut = true
        return lists
      }
      lists = lists.flatMap { list in choices.map { list + [$0] } }
    }
    return lists
  }
}

extension PDFFilterChain {
  func isSame(as other: PDFFilterChain) -> Bool {
    filters.count == other.filters.count
      && zip(filters, other.filters).allSatisfy {
        $0.filter == $1.filter && $0.parameters == $1.parameters
      }
  }
}
