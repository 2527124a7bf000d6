package import FileTypes
public import Signatures

/// What a file lies in: the types and sizes of what is around it, from the outside in, as signatures ask for
/// them.
public struct Surroundings: Sendable {
  private(set) var types: [FileType] = []
  private var sizes: [Int] = []

  /// It lies in nothing.
  public init() {}

  /// Goes into a file: what is judged next lies in that.
  public mutating func enter(_ bytes: Span<UInt8>, of database: SignatureDatabase) {
    types.append(database.fileTyper.type(ofWhole: bytes))
    sizes.append(bytes.count)
  }

  /// Goes into an archive that lies in the innermost file.
  package mutating func enter(_ type: FileType, byteCount: Int) {
    types.append(type)
    sizes.append(byteCount)
  }

  /// Comes out of the innermost file.
  public mutating func leave() {
    types.removeLast()
    sizes.removeLast()
  }

  /// The type of the innermost file.
  var innermost: FileType { types.last ?? .any }
  /// Its bytes.
  var innermostBytes: Int { sizes.last ?? 0 }
}

extension FileType {
  /// Whether signatures for what lies in containers of a type are for this one. clamscan reads documents of
  /// Office a second time, as archives.
  func isContainer(_ number: UInt8) -> Bool {
    if rawValue == number { return true }
    switch self {
    case .ooxmlWord, .ooxmlExcel, .ooxmlPowerPoint, .ooxmlHWP:
      return number == FileType.zip.rawValue
    default: return false
    }
  }
}
