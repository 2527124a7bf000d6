internal import CArchive

/// Bytes in several places that libarchive reads as one archive, without a copy. They live as long as what
/// has the places.
@unsafe struct ArchivePieces {
  private let pieces: [UnsafeRawBufferPointer]
  private var next = 0

  init(_ pieces: [UnsafeRawBufferPointer]) { unsafe self.pieces = unsafe pieces }

  /// The next piece; an empty one at the end.
  mutating func take() -> UnsafeRawBufferPointer {
    // One without bytes would be the end.
    while unsafe next < pieces.count {
      unsafe next += 1
      if unsafe !pieces[next - 1].isEmpty { return unsafe pieces[next - 1] }
    }
    return unsafe UnsafeRawBufferPointer(start: nil, count: 0)
  }

  /// Gives the next piece to libarchive.
  static let read:
    @convention(c) (
      OpaquePointer?, UnsafeMutableRawPointer?, UnsafeMutablePointer<UnsafeRawPointer?>?
    ) -> Int = { _, state, place in
      guard let state = unsafe state, let place = unsafe place else { return 0 }
      let piece = unsafe state.assumingMemoryBound(to: ArchivePieces.self).pointee.take()
      unsafe place.pointee = piece.baseAddress
      return piece.count
    }
}
