import Glibc
import Primitives

/// Which files and directories a walk takes: by regular expressions (POSIX, extended), as clamscan. Those for
/// files are looked for in their absolute paths, links followed (`--include`, `--exclude`); those for
/// directories in their paths as they are walked, from what was named on (`--include-dir`, `--exclude-dir`).
struct PathFilter {
  /// An expression that is none, with what is wrong.
  struct Failure: Error, CustomStringConvertible {
    var expression: String
    var message: String

    var description: String { "\(expression): no regular expression: \(message)" }
  }

  private let includes: [PosixExpression]
  private let excludes: [PosixExpression]
  private let includedDirectories: [PosixExpression]
  private let excludedDirectories: [PosixExpression]

  /// A filter that takes all.
  static var all: PathFilter { PathFilter() }

  private init() {
    includes = []
    excludes = []
    includedDirectories = []
    excludedDirectories = []
  }

  /// A file is taken if one of `includes` is found in its path (or there is none) and none of `excludes`
  /// is; a directory is entered by the same rule, so that one below is reached only through those above.
  init(
    includes: [[UInt8]] = [], excludes: [[UInt8]] = [], includedDirectories: [[UInt8]] = [],
    excludedDirectories: [[UInt8]] = []
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
    self.includedDirectories = try compiled(includedDirectories)
    self.excludedDirectories = try compiled(excludedDirectories)
  }

  func takes(file path: [UInt8]) -> Bool {
    if includes.isEmpty, excludes.isEmpty { return true }
    return Self.takes(Self.absolute(path)[...], includes, excludes)
  }

  /// - Parameter path: as it is walked. Slashes at its end do not count.
  func enters(directory path: [UInt8]) -> Bool {
    var path = path[...]
    while path.count > 1, path.last == UInt8(ascii: "/") { path.removeLast() }
    return Self.takes(path, includedDirectories, excludedDirectories)
  }

  private static func takes(
    _ path: ArraySlice<UInt8>, _ includes: [PosixExpression], _ excludes: [PosixExpression]
  ) -> Bool {
    (includes.isEmpty || includes.contains { $0.isFound(in: path) })
      && !excludes.contains { $0.isFound(in: path) }
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
