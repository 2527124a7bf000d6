extension PDFFile {
  /// The values of all objects as they are written, one after the other, without the data of streams.
  public func text(of bytes: Span<UInt8>) -> [UInt8] {
    let search = ByteSearch("stream")
    var text: [UInt8] = []
    for (index, place) in places.enumerated() {
      let next = index + 1 < places.count ? places[index + 1].offset : bytes.count
      guard place.offset < next else { continue }
      let object = bytes.extracting(place.offset..<next)
      let end = search.firstPlace(in: object, from: 0) ?? object.count
      for offset in 0..<end { text.append(object[offset]) }
      text.append(0x0A)
    }
    return text
  }
}
