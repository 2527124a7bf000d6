package import Hyperscan

extension DatabaseImage {
  /// Hyperscan's databases that ``ImageWriter/add(_:extents:_:)`` wrote, used where they lie. Each
  /// keeps the image.
  package func databases(
    _ section: ImageSection, extents extentsSection: ImageSection
  ) throws(HyperscanError) -> [Database] {
    let images = table(section, of: UInt8.self)
    let places = table(extentsSection, of: UInt64.self)
    var databases: [Database] = []
    for index in stride(from: 0, to: places.count / 2 * 2, by: 2) {
      let start = Int(clamping: places[index])
      let count = Int(clamping: places[index + 1])
      guard start <= images.count, count <= images.count - start else { throw .notADatabase }
      let bytes = unsafe UnsafeRawBufferPointer(
        start: images.run(at: start, count: count), count: count)
      databases.append(try unsafe Database(image: bytes, owner: self))
    }
    return databases
  }
}
