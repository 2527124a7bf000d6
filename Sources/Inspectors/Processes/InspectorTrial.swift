internal import Glibc
internal import Primitives

/// Tries on this host whether an inspector can be had, and in what sandbox.
public enum InspectorTrial {
  /// Why there is none.
  public struct Failure: Error, CustomStringConvertible {
    /// In words.
    public var description: String
  }

  /// How long it may take.
  private static let milliseconds: UInt64 = 10_000

  /// Starts an inspector as a running Cordon does, and ends it.
  ///
  /// - Parameter program: Cordon's program; that of this process but in tests.
  public static func run(
    _ limits: InspectorLimits, program: String = ProcessRole.thisProgram
  ) throws(Failure) -> SandboxState {
    do {
      let spawner = try SpawnerLink(program: program, limits: limits)
      try spawner.start(number: 0)
      var link: InspectorLink?
      defer { link?.close() }
      var memory = [UInt8](repeating: 0, count: InspectorReport.bytesMax)
      let deadline = Clock.monotonicNanoseconds() + milliseconds * 1_000_000
      while Clock.monotonicNanoseconds() < deadline {
        wait(for: spawner.descriptor, link?.descriptor ?? .none)
        if let answer = link?.nextAnswer(signatures: 0, memory: &memory) {
          switch answer {
          case .report(.ready(let state)): return state
          case .report(.unfit(let reason)): throw Failure(description: reason)
          case .report, .malformed, .ended: break
          case .nothing: break
          }
        }
        switch try spawner.nextEvent() {
        case .started(_, let started): link = started
        case .refused(_, let error): throw error
        case .ended(_, let status):
          throw Failure(description: "it ended: \(InspectorEnd(status: status).name)")
        case nil: break
        }
      }
    } catch let failure as Failure {
      throw failure
    } catch {
      throw Failure(description: "\(error)")
    }
    throw Failure(description: "it did not become ready")
  }

  private static func wait(for spawner: Descriptor, _ inspector: Descriptor) {
    var events = [spawner, inspector].map {
      pollfd(fd: $0.number, events: Int16(POLLIN), revents: 0)
    }
    _ = unsafe poll(&events, 2, Int32(milliseconds))
  }
}
