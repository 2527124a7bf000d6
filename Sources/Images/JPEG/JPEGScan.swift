/// What a scan holds of a picture.
struct JPEGScan {
  /// Which components, in their order.
  private(set) var components: [Int] = []
  /// The numbers of the first coefficient and of the last, where the picture is progressive.
  private(set) var first = 0
  private(set) var last = 0
  /// How many bits of the coefficients are left out; 0 in `before` where these are the first.
  private(set) var before = 0
  private(set) var after = 0

  /// Reads its header, and notes which tables of codes each component has.
  mutating func read(
    _ reader: inout ByteReader, _ bytes: Span<UInt8>, _ all: inout [JPEGComponent]
  ) throws(PictureFault) {
    let length = try reader.need16(bytes)
    let count = Int(try reader.need(bytes))
    guard length == 6 + 2 * count, (1...4).contains(count), !all.isEmpty else { throw .undecodable }
    components = []
    var seen: [UInt8] = []
    for _ in 0..<count {
      let identifier = try reader.need(bytes)
      guard !seen.contains(identifier) else { throw .undecodable }
      seen.append(identifier)
      let codes = try reader.need(bytes)
      guard let place = all.firstIndex(where: { $0.identifier == identifier }) else {
        throw .undecodable
      }
      all[place].dcCodes = Int(codes >> 4)
      all[place].acCodes = Int(codes & 15)
      components.append(place)
    }
    first = Int(try reader.need(bytes))
    last = Int(try reader.need(bytes))
    let approximation = try reader.need(bytes)
    before = Int(approximation >> 4)
    after = Int(approximation & 15)
    guard first <= 63, last <= 63, before <= 13, after <= 13 else { throw .undecodable }
  }
}
