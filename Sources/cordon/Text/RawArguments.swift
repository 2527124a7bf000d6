import Glibc

/// The command line as bytes: what is not UTF-8 has been changed where it is text.
struct RawArguments {
  /// Those that are not UTF-8, in their order.
  private var changed: [[UInt8]]

  /// The arguments of this process.
  static var process: RawArguments {
    var all: [[UInt8]] = []
    for place in 0..<Int(CommandLine.argc) {
      guard let text = unsafe CommandLine.unsafeArgv[place] else { break }
      all.append(unsafe Array(UnsafeRawBufferPointer(start: text, count: strlen(text))))
    }
    return RawArguments(all)
  }

  init(_ all: [[UInt8]]) {
    changed = all.filter { String(validating: $0, as: UTF8.self) == nil }
  }

  /// The bytes that an argument was; each is given once.
  mutating func bytes(of argument: String) -> [UInt8] {
    guard let place = changed.firstIndex(where: { String(decoding: $0, as: UTF8.self) == argument })
    else { return Array(argument.utf8) }
    return changed.remove(at: place)
  }
}
