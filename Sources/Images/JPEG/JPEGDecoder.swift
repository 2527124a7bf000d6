/// Decodes a JPEG file to grey.
///
/// It sees what ClamAV's decoder sees, also of pictures that are damaged, that end early, or whose
/// components do not fit each other: the hash is of that.
struct JPEGDecoder {
  /// The most scans that a picture may have: ClamAV's limit for progressive ones.
  static let scansMax = 100
  var header: JPEGHeader
  var bits: JPEGBits
  /// What its rows are given to.
  var picture: ShrunkPicture
  /// A row of it.
  var line: [UInt8]
  /// The block that is decoded.
  var block = JPEGBlock()
  /// How many rows of the picture are decoded.
  var rowsDone = 0

  /// The most blocks that a unit has, across and down.
  private(set) var acrossMax = 1
  private(set) var downMax = 1
  /// How many units the picture has, across and down.
  private(set) var unitColumns = 0
  private(set) var unitRows = 0
  /// Whether the picture is of one component, for luminance.
  private(set) var isGrey = false
  /// Whether some component has units of more than a block.
  private(set) var isSampled = false
  /// How many samples a row of the picture is taken from.
  private(set) var paddedWidth = 0
  /// Whether rows of some component need those above and below.
  private(set) var isVertical = false

  /// Reads the headers; throws where ClamAV does not decode such a file, or it is too large.
  init(_ bytes: Span<UInt8>, _ budget: inout PictureBudget) throws(PictureFault) {
    header = JPEGHeader()
    var reader = ByteReader(position: 0)
    try header.readUpToScan(&reader, bytes)
    bits = JPEGBits(reader)
    let size = try PictureSize(
      width: header.width, height: header.height,
      pixelBytes: header.components.count == 1 ? 1 : 3)
    picture = try ShrunkPicture(size, &budget)
    line = [UInt8](repeating: 0, count: size.width)
    try measure()
    header.completeCodes()
    try settleColours()
    isGrey = header.colours == .grey
    if isGrey { flatten() }
    try pay(bytes, &budget)
    prepareComponents()
  }

  /// Decodes the picture.
  mutating func decode(
    _ bytes: Span<UInt8>, _ budget: inout PictureBudget
  ) throws(PictureFault) -> ShrunkPicture {
    if header.isProgressive {
      try decodeProgressive(bytes, &budget)
    } else {
      try decodeSequential(bytes, &budget)
    }
    return picture
  }

  /// Finds how many units there are. Each component's rows are as long as the components before it let
  /// them be.
  private mutating func measure() throws(PictureFault) {
    for place in header.components.indices {
      let component = header.components[place]
      acrossMax = max(acrossMax, component.across)
      downMax = max(downMax, component.down)
      unitColumns = (header.width + 8 * acrossMax - 1) / (8 * acrossMax)
      unitRows = (header.height + 8 * downMax - 1) / (8 * downMax)
      guard let factors = header.factors[component.factorsNumber] else { throw .undecodable }
      header.components[place].factors = factors
      header.components[place].stride = component.across * unitColumns * 8
    }
    isSampled = acrossMax != 1 || downMax != 1
  }

  /// Decides what the components are, now that it is known how many there are.
  private mutating func settleColours() throws(PictureFault) {
    let count = header.components.count
    if count == 3, header.colours == .inks { header.colours = .red }
    if header.colours.count > count {
      header.colours = header.colours == .luminanceAndBlack ? .luminance : .others(count)
    }
    guard header.colours != .others(1) else { throw .undecodable }
    if header.isProgressive, header.colours.count != count { throw .undecodable }
  }

  /// Counts what decoding takes however many scans there are. Samples are as many as pixels, or more: of
  /// each component, and to fill up units.
  private func pay(
    _ bytes: Span<UInt8>, _ budget: inout PictureBudget
  ) throws(PictureFault) {
    try budget.spend(bytes.count, PictureSteps.perByteOfJPEG)
    try budget.spend(
      sampleCount(of: Array(header.components.indices)), PictureSteps.perSampleTransformed)
    try budget.spend(picture.size.pixels, PictureSteps.perPixelConverted)
  }

  /// Counts what reading a scan takes: one without data costs a file next to nothing.
  func payForScan(_ budget: inout PictureBudget) throws(PictureFault) {
    try budget.spend(
      sampleCount(of: header.scan.components),
      header.isProgressive
        ? PictureSteps.perSampleOfProgressiveScan : PictureSteps.perSampleOfScan)
  }

  /// Asks for the memory that all samples take, beside what the rows take.
  ///
  /// - Parameter eighthsOfBytes: the bytes that each takes, times eight.
  func allowSamples(
    eighthsOfBytes: Int, _ budget: inout PictureBudget
  ) throws(PictureFault) {
    let count = sampleCount(of: Array(header.components.indices))
    try budget.allow(bytes: count / 8 * eighthsOfBytes + ShrunkPicture.bytes(picture.size))
  }

  private func sampleCount(of places: [Int]) -> Int {
    places.reduce(0) { $0 + header.components[$1].sampleCount * unitRows }
  }

  /// A picture of one component has units of one block, whatever its header says.
  private mutating func flatten() {
    header.components[0].across = 1
    header.components[0].down = 1
    header.components[0].stride = (header.width + 7) / 8 * 8
    (acrossMax, downMax, isSampled) = (1, 1, false)
    unitColumns = (header.width + 7) / 8
    unitRows = (header.height + 7) / 8
  }

  private mutating func prepareComponents() {
    let first = header.components[0]
    let mayHaveSpare = first.across == 2 || first.down == 2
    for place in header.components.indices {
      let component = header.components[place]
      let enlargement =
        isSampled
        ? JPEGEnlargement(across: acrossMax / component.across, down: downMax / component.down)
        : .none
      let hasSpare =
        mayHaveSpare && place > 0 && (component.across != 1 || component.down != 1)
      header.components[place].prepare(enlargement, hasSpare: hasSpare)
    }
    isVertical = header.components.contains { $0.enlargement.isVertical }
    // The samples across for which a unit fills up.
    let unit = isSampled ? 8 * acrossMax : 8
    paddedWidth = (header.width + unit - 1) / unit * unit
  }

  /// Makes what was not decoded grey.
  mutating func fillRest() {
    picture.fill(128)
  }
}
