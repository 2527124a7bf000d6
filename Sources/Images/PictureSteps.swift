/// What parts of decoding take, in sixteenths of a step (about a third of a nanosecond).
///
/// Measured on generated photographs and screens, and rounded up: the documentation has the figures.
enum PictureSteps {
  /// A pixel, shrunk.
  static let perPixelShrunk = 5
  /// A row or a column of a picture, however short: its weights, and its beginning.
  static let perRowOrColumn = 1024
  /// A byte of coded data of JPEG.
  static let perByteOfJPEG = 48
  /// A sample of a sequential JPEG picture that a scan goes over.
  static let perSampleOfScan = 3
  /// A sample of a progressive one.
  static let perSampleOfProgressiveScan = 7
  /// A sample of a JPEG picture, made of its frequencies.
  static let perSampleTransformed = 14
  /// A pixel of a JPEG picture, made of its samples.
  static let perPixelConverted = 8
  /// A byte of deflated data.
  static let perByteDeflated = 32
  /// A byte that comes of it.
  static let perByteInflated = 6
  /// A pixel, read from its row.
  static let perPixelRead = 20
  /// The same, where it is of colours of eight bits.
  static let perPixelOfColours = 6
  /// A byte of runs.
  static let perByteOfRuns = 32
  /// A byte of strings of TIFF.
  static let perByteOfStrings = 192
  /// A number in a directory of TIFF.
  static let perNumber = 32
  /// A part of a TIFF picture, begun.
  static let perPart = 8192
  /// A byte of a TIFF picture's samples, unpacked.
  static let perByteOfSamples = 16
  /// A pixel of a GIF picture, decoded.
  static let perPixelOfGIF = 64

  /// A byte of a row of PNG whose filter is undone.
  static func perByteFiltered(_ filter: UInt8) -> Int {
    switch filter {
    case 0: 0
    case 1: 4
    case 2: 2
    default: 12
    }
  }
}
