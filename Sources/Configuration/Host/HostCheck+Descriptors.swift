extension HostCheck {
  /// Descriptors of one client connection: itself, its upstream connection and its spill file.
  public static let descriptorsPerConnection = 3

  /// Descriptors that Cordon needs beside those of client connections: of each worker its ring,
  /// event descriptor, listeners and idle upstream connections; of the process its logs, signature
  /// files, admin connections and a reload's second set, 128 in all.
  public static func descriptorsFixed(_ configuration: Configuration) -> Int {
    let upstreams = configuration.backends.reduce(0) { $0 + $1.upstreams.count }
    let perWorker =
      4 + configuration.listeners.count + upstreams * configuration.limits.upstreamIdleMax
    return 128 + configuration.workers * perWorker
  }

  /// Descriptors that the configuration needs in all. ``Host/raiseDescriptorLimit(to:)`` asks for
  /// them.
  public static func descriptorsNeeded(_ configuration: Configuration) -> Int {
    descriptorsFixed(configuration)
      + descriptorsPerConnection * configuration.limits.connectionsMax
  }

  mutating func judgeDescriptors(_ host: Host) {
    let needed = Self.descriptorsNeeded(configuration)
    guard needed > host.descriptorsMax else { return }
    let fixed = Self.descriptorsFixed(configuration)
    let fitting = (host.descriptorsMax - fixed) / Self.descriptorsPerConnection
    let key = "limits.connectionsMax"
    let wanted =
      "\(key): \(configuration.limits.connectionsMax) connections need \(needed) descriptors "
      + "(3 each and \(fixed)), and RLIMIT_NOFILE allows \(host.descriptorsMax)"
    let raise = "raise it (systemd: LimitNOFILE=\(needed))"
    if fitting < 1 {
      report(.error, at: key, wanted, remedy: raise + " or lower limits.upstreamIdleMax")
    } else if configuration.origin.isGiven(key) {
      report(.error, at: key, wanted, remedy: raise + " or lower connectionsMax to \(fitting)")
    } else {
      configuration.limits.connectionsMax = fitting
      report(.warning, wanted + ": lowered to \(fitting) connections", remedy: raise)
    }
  }
}
