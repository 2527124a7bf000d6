/// What a proxy changes in the fields of every head that takes one way.
public struct FieldEdits: Sendable, Equatable {
  /// Names of fields that are left out, in lower case.
  let omitted: [[UInt8]]
  /// Whole lines that are added, each with its CR LF.
  let lines: [UInt8]

  /// The most bytes of the lines and of all else that a request's head gains by edits. Blocks have room for
  /// it.
  public static let bytesMax = 2048

  /// How many bytes a head gains at most.
  public var addedBytes: Int { lines.count }

  /// Edits.
  ///
  /// - Parameters:
  ///   - set: fields that take the place of all of their name.
  ///   - add: fields that are added to those of their name.
  ///   - remove: names of fields that are left out.
  ///
  /// Names are tokens, and values have no CR, LF or NUL. Traps otherwise: such a value would be a field of
  /// its own.
  public init(
    set: [(name: String, value: String)] = [], add: [(name: String, value: String)] = [],
    remove: [String] = []
  ) {
    omitted = (set.map(\.name) + remove).map { Array($0.lowercased().utf8) }
    var lines: [UInt8] = []
    for field in set + add {
      let name = Array(field.name.utf8)
      let isToken = FieldRules.isToken(name.span)
      precondition(isToken, "a name of a field is a token")
      precondition(
        field.value.utf8.allSatisfy { $0 != 0 && $0 != Byte.cr && $0 != Byte.lf },
        "a value ends no line")
      lines += name + Array(": \(field.value)\r\n".utf8)
    }
    self.lines = lines
  }

  /// Whether a field of this name is left out. Any punctuation stands for `-`, as in gateways that make one
  /// variable of both: what replaces `X-User` must not stand beside an `X_User` of the client's.
  func omits(_ name: Span<UInt8>) -> Bool {
    for index in omitted.indices where Self.isSame(name, omitted[index]) { return true }
    return false
  }

  private static func isSame(_ name: Span<UInt8>, _ wanted: [UInt8]) -> Bool {
    guard name.count == wanted.count else { return false }
    for index in wanted.indices where folded(name[index]) != folded(wanted[index]) { return false }
    return true
  }

  private static func folded(_ byte: UInt8) -> UInt8 {
    let lower = ByteScan.lowercased(byte)
    return ByteScan.isDigit(lower) || lower &- 0x61 < 26 ? lower : 0x2D
  }
}

/// What a proxy changes in the head of every request that takes one way.
public struct RequestEdits: Sendable, Equatable {
  /// How many bytes of the path are replaced. The path begins with them as it was sent, and a slash or
  /// nothing follows.
  public var prefixBytes = 0
  /// What takes their place, without a slash at the end; `nil`: the path stays as it is.
  public var replacement: [UInt8]?
  /// What `Host` says; empty: what the client has said.
  public var host: [UInt8] = []
  /// Its fields.
  public var fields = FieldEdits()

  /// No edits yet.
  public init() {}

  /// Writes a path. No more than one slash is left in front, as some servers take two for the beginning of
  /// a URL.
  func emit(path: Span<UInt8>, into writer: inout ByteWriter) {
    guard let replacement, path.isEmpty || path[0] == Byte.slash else {
      writer.append(path)
      return
    }
    var start = min(prefixBytes, path.count)
    while start + 1 < path.count, path[start] == Byte.slash, path[start + 1] == Byte.slash {
      start += 1
    }
    writer.append(replacement.span)
    if start < path.count {
      writer.append(path.extracting(start..<path.count))
    } else if replacement.isEmpty {
      writer.append(Byte.slash)
    }
  }
}
