public import Configuration
import HTTP
public import Hyperscan
import Primitives

/// The expressions of one listener's routes, compiled together. Immutable, so all workers share it.
public final class RouteExpressions: Sendable {
  let database: Database
  /// How many there are.
  let count: Int

  /// Compiles the expressions of routes; `nil` where none has one.
  public init?(_ routes: [Route]) throws(HyperscanError) {
    let texts = routes.filter { $0.pathForm == .expression }.map { PathExpression.pattern($0.path) }
    guard !texts.isEmpty else { return nil }
    database = try .expressions(texts, flags: PathExpression.flags)
    count = texts.count
  }
}

/// Which of a listener's expressions fit a path, for one thread.
///
/// A path is searched in three forms: as sent, with its unreserved characters decoded (RFC 3986, section
/// 6.2.2.2), and with all of its percent signs decoded. An expression fits as sent if it matches all three,
/// and in the widest reading if it matches any. In a path with empty segments, parameters, backslashes or
/// encoded ones of those, slashes or controls, servers see other segments: as sent no expression fits that,
/// and in the widest reading each does.
///
/// So an expression never decides about such a path: what a route before it decides stands, all else is
/// ambiguous.
final class PathSearch {
  private let expressions: RouteExpressions
  private var scratch: Scratch
  private let memory: OwnedBytes
  /// For each form, for each expression whether it matches that.
  private let hits: OwnedBytes
  /// How many forms of the path there are: the first ones.
  private var forms = 0
  /// Whether servers see the segments of the path in one way, and it has been searched.
  private(set) var isCertain = true

  private enum Form: Int, CaseIterable {
    case asSent
    case unreservedDecoded
    case allDecoded
  }

  init(_ expressions: RouteExpressions) throws(HyperscanError) {
    self.expressions = expressions
    scratch = try Scratch(for: expressions.database)
    memory = OwnedBytes(count: HTTPLimits.headBytesCeiling)
    hits = OwnedBytes(count: Form.allCases.count * expressions.count)
  }

  /// Searches a path; an empty one is `/`.
  func find(_ path: Span<UInt8>) {
    forms = 0
    isCertain = path.count <= HTTPLimits.headBytesCeiling && !hasOtherSegments(path)
    guard isCertain else { return }
    search(path, .asSent)
    var hasEscape = false
    for index in path.indices where path[index] == UInt8(ascii: "%") { hasEscape = true }
    guard hasEscape else { return }
    search(path, .unreservedDecoded)
    search(path, .allDecoded)
  }

  /// Whether an expression fits the path that was searched last.
  func fits(_ expression: Int, _ reading: PathReading) -> Bool {
    precondition(expression < expressions.count)
    guard isCertain else { return reading == .widest }
    var matches = 0
    for form in 0..<forms {
      matches += unsafe Int(hits.bytes[form * expressions.count + expression])
    }
    return reading == .widest ? matches > 0 : matches == forms
  }

  private func search(_ path: Span<UInt8>, _ form: Form) {
    var count = write(path, form)
    if count == 0 {
      unsafe memory.bytes[0] = UInt8(ascii: "/")
      count = 1
    }
    let start = form.rawValue * expressions.count
    let found = unsafe UnsafeMutableRawBufferPointer(
      rebasing: hits.bytes[start..<start + expressions.count])
    for index in 0..<expressions.count { unsafe found[index] = 0 }
    let bytes = unsafe UnsafeRawBufferPointer(rebasing: memory.bytes[0..<count])
    let outcome = unsafe expressions.database.scan(
      bytes, scratch: &scratch,
      onMatch: { id, _, _, _, state in
        unsafe state!.assumingMemoryBound(to: UInt8.self)[Int(id)] = 1
        return 0
      }, state: found.baseAddress)
    forms += 1
    // What is not known fits in some reading.
    if outcome != .complete { isCertain = false }
  }

  /// Puts one form of a path into the memory; its length.
  private func write(_ path: Span<UInt8>, _ form: Form) -> Int {
    var count = 0
    var offset = 0
    while offset < path.count {
      var byte = path[offset]
      let decoded = form == .asSent ? nil : Self.escaped(path, offset)
      if let decoded, form == .allDecoded || Self.isUnreserved(decoded) {
        byte = decoded
        offset += 2
      }
      offset += 1
      unsafe memory.bytes[count] = byte
      count += 1
    }
    return count
  }

  /// Whether servers may see other segments in a path.
  private func hasOtherSegments(_ path: Span<UInt8>) -> Bool {
    var before: UInt8 = 0
    for index in path.indices {
      let byte = Self.escaped(path, index) ?? path[index]
      switch byte {
      case UInt8(ascii: ";"), UInt8(ascii: "\\"), 0..<0x20, 0x7F: return true
      case UInt8(ascii: "/") where before == UInt8(ascii: "/") || path[index] != byte: return true
      default: before = byte
      }
    }
    return false
  }

  /// The byte that an escape stands for; `nil` where there is none.
  private static func escaped(_ path: Span<UInt8>, _ offset: Int) -> UInt8? {
    guard path[offset] == UInt8(ascii: "%"), offset + 2 < path.count,
      let high = PathReader.hexValue(path[offset + 1]),
      let low = PathReader.hexValue(path[offset + 2])
    else { return nil }
    return high << 4 | low
  }

  private static func isUnreserved(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E: true
    default: false
    }
  }
}
