/// A pickle is a program for a machine with a stack. Sources: CPython, `Lib/pickletools.py`; PEP 574.
///
/// Protocol 2 and later begin with two bytes that say so; earlier ones with any instruction, and protocol 0
/// is text. So it is walked, with the depth of the stack, to its end.
enum PickleProgram {
  /// What is certain is walked no further than so many instructions: more are a pickle all the same.
  private static let instructionsMax = 10_000

  /// What an instruction is followed by.
  private enum Argument {
    case nothing
    case bytes(Int)
    case line
    case twoLines
    /// A length of so many bytes, then that many.
    case counted(Int)
    /// A line of a number.
    case numberLine
    /// Not an instruction.
    case unknown
  }

  /// Whether bytes are a pickle, or begin like one that has called something before it is damaged:
  /// instructions from the first byte on up to STOP, with one value on the stack there, and one of them at
  /// least that no text begins with by accident.
  static func isPickle(_ bytes: Span<UInt8>) -> Bool { walk(bytes, asksForCalls: false) }

  /// Whether bytes are a program that calls something, from the first on: texts are none by accident.
  static func isCalling(_ bytes: Span<UInt8>) -> Bool { walk(bytes, asksForCalls: true) }

  private static func walk(_ bytes: Span<UInt8>, asksForCalls: Bool) -> Bool {
    guard let first = bytes.byte(at: 0), begins(bytes) else { return false }
    // Words begin so as well.
    let asksForCalls = asksForCalls || [0x42, 0x43, 0x50].contains(first)
    var place = 0
    var depth = 0
    var marks = 0
    var isCertain = false
    var hasClass = false
    var hasCalled = false
    var count = 0
    while count < instructionsMax || !isCertain || asksForCalls {
      guard let code = bytes.byte(at: place) else { return hasCalled }
      count += 1
      place += 1
      if code == 0x2E { return (depth >= 1 && isCertain && !asksForCalls) || hasCalled }
      guard let end = argumentEnd(code, bytes, from: place) else { return hasCalled }
      if Self.certain(code, bytes, at: place) { isCertain = true }
      guard step(code, &depth, &marks) else { return hasCalled }
      if [0x63, 0x69, 0x93].contains(code) { hasClass = true }
      if hasClass, [0x52, 0x69, 0x6F, 0x81, 0x92].contains(code) { hasCalled = true }
      if hasCalled, asksForCalls { return true }
      place = end
    }
    return isCertain
  }

  private static func begins(_ bytes: Span<UInt8>) -> Bool {
    if bytes[0] == 0x80 { return bytes.byte(at: 1).map { (2...5).contains($0) } ?? false }
    // What programs that are written by hand and by protocols 0 and 1 begin with.
    switch bytes[0] {
    case 0x28, 0x5D, 0x7D, 0x29, 0x63, 0x4B, 0x4D, 0x4A, 0x55, 0x58, 0x49, 0x4C, 0x53, 0x56, 0x46,
      0x47, 0x4E, 0x69, 0x54, 0x8C, 0x95, 0x42, 0x43, 0x50, 0x82...0x84, 0x88...0x8B, 0x8D...0x8F,
      0x96:
      return true
    default: return false
    }
  }

  /// Instructions that are the point of a pickle: the protocol, classes, calls, and collections in binary.
  private static func certain(_ code: UInt8, _ bytes: Span<UInt8>, at place: Int) -> Bool {
    switch code {
    case 0x80: return place == 1
    case 0x63, 0x69, 0x52, 0x62, 0x81, 0x92, 0x93, 0x6F, 0x50, 0x51, 0x82, 0x83, 0x84: return true
    case 0x70, 0x71, 0x72, 0x61, 0x65, 0x73, 0x75: return true
    default: return false
    }
  }

  private static func argumentEnd(_ code: UInt8, _ bytes: Span<UInt8>, from place: Int) -> Int? {
    switch argument(of: code) {
    case .nothing: return place
    case .bytes(let count): return place + count <= bytes.count ? place + count : nil
    case .line: return lineEnd(bytes, from: place)
    case .numberLine: return lineEnd(bytes, from: place, isNumber: true)
    case .twoLines:
      guard let first = lineEnd(bytes, from: place, isNumber: false) else { return nil }
      return lineEnd(bytes, from: first, isNumber: false)
    case .counted(let width):
      let count: UInt64?
      switch width {
      case 1: count = bytes.byte(at: place).map { UInt64($0) }
      case 4: count = bytes.little32(at: place).map { UInt64($0) }
      default: count = bytes.little64(at: place)
      }
      guard let count, count <= UInt64(bytes.count - place - width) else { return nil }
      return place + width + Int(count)
    case .unknown: return nil
    }
  }

  private static func lineEnd(_ bytes: Span<UInt8>, from start: Int) -> Int? {
    bytes.firstPlace(of: 0x0A, from: start).map { $0 + 1 }
  }

  /// The end of a line that holds a number, or a name with dots, and nothing else.
  private static func lineEnd(_ bytes: Span<UInt8>, from start: Int, isNumber: Bool) -> Int? {
    var place = start
    while let byte = bytes.byte(at: place) {
      switch byte {
      case 0x0A: return place > start ? place + 1 : nil
      case 0x30...0x39, 0x2E, 0x0D, 0x2D, 0x2B: break
      case 0x4C, 0x65, 0x6E, 0x61, 0x69, 0x66: break
      case 0x41...0x5A, 0x61...0x7A, 0x5F, 0x80...0xFF, 0x3C, 0x3E: if isNumber { return nil }
      default: return nil
      }
      place += 1
    }
    return nil
  }

  private static func argument(of code: UInt8) -> Argument {
    switch code {
    // ( 0 1 2 ) ] } N R Q a b d e l o s t u
    case 0x28, 0x30, 0x31, 0x32, 0x29, 0x5D, 0x7D, 0x4E, 0x52, 0x51, 0x61, 0x62, 0x64, 0x65, 0x6C,
      0x6F, 0x73, 0x74, 0x75:
      .nothing
    // NEWOBJ, TUPLE1 to 3, NEWTRUE, NEWFALSE, EMPTY_SET, ADDITEMS, FROZENSET, NEWOBJ_EX, STACK_GLOBAL,
    // MEMOIZE, NEXT_BUFFER, READONLY_BUFFER
    case 0x81, 0x85...0x89, 0x8F...0x94, 0x97, 0x98: .nothing
    // P S V
    case 0x50, 0x53, 0x56: .line
    // F I L g p
    case 0x46, 0x49, 0x4C, 0x67, 0x70: .numberLine
    // c i
    case 0x63, 0x69: .twoLines
    // K h q, PROTO, EXT1
    case 0x4B, 0x68, 0x71, 0x80, 0x82: .bytes(1)
    case 0x4D, 0x83: .bytes(2)
    // J j r, EXT4
    case 0x4A, 0x6A, 0x72, 0x84: .bytes(4)
    // G, FRAME
    case 0x47, 0x95: .bytes(8)
    // U C, LONG1, SHORT_BINUNICODE
    case 0x55, 0x43, 0x8A, 0x8C: .counted(1)
    // T B X, LONG4
    case 0x54, 0x42, 0x58, 0x8B: .counted(4)
    // BINUNICODE8, BINBYTES8, BYTEARRAY8
    case 0x8D, 0x8E, 0x96: .counted(8)
    default: .unknown
    }
  }

  /// What an instruction does to the number of values; false where there are too few.
  private static func step(_ code: UInt8, _ depth: inout Int, _ marks: inout Int) -> Bool {
    switch code {
    // PROTO, FRAME, MEMOIZE, and puts: nothing.
    case 0x80, 0x95, 0x98: return true
    case 0x94, 0x70, 0x71, 0x72, 0x97: return depth >= 1
    case 0x28: marks += 1
    // Down to the mark, and one value: TUPLE, LIST, DICT, OBJ, INST, FROZENSET.
    case 0x74, 0x6C, 0x64, 0x6F, 0x69, 0x91:
      marks -= 1
      depth += 1
      return marks >= 0
    // Down to the mark: APPENDS, SETITEMS, ADDITEMS, POP_MARK.
    case 0x65, 0x75, 0x90, 0x31:
      marks -= 1
      return marks >= 0 && depth >= (code == 0x31 ? 0 : 1)
    // Two values become one: APPEND, BUILD, REDUCE, NEWOBJ, STACK_GLOBAL, TUPLE2.
    case 0x61, 0x62, 0x52, 0x81, 0x93, 0x86:
      depth -= 1
      return depth >= 1
    // SETITEM, NEWOBJ_EX, TUPLE3.
    case 0x73, 0x92, 0x87:
      depth -= 2
      return depth >= 1
    // POP: a mark, where one is on top.
    case 0x30:
      if depth > 0 { depth -= 1 } else { marks -= 1 }
      return marks >= 0
    // One value stays one: TUPLE1, BINPERSID.
    case 0x85, 0x51: return depth >= 1
    case 0x32: depth += 1
    default: depth += 1
    }
    return true
  }
}
