/// A database image under construction.
package struct ImageWriter {
  private(set) var extents: [DatabaseImage.Extent] = []
  private(set) var bytes: [UInt8] = []

  /// An image without sections.
  package init() {}

  /// Adds a section. Padding between the fields of a record must be made zero by its initialiser's
  /// layout, or the same sources would not give the same bytes: records have none.
  package mutating func add<Element: BitwiseCopyable>(
    _ section: ImageSection, _ elements: [Element]
  ) {
    precondition(!extents.contains { $0.section == section.rawValue }, "a section twice")
    let surplus = bytes.count % DatabaseImage.alignment
    if surplus > 0 {
      bytes.append(contentsOf: repeatElement(0, count: DatabaseImage.alignment - surplus))
    }
    let offset = bytes.count
    unsafe elements.withUnsafeBytes { unsafe bytes.append(contentsOf: $0) }
    extents.append(
      DatabaseImage.Extent(
        section: section.rawValue, offset: UInt64(offset), byteCount: UInt64(bytes.count - offset)))
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
