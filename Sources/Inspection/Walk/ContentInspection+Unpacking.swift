internal import Decoding

extension ContentInspection {
  /// How many bytes may still be unpacked to one content of so many packed bytes: what the nearest limit
  /// leaves.
  func unpackedBytesLeft(packedBytes: Int) -> Int {
    let ofAll = max(0, limits.unpackedBytesMax - record.unpackedBytes)
    let (product, isLarge) = packedBytes.multipliedReportingOverflow(by: limits.ratioMax)
    let byRatio = isLarge ? Int.max : max(limits.ratioFloorBytes, product)
    return min(ofAll, limits.fileBytesMax, byRatio)
  }

  /// Notes which limit it was that ``unpackedBytesLeft(packedBytes:)`` came from. Bombs are unsafe
  /// archives as well.
  mutating func failForUnpackedBytes(packedBytes: Int) {
    let left = unpackedBytesLeft(packedBytes: packedBytes)
    mark(.unsafeArchive)
    if left == max(0, limits.unpackedBytesMax - record.unpackedBytes) {
      fail(.unpackedBytes)
    } else if left == limits.fileBytesMax {
      fail(.fileBytes)
    } else {
      fail(.ratio)
    }
  }

  /// Counts bytes that a reader has unpacked by other means than ``decode(_:as:)``; false: past a limit,
  /// and noted.
  mutating func take(unpackedBytes: Int, packedBytes: Int) -> Bool {
    guard unpackedBytes <= unpackedBytesLeft(packedBytes: packedBytes) else {
      failForUnpackedBytes(packedBytes: packedBytes)
      return false
    }
    record.unpackedBytes += unpackedBytes
    return true
  }

  /// Decodes one run of a coding within the limits. What came out before a limit or damage is given too,
  /// for being scanned; the limit is noted, damage is the caller's to judge.
  mutating func decode(_ bytes: Span<UInt8>, as coding: Coding) -> Decoded {
    guard hasTime() else { return Decoded(end: .limit) }
    let decoded = Decoder.decode(
      bytes, as: coding, bytesMax: unpackedBytesLeft(packedBytes: bytes.count))
    if decoded.end == .limit { failForUnpackedBytes(packedBytes: bytes.count) }
    record.unpackedBytes += decoded.bytes.count
    return decoded
  }
}
