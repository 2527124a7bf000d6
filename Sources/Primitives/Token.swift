/// What a submission carries through the kernel and back (`user_data`): whose it is and what it was.
///
/// A slot is used again and again, so the generation tells a late completion of its former owner
/// from one of the present owner. 24 bits of generation wrap after 16 million uses of one slot; a
/// completion never lives that long, because a slot is freed only when nothing of it is in flight.
public struct Token: Hashable, Sendable {
  /// Slot in bits 0–23, generation in bits 24–47, operation in bits 48–55; the rest is zero.
  public let bits: UInt64

  /// The bits as the kernel gave them back.
  @inlinable public init(bits: UInt64) { self.bits = bits }

  /// Packs the three; a slot past ``slotMax`` is a programming error and traps.
  @inlinable public init(slot: UInt32, generation: UInt32, operation: UInt8) {
    precondition(slot <= Token.slotMax)
    bits =
      UInt64(slot) | UInt64(generation & Token.generationMask) << 24 | UInt64(operation) << 48
  }

  /// The largest slot index that fits.
  @inlinable public static var slotMax: UInt32 { 0xFF_FFFF }
  /// The bits of a generation that are kept.
  @inlinable public static var generationMask: UInt32 { 0xFF_FFFF }

  /// The slot's index in its table.
  @inlinable public var slot: UInt32 { UInt32(truncatingIfNeeded: bits) & 0xFF_FFFF }
  /// The generation of the slot when the operation was submitted.
  @inlinable public var generation: UInt32 { UInt32(truncatingIfNeeded: bits >> 24) & 0xFF_FFFF }
  /// The owner's name for the operation.
  @inlinable public var operation: UInt8 { UInt8(truncatingIfNeeded: bits >> 48) }
}
