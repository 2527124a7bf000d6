/// One field line of a head, as offsets into its bytes.
public struct HeadField: Hashable, Sendable {
  /// The name, as sent.
  public var name: ByteRange
  /// The value without the white space around it; may be empty.
  public var value: ByteRange
  /// Which of the known fields it is.
  public var known: KnownField
  /// Whether it ends here: hop-by-hop by itself or because `Connection` names it.
  public var isHopByHop: Bool
  /// Whether the line is already `Name: value`, and so is copied as it is.
  var isCanonical: Bool
}
