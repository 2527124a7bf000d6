/// A file descriptor as a number: who holds it, and closes it, is the owner's business.
public struct Descriptor: Hashable, Sendable {
  /// The kernel's number; negative for none.
  public var number: Int32

  /// Wraps a number.
  @inlinable public init(_ number: Int32) { self.number = number }

  /// No descriptor.
  @inlinable public static var none: Descriptor { Descriptor(-1) }
  /// Whether there is one.
  @inlinable public var isOpen: Bool { number >= 0 }
}
