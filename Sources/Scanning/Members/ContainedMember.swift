/// A member of a container, as its header describes it: what rules on members ask for.
public struct ContainedMember: Sendable {
  /// The member's name there, as bytes; hostile.
  public var name: [UInt8]
  /// Its bytes there; 0 in formats that do not say it, as clamscan has it; `nil` where they are not known,
  /// so that any size is met.
  public var packedBytes: Int?
  /// Its bytes once unpacked, by its header.
  public var unpackedBytes: Int
  /// Whether it is encrypted.
  public var isEncrypted: Bool
  /// Its place among the members, as clamscan counts it.
  public var position: Int

  /// See the properties.
  public init(
    name: [UInt8], packedBytes: Int?, unpackedBytes: Int, isEncrypted: Bool, position: Int
  ) {
    self.name = name
    self.packedBytes = packedBytes
    self.unpackedBytes = unpackedBytes
    self.isEncrypted = isEncrypted
    self.position = position
  }
}
