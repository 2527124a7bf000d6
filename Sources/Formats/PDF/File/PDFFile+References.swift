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
      if packed[place.reference.number, default: []].count < Self.definitionsMax {
        packed[place.reference.number, default: []].append(packedPlace)
      }
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

  /// What a value refers to, by the last definition; any other value as it is.
  public mutating func resolved(_ value: PDFValue, in bytes: Span<UInt8>) -> PDFValue {
    guard let reference = value.reference else { return value }
    return objects(of: reference.number, in: bytes).first?.value ?? .other
  }

  /// The filters of a stream; more than one chain where keys are there twice, or objects that they refer to.
  public mutating func filterChains(
    of dictionary: PDFDictionary, in bytes: Span<UInt8>
  ) -> [PDFFilterChain] {
    let names = dictionary.values("Filter")
    let parameters = (dictionary.values("DecodeParms") + dictionary.values("DP")).last
    let resolvedParameters = parameters.map { resolved($0, in: bytes) }
    var chains: [PDFFilterChain] = []
    for name in names.prefix(Self.definitionsMax) {
      var values = [name]
      if let reference = name.reference {
        values = objects(of: reference.number, in: bytes).map(\.value)
      }
      for value in values where chains.count < Self.definitionsMax {
        let chain = PDFFilterChain(names: value, parameters: resolvedParameters) {
          resolved($0, in: bytes)
        }
        if !chains.contains(where: { $0.isSame(as: chain) }) { chains.append(chain) }
      }
    }
    return chains
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
