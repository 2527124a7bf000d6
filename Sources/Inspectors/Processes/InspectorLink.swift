internal import CInspectors
internal import Glibc
public import Primitives
internal import Scanning
public import Signatures

/// The proxy's side of one inspector. What it holds is closed by ``close()``.
public struct InspectorLink: Sendable {
  let socket: MessageSocket
  /// The process, for killing it: a number could be another's by then.
  let process: Descriptor
  /// The process's number, for people and `/proc`.
  public let identifier: Int32

  /// Readable when there is a report, or the inspector has ended.
  public var descriptor: Descriptor { socket.descriptor }

  /// Has it judge by a database too from now on.
  ///
  /// - Parameter reportsAll: whether all signatures of a body are asked for, not the first alone.
  /// - Throws: where it does not take the message: it is to be replaced.
  public func adopt(
    _ database: SignatureDatabase, number: UInt64, reportsAll: Bool = false
  ) throws(Errno) {
    let file = database.file
    let order = InspectorOrder.adopt(number: number, path: file.path, reportsAll: reportsAll)
    try socket.send(
      order.message,
      descriptors: [Descriptor(file.fileDescriptor), Descriptor(file.imageDescriptor)])
  }

  /// Has it let go of a database.
  public func forget(_ number: UInt64) throws(Errno) {
    try socket.send(InspectorOrder.forget(number: number).message)
  }

  /// Gives it a body.
  ///
  /// - Parameters:
  ///   - arena: the body but for its spilled beginning.
  ///   - spill: the file with that, opened for reading alone; none where nothing was spilled.
  public func judge(
    _ task: InspectorOrder.Task, arena: Descriptor, spill: Descriptor
  ) throws(Errno) {
    precondition(spill.isOpen == (task.spilledBytes > 0))
    try socket.send(
      InspectorOrder.judge(task).message, descriptors: spill.isOpen ? [arena, spill] : [arena])
  }

  /// What it has to say.
  public enum Answer: Sendable {
    /// A report.
    case report(InspectorReport)
    /// What no sound inspector would say.
    case malformed
    /// It has ended, or closed its socket.
    case ended
    /// Nothing yet.
    case nothing
  }

  /// The next report. Does not wait.
  ///
  /// - Parameters:
  ///   - signatures: of the database that it judges by.
  ///   - memory: room for the longest message.
  public func nextAnswer(signatures: Int, memory: inout [UInt8]) -> Answer {
    do throws(Errno) {
      guard let bytes = try socket.receive(into: &memory) else { return .ended }
      guard let report = try? InspectorReport(bytes, signatures: signatures) else {
        return .malformed
      }
      return .report(report)
    } catch {
      switch error.code {
      case EAGAIN: return .nothing
      case EMSGSIZE: return .malformed
      default: return .ended
      }
    }
  }

  /// Ends it at once.
  public func kill() { _ = cordon_inspectors_pidfd_kill(process.number, SIGKILL) }

  /// Closes the socket: an inspector that is idle ends by that.
  public func close() {
    socket.close()
    _ = Glibc.close(process.number)
  }
}
