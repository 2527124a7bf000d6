internal import FileTypes
internal import Signatures

extension WholeScan {
  /// Whether some signature asks for members of containers by what their headers say.
  public var hasMemberRules: Bool { !memberRules.isEmpty }

  /// The signatures that a member of a container meets.
  ///
  /// - Parameter container: the container, as the innermost of what the member lies in.
  public func detections(of member: ContainedMember, in container: Surroundings) -> [Detection] {
    memberRules.signatures(for: member, in: container).map {
      Detection(
        signature: SignatureIndex(rawValue: $0), offset: 0, size: UInt64(member.unpackedBytes))
    }
  }

  /// Scans a file inside the body, or a form of it, and forgets what was found where a false-positive list
  /// names it.
  mutating func unlessHarmless(_ bytes: Span<UInt8>, _ scan: (inout WholeScan) -> Void) {
    let mark = findings.mark
    scan(&self)
    if findings.mark > mark, isListedAsHarmless(bytes) { findings.forget(since: mark) }
  }

  /// Whether a false-positive list names a file: then what lies in it is harmless too.
  public mutating func isListedAsHarmless(_ bytes: Span<UInt8>) -> Bool {
    let size = UInt64(bytes.count)
    let wanted = database.hashes.algorithms(.harmless, forSize: size)
    guard !wanted.isEmpty else { return false }
    var digests = DigestValues()
    digests.compute(wanted, of: bytes)
    return digests.find(.harmless, size: size, with: &hashReader).isFound
  }
}
