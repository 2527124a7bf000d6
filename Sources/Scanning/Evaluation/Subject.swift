package import FileTypes
package import Signatures

/// Places in an executable that offsets are counted from, as offsets in its file.
package struct LayoutOffsets: Sendable {
  /// A section's bytes in the file.
  package struct Section: Sendable {
    package var offset: UInt64
    package var size: UInt64

    /// A section that lies there.
    package init(offset: UInt64, size: UInt64) {
      self.offset = offset
      self.size = size
    }
  }

  /// Where its entry point lies.
  package var entryPoint: UInt64
  /// Its sections in the order of its headers.
  package var sections: [Section]
  /// Where the values of its version information lie.
  package var versionOffsets: Set<UInt64>

  /// A layout of these places.
  package init(
    entryPoint: UInt64, sections: [Section] = [], versionOffsets: Set<UInt64> = []
  ) {
    self.entryPoint = entryPoint
    self.sections = sections
    self.versionOffsets = versionOffsets
  }
}

/// Bytes in which signatures are evaluated, and what is known of the file that they are.
package struct Subject: ~Escapable {
  /// How an image looks.
  package enum ImageHash: Equatable, Sendable {
    /// The file is no image, or one that has no hash.
    case none
    case known(UInt64)
    /// Reckoning it takes more than is allowed.
    case unknown
  }

  /// The bytes: of the file, or a normal form of them.
  package let bytes: Span<UInt8>
  /// The type that signatures' targets are compared with.
  package let type: TargetType
  /// The size that signatures' conditions are compared with, in bytes.
  package let fileSize: UInt64
  /// Whether patterns can be counted from its end. In forms that ClamAV matches piece by piece they are
  /// nowhere; only expressions are counted from the end there.
  package let isEndKnown: Bool
  /// Places that offsets are counted from.
  package let layout: LayoutOffsets?
  /// The perceptual hash of an image.
  package let imageHash: ImageHash
  /// The types of the files that it lies in, from the outside in, and its own last; without any it lies
  /// in nothing.
  package let types: [FileType]

  /// Bytes of a file.
  ///
  /// - Parameters:
  ///   - fileSize: `nil` where it is the number of bytes.
  ///   - isEndKnown: whether patterns can be counted from the end.
  @_lifetime(copy bytes)
  package init(
    bytes: Span<UInt8>, type: TargetType, fileSize: UInt64? = nil, isEndKnown: Bool = true,
    layout: LayoutOffsets? = nil, imageHash: ImageHash = .none, types: [FileType] = []
  ) {
    self.bytes = bytes
    self.type = type
    self.fileSize = fileSize ?? UInt64(bytes.count)
    self.isEndKnown = isEndKnown
    self.layout = layout
    self.imageHash = imageHash
    self.types = types
  }
}
