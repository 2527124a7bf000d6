package import Hyperscan

/// A database image under construction.
package struct ImageWriter {
  private(set) var extents: [DatabaseImage.Extent] = []
  package private(set) var bytes: [UInt8] = []

  /// An image without sections.
  package init() {}

  /// Adds a section. Records must have no padding between or after their fields: its bytes could
  /// be anything, and the same sources would not give the same file.
  package mutating func add<Element: BitwiseCopyable>(
    _ section: ImageSection, _ elements: [Element]
  ) {
    precondition(!extents.contains { $0.section == section.rawValue }, "a section twice")
    pad()
    let offset = bytes.count
    unsafe elements.withUnsafeBytes { unsafe bytes.append(contentsOf: $0) }
    extents.append(
      DatabaseImage.Extent(
        section: section.rawValue, offset: UInt64(offset), byteCount: UInt64(bytes.count - offset)))
  }

  /// Adds Hyperscan's databases as they lie in memory, and a section that says where each is.
  package mutating func add(
    _ section: ImageSection, extents extentsSection: ImageSection, _ databases: [Database]
  ) throws(HyperscanError) {
    var images: [UInt8] = []
    var places: [UInt64] = []
    for database in databases {
      let surplus = images.count % Database.imageAlignment
      if surplus > 0 {
        images.append(contentsOf: repeatElement(0, count: Database.imageAlignment - surplus))
      }
      let image = try database.imageBytes()
      places.append(UInt64(images.count))
      places.append(UInt64(image.count))
      images.append(contentsOf: image)
    }
    add(section, images)
    add(extentsSection, places)
  }

  /// Fills up the last page.
  mutating func pad() {
    let surplus = bytes.count % DatabaseImage.alignment
    if surplus > 0 {
      bytes.append(contentsOf: repeatElement(0, count: DatabaseImage.alignment - surplus))
    }
  }

  /// The image in this process's own memory.
  package consuming func finish() -> DatabaseImage {
    let memory = UnsafeMutableRawBufferPointer.allocate(
      byteCount: max(bytes.count, 1), alignment: DatabaseImage.alignment)
    unsafe memory.copyBytes(from: bytes)
    return unsafe DatabaseImage(memory: UnsafeRawBufferPointer(memory), extents: extents) {
      memory in unsafe memory.deallocate()
    }
  }
}
