/// A storage or a stream of a compound file, as its directory describes it.
public struct CompoundEntry: Hashable, Sendable {
  /// What an entry is.
  public enum Kind: UInt8, Hashable, Sendable {
    /// The storage that holds all others.
    case root
    /// A storage: it holds entries.
    case storage
    /// A stream: it holds bytes.
    case stream
  }

  /// What it is.
  public let kind: Kind
  /// Its name as it is stored, in UTF-16; at most 32 units.
  public let units: [UInt16]
  /// Its name in UTF-8. Hostile.
  public let name: [UInt8]
  /// The class that it names, as 16 bytes; of storages only, zeros mean none.
  public let classID: [UInt8]
  /// How many bytes the directory says that it has.
  public let byteCount: Int
  /// The first sector of a stream.
  let firstSector: UInt32
  /// The storage around it, as a place in ``CompoundFile/entries``; nil for the root and for orphans.
  public internal(set) var parent: Int?
  /// Whether no storage holds it: readers do not see it, but its bytes are there.
  public internal(set) var isOrphan = true

  /// Whether it is called so, whatever the case of letters: the way that readers compare names.
  public func isNamed(_ text: StaticString) -> Bool {
    guard name.count == text.utf8CodeUnitCount else { return false }
    return text.withUTF8Buffer { text in
      for (place, byte) in name.enumerated() {
        guard unsafe byte.lowercased == text[place].lowercased else { return false }
      }
      return true
    }
  }

  /// Whether its name begins so, whatever the case of letters.
  public func isNameBeginning(with text: StaticString) -> Bool {
    guard name.count >= text.utf8CodeUnitCount else { return false }
    return text.withUTF8Buffer { text in
      for place in 0..<text.count {
        guard unsafe name[place].lowercased == text[place].lowercased else { return false }
      }
      return true
    }
  }
}
