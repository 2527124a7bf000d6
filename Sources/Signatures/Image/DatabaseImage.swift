/// The resident part of a compiled database: sections of plain records in one run of memory, each
/// aligned to a page, which may be this process's own or mapped from a file.
@safe
package final class DatabaseImage: @unchecked Sendable {
  /// Sections begin at multiples of this many bytes.
  package static let alignment = 4096

  /// Where a section lies.
  package struct Extent: BitwiseCopyable, Sendable {
    package var section: UInt32
    package var offset: UInt64
    package var byteCount: UInt64
  }

  private let memory: UnsafeRawBufferPointer
  private let extents: [Extent]
  private let release: @Sendable (UnsafeRawBufferPointer) -> Void

  /// Takes memory over: `release` is called once, when nothing refers to the image any more.
  ///
  /// Extents that do not lie within the memory are a programming error: whoever reads them from a
  /// file checks them first.
  package init(
    memory: UnsafeRawBufferPointer, extents: [Extent],
    release: @escaping @Sendable (UnsafeRawBufferPointer) -> Void
  ) {
    for extent in extents {
      precondition(extent.offset % UInt64(Self.alignment) == 0)
      precondition(extent.byteCount <= UInt64(memory.count))
      precondition(extent.offset <= UInt64(memory.count) - extent.byteCount)
    }
    unsafe self.memory = memory
    self.extents = extents
    unsafe self.release = release
  }

  deinit {
    unsafe self.release(memory)
  }

  /// The records of a section; none where the image does not have it. Its owner must keep the
  /// image.
  package func table<Element: BitwiseCopyable>(
    _ section: ImageSection, of type: Element.Type
  ) -> Table<Element> {
    guard let extent = extents.first(where: { $0.section == section.rawValue }) else {
      return unsafe Table(unsafeBase: nil, count: 0)
    }
    precondition(extent.byteCount % UInt64(MemoryLayout<Element>.stride) == 0)
    let start = unsafe memory.baseAddress! + Int(extent.offset)
    return unsafe Table(
      unsafeBase: start.assumingMemoryBound(to: Element.self),
      count: Int(extent.byteCount) / MemoryLayout<Element>.stride)
  }
}
