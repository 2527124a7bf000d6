import Primitives
import Proxy
import Ring
import Simulation
import TLS

@testable import Worker

extension SimulationRun {
  /// Nothing is left of what the worker had: leases, slots, descriptors, operations.
  func check(_ worker: borrowing Worker<SimulatedRing>) {
    let pool = worker.memory.pool.freeCount + world.buffersProvided
    expect(
      pool == worker.memory.pool.capacity,
      "\(worker.memory.pool.capacity - pool) leases are lost")
    expect(
      worker.provided.uploads + worker.provided.responses == world.buffersProvided,
      "the worker has lost count of the buffers that the kernel has")
    expect(worker.memory.blocks.count == 0, "\(worker.memory.blocks.count) blocks are lost")
    expect(
      worker.memory.segments.freeCount == worker.memory.segments.capacity,
      "\(worker.memory.segments.capacity - worker.memory.segments.freeCount) links are lost")
    expect(worker.tls.count == 0, "\(worker.tls.count) sessions are left")
    expect(worker.streams == 0, "\(worker.streams) streams are left")
    expect(worker.sessions.allSatisfy { $0 == nil }, "sessions of HTTP/2 are left")
    expect(worker.windowBytes == 0, "\(worker.windowBytes) bytes of windows are left")
    let sessions = worker.upstreamSessions.count
    expect(sessions == 0, "\(sessions) sessions with upstreams are left")
    expect(worker.clients.count == 0, "\(worker.clients.count) clients are left")
    expect(worker.upstreams.count == 0, "\(worker.upstreams.count) upstreams are left")
    // Who is told to stop does not wait for inspections, and leaves open what they read.
    let spills = worker.isStopped ? worker.spillsInspected : 0
    expect(worker.spills.count == spills, "\(worker.spills.count) spills are left")
    if !worker.isStopped {
      expect(worker.inspections.count == 0, "\(worker.inspections.count) inspections are left")
      let bytes = inspections.memory.usedBytes
      expect(bytes == 0, "\(bytes) bytes of bodies under inspection are left")
    }
    if !worker.isStopped {
      expect(worker.keepings == 0, "\(worker.keepings) uploads are on their way into quarantine")
      let bytes = intake.memory.usedBytes
      expect(bytes == 0, "\(bytes) bytes of uploads for the quarantine are left")
    }
    expect(worker.holdBytes == 0, "\(worker.holdBytes) held bytes are left")
    expect(worker.streamWindowBytes == 0, "\(worker.streamWindowBytes) bytes of windows are left")
    for cell in 0..<upstreams.count {
      expect(loads.active(cell) == 0, "upstream \(cell) has \(loads.active(cell)) places taken")
      expect(loads.bytes(cell) == 0, "upstream \(cell) has \(loads.bytes(cell)) bytes counted")
    }
    expect(worker.queued == 0, "\(worker.queued) exchanges wait for an upstream")
    expect(
      loads.active(Self.queueCell) == 0, "\(loads.active(Self.queueCell)) waiting ones are counted")
    let users = worker.snapshots.reduce(0) { $0 + ($1?.users ?? 0) }
    expect(users == 0, "\(users) exchanges hold a snapshot")
    let open = world.descriptorsOpen.map(\.what).filter { $0 != "directory" && $0 != "event" }
    expect(
      open == Array(repeating: "file", count: spills), "descriptors are open: \(open)")
    let inFlight = world.tokensInFlight.filter {
      $0.operation != Worker<SimulatedRing>.wakeOperation
    }
    expect(inFlight.isEmpty, "\(inFlight.count) operations are in flight")
    expect(
      world.diskBytesUsed == 0 || spills > 0, "\(world.diskBytesUsed) bytes are left on the disk")
  }

  /// What arrived at the upstreams is what may have arrived there.
  func checkDeliveries() {
    for upstream in upstreams {
      for error in upstream.errors { expect(false, "an upstream was sent \(error)") }
    }
    var seen: [String: Int] = [:]
    for delivery in upstreams.flatMap(\.deliveries) {
      let target = delivery.message.target
      seen[target, default: 0] += 1
      guard let upload = scenario.uploads.first(where: { $0.request.target == target }) else {
        expect(false, "an upstream was sent \(delivery.message.startLine), which nobody sent")
        continue
      }
      expect(
        delivery.message.method == upload.request.method,
        "\(target) arrived as \(delivery.message.method)")
      expect(upload.isRouted, "\(target) has no route, and reached an upstream")
      expect(!upload.isForbidden, "\(target), which is infected, reached an upstream")
      if upload.isStreamed, upload.isInfected {
        expect(!delivery.message.isWhole, "\(target), which is infected, was delivered whole")
      }
      if upload.isInspected, !upload.isStreamed || delivery.message.isWhole {
        let isCleared = upload.declaredBody.map(inspections.cleared.contains) ?? false
        expect(isCleared, "\(target), which was not inspected, reached an upstream")
      }
      guard let body = upload.deliveredBody else {
        expect(!delivery.message.isWhole, "\(target), which never was whole, was delivered whole")
        expect(
          !upload.isHeld || upload.isStreamed,
          "\(target), which never was whole, reached an upstream")
        continue
      }
      if upload.isCanonical, body != upload.declaredBody {
        let names = ["content-type", "content-encoding", "digest"]
        let said = delivery.message.fields.filter { names.contains($0.name) }.map(\.value)
        expect(said == [Upload.rewrittenType], "\(target), written anew, is said to be \(said)")
      }
      if delivery.message.isWhole {
        expect(delivery.message.body == body, "\(target) was altered")
      } else {
        expect(body.starts(with: delivery.message.body), "\(target) was altered before it was cut")
      }
    }
    for upload in scenario.uploads {
      let count = seen[upload.request.target] ?? 0
      expect(
        count <= (upload.isRepeatable ? Self.deliveriesMax : 1),
        "\(upload.request.method) \(upload.request.target) was delivered \(count) times")
    }
  }

  /// On a connection that was kept, on a new one, and to another upstream.
  static var deliveriesMax: Int { 3 }

  func expect(_ isSo: Bool, _ fault: @autoclosure () -> String) {
    if !isSo { faults.append(fault()) }
  }
}

extension Worker where Driver: ~Copyable {
  /// The operation that waits for messages, always in flight.
  static var wakeOperation: UInt8 { Operation.wake.rawValue }
}
