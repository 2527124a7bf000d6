/// The number of an object and its generation.
public struct PDFReference: Hashable, Sendable {
  public var number: Int
  public var generation: Int

  /// An object of the file.
  public init(number: Int, generation: Int) {
    self.number = number
    self.generation = generation
  }
}

/// A direct value, as far as anything here depends on it.
public enum PDFValue: Sendable {
  /// `null`, booleans and numbers with a fraction.
  case other
  case boolean(Bool)
  case integer(Int)
  case name(PDFName)
  /// A string, its escapes resolved; encrypted where the file is.
  case string([UInt8])
  case array([PDFValue])
  case dictionary(PDFDictionary)
  case reference(PDFReference)

  /// The number, if it is a whole one.
  public var integer: Int? {
    if case .integer(let value) = self { value } else { nil }
  }

  /// The name, if it is one.
  public var name: PDFName? {
    if case .name(let value) = self { value } else { nil }
  }

  /// The string, if it is one.
  public var string: [UInt8]? {
    if case .string(let value) = self { value } else { nil }
  }

  /// The dictionary, if it is one.
  public var dictionary: PDFDictionary? {
    if case .dictionary(let value) = self { value } else { nil }
  }

  /// What it refers to, if it does.
  public var reference: PDFReference? {
    if case .reference(let value) = self { value } else { nil }
  }

  /// The values of an array; any other value is one by itself.
  var elements: [PDFValue] {
    if case .array(let values) = self { values } else { [self] }
  }
}

/// A dictionary with all of its entries: where a key is there twice, readers take the one or the other.
public struct PDFDictionary: Sendable {
  /// The entries, in the order of the file.
  public internal(set) var entries: [(key: PDFName, value: PDFValue)] = []

  /// The values of a key.
  public func values(_ key: PDFName) -> [PDFValue] {
    entries.filter { $0.key == key }.map(\.value)
  }

  /// The last value of a key.
  public subscript(_ key: PDFName) -> PDFValue? {
    entries.last { $0.key == key }?.value
  }
}
