extension HostCheck {
  /// Descriptors of an exchange beside its connection's: its upstream connection and its spill file, or the
  /// file in memory with what is delivered in its body's place.
  public static let descriptorsPerExchange = 2

  /// Descriptors that an inspector takes: its socket, its process, and an arena and a spill file that nobody
  /// waits for any more. The arena of an upload that waits has the place of its upstream connection.
  public static let descriptorsPerInspector = 4

  /// Descriptors of an upload that waits for the quarantine: its file in memory and its spill file.
  public static let descriptorsPerQuarantined = 2

  /// How many checks of upstreams are under way at a time: each has a descriptor.
  public static let checksMax = 256

  /// Descriptors that Cordon needs beside those of clients: of each worker its ring, event
  /// descriptor, listeners and idle upstream connections; of each inspector
  /// ``descriptorsPerInspector``; of a quarantine those of what waits for it; one of each check of an
  /// upstream that is under way; of the process its logs, signature files, admin connections and a
  /// reload's second set, 128 in all.
  public static func descriptorsFixed(_ configuration: Configuration) -> Int {
    let upstreams = configuration.backends.reduce(0) { $0 + $1.upstreams.count }
    let perWorker =
      4 + configuration.listeners.count + upstreams * configuration.limits.upstreamIdleMax
    let quarantined =
      configuration.quarantine == nil
      ? 0 : QuarantinePlace.waitingUploadsMax * descriptorsPerQuarantined
    let checked = configuration.backends.reduce(0) {
      $0 + ($1.check == nil ? 0 : $1.upstreams.count)
    }
    return 128 + min(checked, checksMax) + configuration.workers * (perWorker + quarantined)
      + configuration.inspectors * descriptorsPerInspector
  }

  /// Descriptors that the configuration needs in all. ``Host/raiseDescriptorLimit(to:)`` asks for
  /// them.
  public static func descriptorsNeeded(_ configuration: Configuration) -> Int {
    descriptorsFixed(configuration) + configuration.limits.connectionsMax
      + descriptorsPerExchange * configuration.limits.exchangesMax
  }

  /// Lowers what the file does not give to what the descriptors allow; what it gives is an error
  /// where it does not fit.
  mutating func judgeDescriptors(_ host: Host) {
    let needed = Self.descriptorsNeeded(configuration)
    guard needed > host.descriptorsMax else { return }
    let limits = configuration.limits
    let fixed = Self.descriptorsFixed(configuration)
    let connectionsKey = "limits.connectionsMax"
    let exchangesKey = "limits.exchangesMax"
    let wanted =
      "\(limits.connectionsMax) connections and \(limits.exchangesMax) exchanges need \(needed) "
      + "descriptors (1 and 2 each, and \(fixed)), and RLIMIT_NOFILE allows \(host.descriptorsMax)"
    let raise = "raise it (systemd: LimitNOFILE=\(needed))"
    let areConnectionsGiven = configuration.origin.isGiven(connectionsKey)
    let areExchangesGiven = configuration.origin.isGiven(exchangesKey)

    let room = host.descriptorsMax - fixed
    var fitting = limits
    if !areConnectionsGiven, !areConnectionsFixed {
      let taken =
        areExchangesGiven ? Self.descriptorsPerExchange * limits.exchangesMax : room / 2
      fitting.connectionsMax = min(limits.connectionsMax, room - taken)
    }
    if !areExchangesGiven {
      fitting.exchangesMax = (room - fitting.connectionsMax) / Self.descriptorsPerExchange
    }
    configuration.limits = fitting
    let isFitting =
      fitting.exchangesMax > 0 && fitting.exchangesMax <= fitting.connectionsMax
      && Self.descriptorsNeeded(configuration) <= host.descriptorsMax
    if isFitting {
      report(
        .warning,
        wanted + ": lowered to \(fitting.connectionsMax) connections and "
          + "\(fitting.exchangesMax) exchanges", remedy: raise)
    } else {
      configuration.limits = limits
      report(
        .error, at: areConnectionsGiven ? connectionsKey : exchangesKey, wanted,
        remedy: raise + " or lower connectionsMax, exchangesMax or upstreamIdleMax")
    }
  }
}
