public import Primitives

/// A refused upload on its way into quarantine.
///
/// It names files that its sender keeps open until ``answer`` is called: once, from the store's thread.
public struct QuarantinedUpload: Sendable {
  /// Its name there.
  public let id: EntryID
  /// What it was judged.
  public let verdict: String
  /// What was found out about it.
  public let evidence: [UInt8]
  /// Bytes of its body.
  public let bodyBytes: Int
  /// The file that has the beginning of the body, and how many bytes that is.
  public let beginning: (file: Descriptor, bytes: Int)
  /// The file that has the rest of it, from its own beginning on.
  public let rest: Descriptor
  /// Tells the sender that its files are not needed any more.
  public let answer: @Sendable () -> Void

  /// See the properties. Evidence past ``EntryHeader/evidenceBytesMax`` is left out.
  public init(
    id: EntryID, verdict: String, evidence: [UInt8], bodyBytes: Int,
    beginning: (file: Descriptor, bytes: Int), rest: Descriptor,
    answer: @escaping @Sendable () -> Void
  ) {
    precondition(beginning.bytes >= 0 && beginning.bytes <= bodyBytes)
    self.id = id
    self.verdict = verdict
    self.evidence = Array(evidence.prefix(EntryHeader.evidenceBytesMax))
    self.bodyBytes = bodyBytes
    self.beginning = beginning
    self.rest = rest
    self.answer = answer
  }

  /// Fills an array with bytes of the body from a place on.
  func read(at offset: Int, into bytes: inout [UInt8]) throws(QuarantineError) {
    do throws(Errno) {
      guard offset < beginning.bytes, offset + bytes.count > beginning.bytes else {
        let (file, place) =
          offset < beginning.bytes ? (beginning.file, offset) : (rest, offset - beginning.bytes)
        guard try OpenFile.read(file.number, at: place, into: &bytes) == bytes.count else {
          throw Errno.notFound
        }
        return
      }
      // A chunk lies on both sides.
      var first = [UInt8](repeating: 0, count: beginning.bytes - offset)
      var second = [UInt8](repeating: 0, count: bytes.count - first.count)
      guard
        try OpenFile.read(beginning.file.number, at: offset, into: &first) == first.count,
        try OpenFile.read(rest.number, at: 0, into: &second) == second.count
      else { throw Errno.notFound }
      bytes = first + second
    } catch {
      throw .bodyLost
    }
  }
}
