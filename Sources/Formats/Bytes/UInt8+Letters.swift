extension UInt8 {
  /// The small letter of a capital one of ASCII; all else as it is.
  @inlinable
  public var lowercased: UInt8 { self >= 0x41 && self <= 0x5A ? self | 0x20 : self }
}
