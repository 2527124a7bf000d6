internal import CInspectors
internal import Glibc
internal import Primitives

/// The process that starts inspectors when the proxy asks for them, hands their sockets to it, and tells
/// when they have ended. It sees no upload, and has one thread.
struct Spawner {
  private struct Child {
    var number: UInt32
    var process: pid_t
    /// Readable when it has ended.
    var descriptor: Descriptor
  }

  private let proxy: MessageSocket
  private let limits: InspectorLimits
  private var children: [Child] = []
  /// Inspectors at a time: of a proxy that asks for more there is something wrong.
  private static let childrenMax = 1024

  init(_ proxy: MessageSocket, _ limits: InspectorLimits) {
    self.proxy = proxy
    self.limits = limits
  }

  /// Serves the proxy until that has ended. The inspectors end with this process.
  consuming func run() -> Never {
    while true {
      var events = [pollfd(fd: proxy.descriptor.number, events: Int16(POLLIN), revents: 0)]
      events += children.map { pollfd(fd: $0.descriptor.number, events: Int16(POLLIN), revents: 0) }
      guard unsafe poll(&events, nfds_t(events.count), -1) > 0 else { continue }
      // From the last on, since the list gets shorter.
      for place in children.indices.reversed() where events[place + 1].revents != 0 { reap(place) }
      if events[0].revents != 0 { obey() }
    }
  }

  private mutating func obey() {
    let received = try? proxy.receive(bytesMax: SpawnerMessage.bytesMax, waits: true)
    guard let received, received.descriptors.isEmpty,
      case .start(let number) = try? SpawnerMessage(received.bytes)
    else { _exit(0) }
    do throws(Errno) {
      try start(number)
    } catch {
      tell(.refused(number: number, code: error.code))
    }
  }

  private mutating func start(_ number: UInt32) throws(Errno) {
    guard children.count < Self.childrenMax else { throw Errno(EAGAIN) }
    let (ours, theirs) = try MessageSocket.pair()
    defer {
      ours.close()
      theirs.close()
    }
    let process = try ProcessRole.startInspector(theirs, limits)
    let descriptor = Descriptor(cordon_inspectors_pidfd_open(process))
    guard descriptor.isOpen else {
      let error = Errno.last
      kill(process, SIGKILL)
      _ = waitpid(process, nil, 0)
      throw error
    }
    children.append(Child(number: number, process: process, descriptor: descriptor))
    tell(.started(number: number, process: process), [ours.descriptor, descriptor])
  }

  private mutating func reap(_ place: Int) {
    let child = children.remove(at: place)
    var status: Int32 = 0
    _ = unsafe waitpid(child.process, &status, 0)
    close(child.descriptor.number)
    tell(.ended(number: child.number, status: status))
  }

  /// A proxy that does not listen has ended.
  private func tell(_ message: SpawnerMessage, _ descriptors: [Descriptor] = []) {
    do throws(Errno) {
      try proxy.send(message.message, descriptors: descriptors, waits: true)
    } catch {
      _exit(0)
    }
  }
}
