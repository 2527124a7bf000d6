import Configuration
import Glibc
import Primitives

/// The directory in which spilled uploads have their unlinked files.
enum SpillDirectory {
  /// Whether a route holds uploads, which may have to spill.
  static func isNeeded(_ configuration: Configuration) -> Bool {
    configuration.listeners.contains { $0.routes.contains { $0.scan != .off } }
  }

  /// Opens it. Where no route holds, nothing spills, and it need not exist.
  static func open(_ configuration: Configuration) throws -> Descriptor {
    let path = configuration.spill.directory
    let number = unsafe Glibc.open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard number >= 0 else {
      guard isNeeded(configuration) else { return .none }
      throw ControlPlane.Failure(description: "spill.directory \(path): \(Errno.last)")
    }
    return Descriptor(number)
  }
}
