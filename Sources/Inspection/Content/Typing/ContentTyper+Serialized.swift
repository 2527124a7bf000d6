internal import Formats

extension ContentTyper {
  /// Objects of a program's memory.
  static func serializedType(of bytes: Span<UInt8>) -> ContentType? {
    switch SerializedObject.kind(bytes) {
    case .java: .javaSerialized
    case .dotNet: .dotNetSerialized
    case .pickle: .pickle
    case .php: .phpSerialized
    case .ruby: .rubyMarshal
    case nil: nil
    }
  }
}
