import Glibc

/// Which files and directories a walk takes: by regular expressions (POSIX, extended) over their paths, as
/// clamscan's `--include` and `--exclude`.
struct PathFilter {
  /// An expression that is none, with what is wrong.
  struct Failure: Error, CustomStringConvertible {
    var expression: String
    var message: String

    var description: String { "\(expression): no regular expression: \(message)" }
  }

  private let includes: [PathExpression]
  private let excludes: [PathExpression]
  private let excludedDirectories: [PathExpression]

  /// A filter that takes all.
  static var all: PathFilter { PathFilter() }

  private init() {
    includes = []
    excludes = []
    excludedDirectories = []
  }

  /// A file is taken if one of `includes` is found in its path (or there is none) and none of `excludes`
  /// is; a directory is entered if none of `excludedDirectories` is found in its path.
  init(includes: [String], excludes: [String], excludedDirectories: [String]) throws(Failure) {
    func compiled(_ expressions: [String]) throws(Failure) -> [PathExpression] {
      var list: [PathExpression] = []
      for expression in expressions { list.append(try PathExpression(expression)) }
      return list
    }
    self.includes = try compiled(includes)
    self.excludes = try compiled(excludes)
    self.excludedDirectories = try compiled(excludedDirectories)
  }

  func takes(file path: [UInt8]) -> Bool {
    (includes.isEmpty || includes.contains { $0.isFound(in: path) })
      && !excludes.contains { $0.isFound(in: path) }
  }

  func enters(directory path: [UInt8]) -> Bool {
    !excludedDirectories.contains { $0.isFound(in: path) }
  }
}

/// A compiled regular expression.
@safe
private final class PathExpression {
  private var expression = unsafe regex_t()

  init(_ text: String) throws(PathFilter.Failure) {
    let code = unsafe regcomp(&expression, text, REG_EXTENDED | REG_NOSUB)
    guard code == 0 else {
      var message = [CChar](repeating: 0, count: 256)
      unsafe regerror(code, &expression, &message, message.count)
      let bytes = message.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
      throw PathFilter.Failure(
        expression: text, message: String(decoding: bytes, as: UTF8.self))
    }
  }

  deinit { unsafe regfree(&expression) }

  func isFound(in path: [UInt8]) -> Bool {
    unsafe (path.map { CChar(bitPattern: $0) } + [0]).withUnsafeBufferPointer {
      unsafe regexec(&expression, $0.baseAddress!, 0, nil, 0) == 0
    }
  }
}
