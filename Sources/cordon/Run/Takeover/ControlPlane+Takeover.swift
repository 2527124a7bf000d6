import Configuration
import Glibc
import Logging
import Primitives
import Worker

extension ControlPlane {
  /// Starts the program that lies on the disk by now, to take this process's place.
  mutating func startSuccessor(_ program: String) {
    guard successor == nil else { return log.warning("a successor is starting already") }
    do {
      let started = try Successor(
        program, Array(CommandLine.arguments.dropFirst()),
        sockets: sockets.values.flatMap { $0 })
      successor = started
      log.info("a successor is starting", metadata: ["process": "\(started.process)"])
    } catch {
      log.error("no successor, this process stays: \(error)")
    }
  }

  /// Gives a successor that is ready its turn; whether this process is to end.
  ///
  /// What is written to files that both have is written before: it reads them anew then.
  mutating func takeSuccessor() -> Bool {
    guard let current = successor else { return false }
    switch current.state {
    case .starting: return false
    case .failed(let ending):
      successor = nil
      log.error("the successor has ended (\(ending)), this process stays")
      return false
    case .ready:
      log.info("replaced: draining", metadata: ["process": "\(current.process)"])
      quotas.close()
      isReplaced = true
      Supervisor.tellSuccessor(current.process)
      admin.draining()
      send(.handOver)
      current.letGo()
      return true
    }
  }

  /// Closes what was listened on before and is not wanted by the configuration that there is now.
  mutating func closeUnwanted(_ configuration: Configuration) {
    var wanted = Set(configuration.listeners.map(\.address))
    if let address = configuration.admin.address { wanted.insert(address) }
    for (address, list) in sockets where !wanted.contains(address) {
      for socket in list { close(socket.number) }
      sockets[address] = nil
      Self.removeSocketFile(address)
    }
  }

  /// Ends a successor that is starting: this process is to end.
  mutating func abandonSuccessor() {
    guard !isReplaced else { return }
    Supervisor.tellStopping()
    successor?.abandon()
    successor = nil
  }
}
