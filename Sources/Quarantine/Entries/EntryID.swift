/// The name of a quarantined upload: the identifier of its request, 26 digits and lower-case letters.
public struct EntryID: Sendable, Equatable, CustomStringConvertible {
  static let bytes = 26

  let characters: InlineArray<26, UInt8>

  /// The name that a text is; `nil` for what cannot be one, such as a path.
  public init?(_ text: some Collection<UInt8>) {
    guard text.count == Self.bytes else { return nil }
    var characters = InlineArray<26, UInt8>(repeating: 0)
    for (index, byte) in text.enumerated() {
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"):
        characters[index] = byte
      default: return nil
      }
    }
    self.characters = characters
  }

  public static func == (left: EntryID, right: EntryID) -> Bool {
    left.characters.indices.allSatisfy { left.characters[$0] == right.characters[$0] }
  }

  var array: [UInt8] { characters.indices.map { characters[$0] } }

  public var description: String { String(decoding: array, as: UTF8.self) }
}
