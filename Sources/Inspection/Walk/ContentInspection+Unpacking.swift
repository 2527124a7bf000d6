internal import Decoding

extension ContentInspection {
  /// How many bytes may still be unpacked to one content of so many packed bytes, of which some have been
  /// unpacked: what the nearest limit leaves.
  func unpackedBytesLeft(packedBytes: Int, after contentBytes: Int = 0) -> Int {
    let ofRatio = max(limits.bodyRatioFloorBytes, timesRatio(record.contents[0].byteCount))
    let ofBody = max(ofRatio, ofRatio &+ pictureBytes &+ pictureBytesLeft)
    let ofAll = max(0, min(limits.unpackedBytesMax, ofBody) - record.unpackedBytes)
    let byRatio = max(limits.ratioFloorBytes, timesRatio(packedBytes), pictureBytesLeft)
    return min(ofAll, max(0, min(limits.fileBytesMax, byRatio) - contentBytes))
  }

  /// Whether the body has been found to unpack to too much: of readers of many streams, none goes on then.
  var unpacksToTooMuch: Bool {
    !record.reasons.isDisjoint(
      with: [UnjudgedReasons(.ratio), UnjudgedReasons(.fileBytes), UnjudgedReasons(.unpackedBytes)])
  }

  private func timesRatio(_ packedBytes: Int) -> Int {
    let (product, isLarge) = packedBytes.multipliedReportingOverflow(by: limits.ratioMax)
    return isLarge ? .max : product
  }

  /// Notes which limit it was that ``unpackedBytesLeft(packedBytes:after:)`` came from. Bombs are unsafe
  /// archives as well.
  mutating func failForUnpackedBytes(packedBytes: Int, after contentBytes: Int = 0) {
    let left = unpackedBytesLeft(packedBytes: packedBytes, after: contentBytes)
    mark(.unsafeArchive)
    if left == max(0, limits.unpackedBytesMax - record.unpackedBytes) {
      fail(.unpackedBytes)
    } else if left == max(0, limits.fileBytesMax - contentBytes) {
      fail(.fileBytes)
    } else {
      fail(.ratio)
    }
  }

  /// Counts bytes that a reader has unpacked by other means than ``decode(_:as:after:packedBytes:)``;
  /// false: past a limit, and noted.
  mutating func take(unpackedBytes: Int, packedBytes: Int) -> Bool {
    guard unpackedBytes <= unpackedBytesLeft(packedBytes: packedBytes) else {
      failForUnpackedBytes(packedBytes: packedBytes)
      return false
    }
    record.unpackedBytes += unpackedBytes
    return true
  }

  /// Decodes one run of a coding within the limits. What came out before a limit or damage is given too,
  /// for being scanned; a limit is noted, damage is the caller's to judge.
  ///
  /// - Parameters:
  ///   - contentBytes: of a content of several runs, how many bytes the runs before have given.
  ///   - packedBytes: of a content of several runs, the bytes of all of them.
  ///   - announcedBytes: how many bytes it says that it unpacks to.
  mutating func decode(
    _ bytes: Span<UInt8>, as coding: Coding, after contentBytes: Int = 0, packedBytes: Int? = nil,
    announcedBytes: Int? = nil
  ) -> Decoded {
    decode(
      bytes, after: contentBytes, packedBytes: packedBytes ?? bytes.count,
      announcedBytes: announcedBytes
    ) { Decoder.decode($0, as: coding, bytesMax: $1) }
  }

  /// The same by a decoder that is given the bytes, and how many may come out.
  mutating func decode(
    _ bytes: Span<UInt8>, after contentBytes: Int, packedBytes: Int, announcedBytes: Int?,
    by decoder: (Span<UInt8>, Int) -> Decoded
  ) -> Decoded {
    guard hasTime() else { return Decoded(end: .limit) }
    let left = unpackedBytesLeft(packedBytes: packedBytes, after: contentBytes)
    var decoded = Decoded(end: .complete)
    // What says that it is too much, and unpacks to so much at once, is not unpacked to the very limit.
    let isBomb: Bool
    if let announcedBytes, announcedBytes > left, left > limits.ratioFloorBytes {
      decoded = decoder(bytes, limits.ratioFloorBytes)
      isBomb = decoded.end == .limit && decoded.bytes.count > timesRatio(decoded.consumedBytes)
    } else {
      isBomb = false
    }
    if !isBomb { decoded = decoder(bytes, left) }
    switch decoded.end {
    case .limit: failForUnpackedBytes(packedBytes: packedBytes, after: contentBytes)
    case .memory: fail(.memory)
    case .complete, .truncated, .damaged: break
    }
    record.unpackedBytes += decoded.bytes.count
    return decoded
  }
}
