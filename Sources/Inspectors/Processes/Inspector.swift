internal import CInspectors
internal import Digests
internal import Glibc
internal import Inspection
internal import Primitives
internal import Scanning
internal import Signatures

/// The process that judges bodies, one at a time: from inside the sandbox.
struct Inspector: ~Copyable {
  /// A database, and what judges by it.
  private final class Bench {
    let number: UInt64
    private var inspection: BodyInspection

    init(number: UInt64, _ database: SignatureDatabase, reportsAll: Bool) throws {
      self.number = number
      inspection = try BodyInspection(database: database, reportsAll: reportsAll)
    }

    func judge(_ body: borrowing BodyMemory, _ task: InspectorOrder.Task) -> InspectionRecord {
      unsafe inspection.judge(
        body.bytes, task.handover, description: task.description, limits: task.limits)
    }

    func takeCanonicalBody() -> CanonicalBody? { inspection.takeCanonicalBody() }
  }

  /// How it ends where it cannot go on; the proxy is told nothing then, and needs nothing.
  private enum Ending {
    /// What was asked for is not to be had: memory, a mapping.
    static let incapable: Int32 = 3
    /// The proxy has said what it would not say.
    static let confused: Int32 = 4
  }

  private let proxy: MessageSocket
  private let limits: InspectorLimits
  private var benches: [Bench] = []

  private init(_ proxy: MessageSocket, _ limits: InspectorLimits) {
    self.proxy = proxy
    self.limits = limits
  }

  /// Closes the sandbox, and judges what comes until the proxy closes the socket.
  static func run(_ proxy: MessageSocket, _ limits: InspectorLimits) -> Never {
    var inspector = Inspector(proxy, limits)
    let report = inspector.prepare()
    do throws(Errno) {
      try proxy.send(report.message, waits: true)
      guard case .ready = report else { _exit(0) }
      while let received = try proxy.receive(bytesMax: InspectorOrder.bytesMax, waits: true) {
        inspector.obey(received)
      }
      _exit(0)
    } catch {
      _exit(Ending.confused)
    }
  }

  /// Larger blocks come from the system, and go back to it.
  private static let keptBlockBytes: CInt = 4 << 20
  /// What is kept at most for the next upload.
  private static let freeBytesMax: CInt = 8 << 20

  /// Does what needs files before there are none, then closes the sandbox.
  private func prepare() -> InspectorReport {
    do {
      // Else each large block of each upload would be given back, and its pages cleared for the next.
      guard cordon_inspectors_keep_memory(Self.keptBlockBytes, Self.freeBytesMax) == 1 else {
        return .unfit("the allocator takes no settings")
      }
      // libcrypto reads its configuration, and finds its providers, at the first use.
      ContentInspection.prepareProcess()
      for algorithm in DigestAlgorithm.allCases { _ = try DigestStream(algorithm) }
      let state = try Sandbox.enter(limits)
      let missing = SandboxLayers.required.subtracting(state.layers)
      guard missing.isEmpty else {
        return .unfit("the kernel gives no \(missing.names.joined(separator: ", "))")
      }
      return .ready(state)
    } catch {
      return .unfit("\(error)")
    }
  }

  private mutating func obey(_ received: MessageSocket.Received) {
    guard let order = try? InspectorOrder(received.bytes) else { _exit(Ending.confused) }
    switch order {
    case .adopt(let number, let path, let reportsAll):
      adopt(number, path, reportsAll: reportsAll, received.descriptors)
    case .forget(let number): benches.removeAll { $0.number == number }
    case .judge(let task): judge(task, received.descriptors)
    }
  }

  private mutating func adopt(
    _ number: UInt64, _ path: String, reportsAll: Bool, _ descriptors: [Descriptor]
  ) {
    guard descriptors.count == 2 else { _exit(Ending.confused) }
    do {
      let database = try SignatureDatabase.adopt(
        file: descriptors[0].number, image: descriptors[1].number, path: path)
      benches.append(try Bench(number: number, database, reportsAll: reportsAll))
    } catch {
      _exit(Ending.incapable)
    }
  }

  private func judge(_ task: InspectorOrder.Task, _ descriptors: [Descriptor]) {
    guard descriptors.count == (task.spilledBytes > 0 ? 2 : 1),
      let bench = benches.first(where: { $0.number == task.database }),
      let bodyBytes = Int(exactly: task.handover.bodyBytes)
    else { _exit(Ending.confused) }
    Sandbox.limitTime(limits)
    let record: InspectionRecord
    do throws(Errno) {
      let body = try BodyMemory(mapping: descriptors[0], count: bodyBytes)
      if task.spilledBytes > 0 {
        do throws(Errno) {
          try body.fill(from: descriptors[1], fileBytes: task.spilledBytes)
        } catch {
          return tell(.spillLost(sequence: task.sequence), descriptors)
        }
      }
      record = bench.judge(body, task)
    } catch {
      _exit(Ending.incapable)
    }
    let canonical = bench.takeCanonicalBody().map { write($0, to: descriptors[0]) }
    tell(
      .judged(sequence: task.sequence, record, canonical: canonical, isGrown: isGrown), descriptors)
  }

  /// Puts what is to be delivered in the place of what was judged.
  private func write(_ body: CanonicalBody, to arena: Descriptor) -> CanonicalReport {
    do throws(Errno) {
      try BodyMemory.write(body.bytes.span, to: arena)
    } catch {
      _exit(Ending.incapable)
    }
    return CanonicalReport(byteCount: body.bytes.count, contentType: body.contentType)
  }

  /// Whether more is kept than half of what may be had: the next body could find too little.
  private var isGrown: Bool {
    cordon_inspectors_heap_bytes() > UInt64(limits.memoryBytesMax) / 2
  }

  /// Reports on a body, of which nothing is left when the next one comes.
  private func tell(_ report: InspectorReport, _ descriptors: [Descriptor]) {
    for descriptor in descriptors { close(descriptor.number) }
    do throws(Errno) {
      try proxy.send(report.message, waits: true)
    } catch {
      _exit(Ending.confused)
    }
  }
}
