import Glibc
import Primitives

/// Which files and directories a walk takes: by regular expressions (POSIX, extended) over their absolute
/// paths, links followed, as clamscan's `--include` and `--exclude`.
struct PathFilter {
  /// An expression that is none, with what is wrong.
  struct Failure: Error, CustomStringConvertible {
    var expression: String
    var message: String

    var description: String { "\(expression): no regular expression: \(message)" }
  }

  private let includes: [PosixExpression]
  private let excludes: [PosixExpression]
  private let excludedDirectories: [PosixExpression]

  /// A filter that takes all.
  static var all: PathFilter { PathFilter() }

  private init() {
    includes = []
    excludes = []
    excludedDirectories = []
  }

  /// A file is taken if one of `includes` is found in its path (or there is none) and none of `excludes`
  /// is; a directory is entered if none of `excludedDirectories` is found in its path.
  init(
    includes: [[UInt8]], excludes: [[UInt8]], excludedDirectories: [[UInt8]]
  ) throws(Failure) {
    func compiled(_ expressions: [[UInt8]]) throws(Failure) -> [PosixExpression] {
      var list: [PosixExpression] = []
      for expression in expressions {
        do throws(PosixExpression.Failure) {
          list.append(try PosixExpression(expression))
        } catch {
          throw Failure(
            expression: String(decoding: expression, as: UTF8.self), message: error.description)
        }
      }
      return list
    }
    self.includes = try compiled(includes)
    self.excludes = try compiled(excludes)
    self.excludedDirectories = try compiled(excludedDirectories)
  }

  func takes(file path: [UInt8]) -> Bool {
    if includes.isEmpty, excludes.isEmpty { return true }
    let path = Self.absolute(path)
    return (includes.isEmpty || includes.contains { $0.isFound(in: path[...]) })
      && !excludes.contains { $0.isFound(in: path[...]) }
  }

  func enters(directory path: [UInt8]) -> Bool {
    if excludedDirectories.isEmpty { return true }
    let path = Self.absolute(path)
    return !excludedDirectories.contains { $0.isFound(in: path[...]) }
  }

  /// Where a path leads to; the path itself where that is nowhere.
  private static func absolute(_ path: [UInt8]) -> [UInt8] {
    guard let found = unsafe realpath(path.map { CChar(bitPattern: $0) } + [0], nil) else {
      return path
    }
    defer { unsafe free(found) }
    return unsafe Array(UnsafeRawBufferPointer(start: found, count: strlen(found)))
  }
}
