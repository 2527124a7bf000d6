import Configuration
import Logging
import Quarantine

extension QuarantineStore {
  /// The store of a configuration, not started yet; what it cannot keep is logged.
  ///
  /// - Parameter waits: whether a process that ends by itself may still have the directory.
  convenience init(
    _ place: QuarantinePlace, waits: Bool, log: Logger
  ) throws(QuarantineError) {
    let settings = Settings(
      directory: place.directory, key: try QuarantinePublicKey(path: place.keyFile),
      bytesMax: place.bytesMax, uploadsMax: place.uploadsMax,
      ageSecondsMax: UInt64(place.ageMaxMilliseconds) / 1000)
    let quiet = LogPace()
    try self.init(settings, waits: waits) { event in
      guard let left = quiet.take() else { return }
      switch event {
      case .failed(let id, let error):
        log.error(
          "a refused upload is not kept: \(error)",
          metadata: ["id": "\(id)", "unlogged": "\(left)"])
      case .unlimited(let error):
        log.error(
          "the quarantine cannot be kept in order: \(error)", metadata: ["unlogged": "\(left)"])
      }
    }
  }
}
