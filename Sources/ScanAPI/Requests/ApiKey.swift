/// The key of a request.
public enum ApiKey: Equatable, Sendable {
  /// There is none.
  case none
  /// There is one: its bytes, which are not to be kept or written anywhere.
  case one([UInt8])
  /// The field is there more than once: nobody can say which of them counts.
  case several

  /// Finds it in a canonical head.
  public init(head: Span<UInt8>) {
    self = .none
    var fields = HeadFields(head)
    while let (name, value) = fields.next() {
      guard name == "apikey" else { continue }
      guard self == .none else {
        self = .several
        return
      }
      self = .one(value)
    }
  }
}
