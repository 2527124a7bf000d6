/// Values of fields as a body that is written anew has them.
enum CanonicalFields {
  /// A value between quotes. A quote and line breaks are written as browsers write them; for a backslash and
  /// other control characters, which are escapes, ends or nothing to some, stands a low line. Source: HTML
  /// standard, "Multipart form data".
  static func quoted(_ value: [UInt8]) -> [UInt8] { [0x22] + plain(value) + [0x22] }

  private static func plain(_ value: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    for byte in value {
      switch byte {
      case 0x22: result += [0x25, 0x32, 0x32]
      case 0x0D: result += [0x25, 0x30, 0x44]
      case 0x0A: result += [0x25, 0x30, 0x41]
      case 0x5C, 0x00..<0x20, 0x7F: result.append(0x5F)
      default: result.append(byte)
      }
    }
    return result
  }

  /// A name of a field or a file without encoded words, which some resolve and some do not; in UTF-8.
  static func name(_ value: [UInt8]) throws(CanonicalMultipart.Fault) -> [UInt8] {
    var name = value
    for _ in 0..<wordDepthMax {
      guard let resolved = EncodedWords.unicode(name.span) else { throw .ambiguous }
      if resolved == name { return name }
      name = resolved
    }
    throw .ambiguous
  }

  /// Words in words: more than one are nobody's.
  private static let wordDepthMax = 3

  /// The type of a part, with each parameter once: the first that is given. Those that are extended are left
  /// out.
  static func type(_ value: FieldValue) throws(CanonicalMultipart.Fault) -> [UInt8] {
    guard isMediaType(value.value) else { throw .ambiguous }
    var result = value.value
    var names: Set<[UInt8]> = []
    for parameter in value.parameters {
      guard isToken(parameter.name), !parameter.name.contains(0x2A),
        names.insert(parameter.name).inserted
      else { continue }
      result += [0x3B, 0x20] + parameter.name + [0x3D]
      let value = plain(parameter.value)
      result += isToken(value) ? value : quoted(value)
    }
    return result
  }

  /// What a multipart type may say beside its boundary: the charset of names, and of related parts which is
  /// the first. Source: RFC 2387, section 3.
  private static let multipartParameters: [StaticString] = [
    "charset", "type", "start", "start-info",
  ]

  /// A multipart type with another boundary, which stands last: some take all behind it.
  static func multipartType(
    _ value: FieldValue, boundary: [UInt8]
  ) throws(CanonicalMultipart.Fault) -> [UInt8] {
    var result = value.value
    for name in multipartParameters {
      let found = value.readings(of: name)
      guard let parameter = found.values.first else { continue }
      // They say how the parts are read, so that of several none is meant.
      let isPlain = parameter.allSatisfy { (0x20..<0x7F).contains($0) && $0 != 0x22 && $0 != 0x5C }
      guard found.values.count == 1, !found.isExtended, isPlain else { throw .ambiguous }
      result += [0x3B, 0x20] + name.withUTF8Buffer { unsafe Array($0) } + [0x3D]
      result += isToken(parameter) ? parameter : quoted(parameter)
    }
    result += Array("; boundary=".utf8) + boundary
    // What stands between quotes may look like a boundary to some.
    let read = MultipartBoundary(result.span, FieldValue(result.span))
    guard !read.isAmbiguous else { throw .ambiguous }
    return result
  }

  /// Whether a value is a token.
  static func isToken(_ value: [UInt8]) -> Bool {
    !value.isEmpty && value.allSatisfy(FieldValue.isToken)
  }

  /// Whether a value is two tokens with a slash between them.
  private static func isMediaType(_ value: [UInt8]) -> Bool {
    guard let slash = value.firstIndex(of: 0x2F) else { return false }
    return isToken(Array(value[..<slash])) && isToken(Array(value[(slash + 1)...]))
  }
}
