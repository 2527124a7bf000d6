import ArgumentParser
import Configuration
import Glibc
import Logging
import Primitives
import Quarantine
import Worker

/// `cordon run`.
struct RunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Run the proxy until it is told to stop.",
    discussion: """
      SIGTERM ends it when the exchanges in flight have ended (at the latest after \
      limits.drainTimeout), a second SIGTERM at once. SIGHUP adopts a changed configuration and \
      changed signatures; if they are bad, the old ones stay and the reason is logged. Signatures \
      that change are adopted by themselves, too, once they have not changed for a second. SIGUSR1 \
      opens the log files anew. SIGUSR2 starts the program that lies in this one's place by now: when \
      it is ready it takes the listeners over, without a connection being refused, and this one drains.

      EXAMPLES
        cordon run --config /etc/cordon/cordon.yaml
        kill -HUP $(pidof cordon)
      """)

  @OptionGroup var file: ConfigurationOption

  func run() throws {
    Signals.prepare()
    let program = try Self.programPath()
    let predecessor = try Predecessor.find()
    let configuration = try file.loadChecked(held: Set(predecessor?.sockets.keys.map { $0 } ?? []))
    var log = Logger(label: "cordon", factory: { StreamLogHandler.standardError(label: $0) })
    log.logLevel = .info
    var control: ControlPlane
    do {
      let loader = try SignatureLoader()
      try loader.start(configuration.signatures)
      guard let signatures = try waitForSignatures(loader) else { _exit(0) }
      for warning in signatures.warnings { log.warning("\(warning)") }
      control = try ControlPlane(
        configuration, signatures, loader: loader, predecessor: predecessor, log: log)
    } catch {
      Output.printError("error: \(error)")
      throw ExitCode(1)
    }
    Supervisor.tellReady()
    serve(&control, program)
    try end(control)
  }

  /// Waits for the first load; `nil`: the process is to end instead, with nothing to put in order.
  private func waitForSignatures(_ loader: SignatureLoader) throws -> LoadedSignatures? {
    while true {
      if let outcome = loader.takeOutcomes().first { return try outcome.result.get() }
      // There is nothing yet that could be reloaded or reopened.
      if case .end = Signals.next() { return nil }
    }
  }

  /// Where this program lies: another one may lie there when it is wanted again.
  private static func programPath() throws -> String {
    var room = [UInt8](repeating: 0, count: Int(PATH_MAX))
    let count = unsafe room.withUnsafeMutableBytes {
      unsafe readlink("/proc/self/exe", $0.baseAddress!, $0.count)
    }
    guard count > 0 else {
      throw ControlPlane.Failure(description: "/proc/self/exe: \(Errno.last)")
    }
    return String(decoding: room[..<count], as: UTF8.self)
  }

  private func serve(_ control: inout ControlPlane, _ program: String) {
    var isEnding = false
    while !control.haveWorkersEnded {
      if !isEnding {
        control.takeLoads()
        isEnding = control.takeSuccessor()
      }
      switch Signals.next() {
      case .end:
        control.admin.draining()
        control.log.info("\(isEnding ? "stopping" : "draining")")
        control.abandonSuccessor()
        control.send(isEnding ? .stop : .drain)
        isEnding = true
      case .reload where !isEnding: control.reload(path: file.config)
      case .reopenLogs: control.logs.reopen()
      case .replace where !isEnding: control.startSuccessor(program)
      case .change where control.workerFailure != nil && !isEnding:
        // The others go on with what they have, and then the process ends, for its supervisor to see.
        isEnding = true
        control.send(.drain)
      case .reload, .replace, .change: break
      }
    }
  }

  /// Leaves things in order, and ends with the status that is due.
  private func end(_ control: ControlPlane) throws {
    if !control.isReplaced { control.quotas.writeOrLog() }
    control.logs.close()
    control.cleanUp()
    let failure = control.workerFailure
    if let failure { Output.printError("error: \(failure)") }
    // The ceremony of an exit would pull the ground from under threads that compile, inspect or encrypt.
    let isKeeping = (control.quarantine?.currentFigures.waiting ?? 0) > 0
    if control.loader.isLoading || control.inspection.memory.usedBytes > 0 || isKeeping {
      _exit(failure == nil ? 0 : 1)
    }
    if failure != nil { throw ExitCode(1) }
  }
}
