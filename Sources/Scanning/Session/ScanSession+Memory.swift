internal import Hyperscan
public import Signatures

extension ScanSession {
  /// About how many bytes one session takes up that reports the first detection: what depends on the
  /// database, and not what the digests have.
  public static func memoryBytes(database: SignatureDatabase) -> Int {
    let window = 2 * database.patterns.residentBytes + ResidentWindow.smallLeaseBytesMax
    let positions = 3 * (database.patterns.residentBytes / 8 + 8)
    let slots = database.patterns.slotCount * (MemoryLayout<ChainSlots.Slot>.stride + 4)
    let records =
      ChainSlots.recordsMax * MemoryLayout<ChainSlots.Record>.stride
      + PendingFragments.countMax * MemoryLayout<PendingFragments.Entry>.stride
    let bodies = database.counts.bodies
    let findings =
      bodies / 8 + min(bodies, Findings.listedMax) * 4 + MemoryLayout<Detection>.stride
    let streams = database.anchors.databases.reduce(0) { $0 + $1.streamBytes }
    return window + positions + slots + records + findings + streams
      + SieveStream.memoryBytes(for: database.anchors)
  }
}
