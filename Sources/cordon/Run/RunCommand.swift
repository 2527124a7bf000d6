import ArgumentParser
import Configuration
import Glibc
import Logging
import Worker

/// `cordon run`.
struct RunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Run the proxy until it is told to stop.",
    discussion: """
      SIGTERM ends it when the exchanges in flight have ended (at the latest after \
      limits.drainTimeout), a second SIGTERM at once. SIGHUP adopts a changed configuration and \
      changed signatures; if they are bad, the old ones stay and the reason is logged. SIGUSR1 opens \
      the log files anew.

      EXAMPLES
        cordon run --config /etc/cordon/cordon.yaml
        kill -HUP $(pidof cordon)
      """)

  @OptionGroup var file: ConfigurationOption

  func run() throws {
    Signals.prepare()
    let configuration = try file.loadChecked()
    var log = Logger(label: "cordon", factory: { StreamLogHandler.standardError(label: $0) })
    log.logLevel = .info
    var control: ControlPlane
    do {
      control = try ControlPlane(configuration, log: log)
    } catch {
      Output.printError("error: \(error)")
      throw ExitCode(1)
    }
    try serve(&control)
  }

  private func serve(_ control: inout ControlPlane) throws {
    var isEnding = false
    while !control.haveWorkersEnded {
      switch Signals.next() {
      case .end:
        control.admin.draining()
        control.log.info("\(isEnding ? "stopping" : "draining")")
        control.send(isEnding ? .stop : .drain)
        isEnding = true
      case .reload where !isEnding: control.reload(path: file.config)
      case .reopenLogs: control.logs.reopen()
      case .worker where control.workerFailure != nil && !isEnding:
        // The others go on with what they have, and then the process ends, for its supervisor to see.
        isEnding = true
        control.send(.drain)
      case .reload, .worker: break
      }
    }
    control.logs.close()
    control.cleanUp()
    if let failure = control.workerFailure {
      Output.printError("error: \(failure)")
      throw ExitCode(1)
    }
  }
}
