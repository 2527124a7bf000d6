/// C strings that live as long as what they are asked of, or for ever.
enum ConstantText {
  /// The bytes of one; empty where there is none.
  @_lifetime(immortal)
  static func span(_ text: UnsafePointer<CChar>?) -> Span<UInt8> {
    guard let text = unsafe text else { return Span() }
    var count = 0
    while unsafe text[count] != 0 { count += 1 }
    return unsafe _overrideLifetime(
      Span<UInt8>(_unsafeBytes: UnsafeRawBufferPointer(start: text, count: count)), copying: ())
  }
}
