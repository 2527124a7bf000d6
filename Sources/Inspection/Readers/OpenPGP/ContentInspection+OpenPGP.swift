internal import Decoding
internal import Formats

extension ContentInspection {
  /// Reads a file of OpenPGP, as bytes or as text. What is only compressed and signed anybody reads: it is a
  /// content; what is encrypted is not judged.
  mutating func readOpenPGP(_ bytes: Span<UInt8>) {
    if Self.isPacket(bytes) { return readPackets(bytes) }
    readArmour(bytes)
  }

  /// Reads what a text has of OpenPGP, wherever it lies: readers look for where it begins.
  mutating func readArmour(_ bytes: Span<UInt8>) {
    var place = 0
    while isInspecting, hasTime(), let armour = OpenPGPArmour.next(in: bytes, from: place) {
      place = armour.end
      guard !armour.bytes.isEmpty else { continue }
      guard take(unpackedBytes: armour.bytes.count, packedBytes: bytes.count) else { return }
      inspect(
        armour.bytes.span, .decoded, name: bytes.extracting(0..<0),
        as: Self.packetType(armour.bytes.span))
    }
  }

  private mutating func readPackets(_ bytes: Span<UInt8>) {
    var place = 0
    while isInspecting, place < bytes.count, let packet = OpenPGPPacket(bytes, at: place) {
      if !packet.isWhole, packet.kind != .other { failAsDamaged() }
      place = max(place + 1, packet.range.upperBound)
      switch packet.kind {
      case .encrypted: failAsEncrypted()
      case .compressed: readCompressedPacket(packet.body(of: bytes).span)
      case .literal: readLiteral(packet.body(of: bytes).span)
      case .other: break
      }
      guard hasTime(), !record.reasons.contains(UnjudgedReasons(.files)) else { return }
    }
    guard isInspecting, place < bytes.count else { return }
    inspect(bytes.extracting(place...), .appended, name: bytes.extracting(0..<0))
  }

  /// What a text may stand for need not be all of it.
  private mutating func failAsDamaged() {
    if record.contents[current].relation != .value { fail(.damaged) }
  }

  private mutating func readCompressedPacket(_ body: Span<UInt8>) {
    guard let algorithm = body.byte(at: 0) else { return failAsDamaged() }
    let packed = body.extracting(1...)
    let none = body.extracting(0..<0)
    guard let coding = OpenPGPFile.coding(algorithm) else {
      guard algorithm == 0 else { return fail(.format) }
      return inspect(packed, .decompressed, name: none, as: Self.packetType(packed))
    }
    let decoded = decode(packed, as: coding)
    if decoded.end == .truncated || decoded.end == .damaged { failAsDamaged() }
    guard !decoded.bytes.isEmpty else { return }
    let type = Self.packetType(decoded.bytes.span)
    inspect(decoded.bytes.span, .decompressed, name: none, as: type)
  }

  /// What lies where packets do is packets, if it can be.
  private static func packetType(_ bytes: Span<UInt8>) -> ContentType? {
    isPacket(bytes) ? .pgp : nil
  }

  private static func isPacket(_ bytes: Span<UInt8>) -> Bool {
    bytes.byte(at: 0).map { $0 & 0x80 != 0 } ?? false
  }

  private mutating func readLiteral(_ body: Span<UInt8>) {
    guard let literal = OpenPGPLiteral(body) else { return failAsDamaged() }
    let data = body.extracting(literal.data)
    guard take(unpackedBytes: data.count, packedBytes: data.count) else { return }
    inspect(data, .embedded, name: body.extracting(literal.name))
  }
}
