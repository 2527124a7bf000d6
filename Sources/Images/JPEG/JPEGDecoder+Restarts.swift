extension JPEGDecoder {
  /// Begins anew where a restart is due: at the marker, or the next one.
  @inline(__always) mutating func restartIfDue(_ bytes: Span<UInt8>) throws(PictureFault) {
    if header.unitsLeft == 0 { try restart(bytes) }
  }

  private mutating func restart(_ bytes: Span<UInt8>) throws(PictureFault) {
    try bits.refill(bytes)
    if header.restartInterval != 0, bits.marker == nil, !bits.hasEnded {
      bits.marker = bits.takeMarker(bytes)
    }
    try restartAtMarker()
  }

  /// Begins anew, if a marker was found that is a restart's.
  mutating func restartAtMarker() throws(PictureFault) {
    header.unitsLeft = header.restartInterval
    guard let marker = bits.marker, marker != JPEGMarker.endOfImage else { return }
    guard JPEGMarker.restarts.contains(marker) else { throw .undecodable }
    bits.reset()
    resetPredictions()
  }

  mutating func resetPredictions() {
    for place in header.components.indices { header.components[place].prediction = 0 }
  }
}
