/// How a stream's data are coded: ISO 32000-1, section 7.4.
public enum PDFFilter: UInt8, Hashable, Sendable {
  case flate
  case lzw
  case asciiHex
  case ascii85
  case runLength
  /// Which of the file's ciphers the data have.
  case crypt
  /// Pictures: they are as they are in files of their own.
  case image
  /// None of the standard's.
  case unknown

  init(_ name: PDFName) {
    switch name {
    case "FlateDecode", "Fl": self = .flate
    case "LZWDecode", "LZW": self = .lzw
    case "ASCIIHexDecode", "AHx": self = .asciiHex
    case "ASCII85Decode", "A85": self = .ascii85
    case "RunLengthDecode", "RL": self = .runLength
    case "Crypt": self = .crypt
    case "DCTDecode", "DCT", "JPXDecode", "CCITTFaxDecode", "CCF", "JBIG2Decode": self = .image
    default: self = .unknown
    }
  }
}

/// What a filter's parameters say: tables 8 and 14.
public struct PDFFilterParameters: Hashable, Sendable {
  var predictor = 1
  var colors = 1
  var bitsPerComponent = 8
  var columns = 1
  /// Whether codes of LZW become longer one code early.
  var isEarly = true
  /// Of Crypt, the cipher's name.
  public internal(set) var cipher: PDFName?

  /// The keys that say so.
  static let keys: Set<PDFName> = [
    "Predictor", "Colors", "BitsPerComponent", "Columns", "EarlyChange", "Name",
  ]

  /// What is not said has the standard's value.
  init(_ dictionary: PDFDictionary?) {
    guard let dictionary else { return }
    predictor = dictionary["Predictor"]?.integer ?? 1
    colors = dictionary["Colors"]?.integer ?? 1
    bitsPerComponent = dictionary["BitsPerComponent"]?.integer ?? 8
    columns = dictionary["Columns"]?.integer ?? 1
    isEarly = dictionary["EarlyChange"]?.integer != 0
    cipher = dictionary["Name"]?.name
  }
}

/// The filters of a stream, in the order in which they are undone.
public struct PDFFilterChain: Sendable {
  /// Filters in a chain. Nobody has use for more than two; a bomb has.
  public static let filtersMax = 16

  /// Each filter and its parameters.
  public private(set) var filters: [(filter: PDFFilter, parameters: PDFFilterParameters)] = []
  /// Whether there are more than ``filtersMax``.
  public private(set) var isCut = false

  /// - Parameter parameters: of each filter by its place; what is missing has the standard's values.
  init(_ names: [PDFFilter], parameters: [PDFFilterParameters]) {
    for (index, name) in names.enumerated() {
      guard filters.count < Self.filtersMax else {
        isCut = true
        return
      }
      let given = index < parameters.count ? parameters[index] : PDFFilterParameters(nil)
      filters.append((name, given))
    }
  }
}
