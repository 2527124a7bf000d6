/// One of the colours that a JPEG picture is made of.
struct JPEGComponent {
  let identifier: UInt8
  /// How many blocks of it a unit has across, and down.
  var across: Int
  var down: Int
  /// The number of the table of factors.
  let factorsNumber: Int
  /// What its coefficients are multiplied by.
  var factors: [Int32] = []
  /// The numbers of its tables of codes, in the scan that was begun last.
  var dcCodes = 0
  var acCodes = 0
  /// The first coefficient of the block before.
  var prediction: Int32 = 0

  /// How many samples a row has.
  var stride = 0
  /// Its samples in one row of units.
  var samples: [UInt8] = []
  /// Its samples brought to the picture's size.
  var enlargement = JPEGEnlargement.none
  var enlarged: [UInt8] = []
  /// Of the row of units before: its last two rows; the last of the picture's size.
  var lastRows: [UInt8] = []
  var boundary: [UInt8] = []

  /// Reads it from a frame header; `nil` where it is not valid, or ClamAV does not decode it.
  init?(identifier: UInt8, sampling: UInt8, factorsNumber: UInt8) {
    self.identifier = identifier
    across = Int(sampling >> 4)
    down = Int(sampling & 15)
    self.factorsNumber = Int(factorsNumber)
    guard across == 1 || across == 2 || across == 4, (1...4).contains(down), factorsNumber < 4
    else { return nil }
  }

  /// How many samples it has in a row of units.
  var sampleCount: Int { stride * down * 8 }
}
