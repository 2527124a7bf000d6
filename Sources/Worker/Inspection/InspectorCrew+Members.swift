import Inspection
import Inspectors
import Primitives
import Scanning
import Signatures

/// How inspectors come, report and go.
extension InspectorCrew {
  // MARK: Coming

  /// Has somebody come to each place that is empty.
  mutating func fillPlaces() {
    if spawner == nil, spawnerAt <= now { startSpawner() }
    guard spawner != nil else { return }
    for place in members.indices {
      guard case .absent(let until) = members[place].stage, until <= now else { continue }
      nextNumber &+= 1
      members[place].number = nextNumber
      members[place].stage = .asked
      do throws(Errno) {
        try spawner!.start(number: nextNumber)
      } catch {
        return loseSpawner()
      }
    }
  }

  private mutating func startSpawner() {
    do throws(Errno) {
      spawner = try SpawnerLink(
        program: pool.settings.program, limits: pool.settings.limits)
    } catch {
      tellUnfit("cannot be started: \(error)")
      delaySpawner()
    }
  }

  private mutating func delaySpawner() {
    pool.count(.unstarted)
    spawnerFailures = min(spawnerFailures + 1, 10)
    spawnerAt = now + min(10_000_000 << UInt64(spawnerFailures), 1_000_000_000)
  }

  /// The spawner is gone, and with it every inspector: as the kernel sees to it.
  mutating func loseSpawner() {
    spawner = nil
    delaySpawner()
    for place in members.indices {
      if case .absent = members[place].stage { continue }
      members[place].link?.kill()
      ended(place, .killed)
    }
  }

  mutating func hearSpawner() {
    while spawner != nil {
      do throws(Errno) {
        guard let event = try spawner!.nextEvent() else { return }
        spawnerFailures = 0
        obey(event)
      } catch {
        return loseSpawner()
      }
    }
  }

  private mutating func obey(_ event: SpawnerLink.Event) {
    switch event {
    case .started(let number, let link):
      guard let place = place(of: number), case .asked = members[place].stage else {
        return link.close()
      }
      members[place].welcome(link)
      members[place].stage = .preparing(deadlineNanoseconds: now + Self.prepareNanoseconds)
    case .refused(let number, let error):
      guard let place = place(of: number) else { return }
      tellUnfit("cannot be started: \(error)")
      ended(place, .unstarted)
    case .ended(let number, let status):
      guard let place = place(of: number) else { return }
      hear(place)
      ended(place, InspectorEnd(status: status))
    }
  }

  private func place(of number: UInt32) -> Int? {
    members.firstIndex { member in
      if case .absent = member.stage { return false }
      return member.number == number
    }
  }

  private mutating func tellUnfit(_ reason: String) {
    guard !hasToldUnfit else { return }
    hasToldUnfit = true
    pool.tell(.unfit(reason))
  }

  // MARK: Reporting

  /// Takes what an inspector has to say.
  mutating func hear(_ place: Int) {
    guard let link = members[place].link else { return }
    var signatures = 0
    if case .judging(let request, _) = members[place].stage {
      signatures = request.database.counts.bodies + request.database.counts.hashes
    }
    switch link.nextAnswer(signatures: signatures, memory: &memory) {
    case .nothing: break
    case .ended: dismiss(place, nil)
    case .malformed: dismiss(place, .malformed)
    case .report(let report): take(report, from: place)
    }
  }

  private mutating func take(_ report: InspectorReport, from place: Int) {
    switch (report, members[place].stage) {
    case (.ready(let state), .preparing):
      if !hasToldReady {
        hasToldReady = true
        pool.tell(.ready(state))
      }
      becomeIdle(place)
    case (.unfit(let reason), .preparing):
      tellUnfit(reason)
      dismiss(place, .unstarted)
    case (.judged(let sequence, let result, let canonical, let isGrown), .judging(let request, _))
    where sequence == members[place].sequence:
      guard let canonical else {
        return finish(place, request, .judged(result), isGrown: isGrown)
      }
      guard let delivery = Self.delivery(canonical, of: request) else {
        return dismiss(place, .malformed)
      }
      finish(place, request, .judged(result, delivery), isGrown: isGrown)
    case (.spillLost(let sequence), .judging(let request, _))
    where sequence == members[place].sequence && request.spilledBytes > 0:
      finish(place, request, .spillLost, isGrown: false)
    // Nobody asked.
    case (_, .leaving): break
    default: dismiss(place, .malformed)
    }
  }

  /// What was written anew of a body; `nil` where no sound inspector would have said so, or has let go of it.
  static func delivery(
    _ report: CanonicalReport, of request: InspectionRequest
  ) -> CanonicalDelivery? {
    guard let order = request.limits.canonical, report.byteCount <= order.bytesMax,
      request.arena.settle(byteCount: report.byteCount)
    else { return nil }
    return CanonicalDelivery(
      arena: request.arena, byteCount: report.byteCount, contentType: report.contentType)
  }

  private mutating func finish(
    _ place: Int, _ request: InspectionRequest, _ outcome: InspectionOutcome, isGrown: Bool
  ) {
    members[place].finish()
    request.answer(outcome)
    if members[place].judged >= pool.settings.requestsMax || isGrown {
      members[place].stage = .idle
      dismiss(place, .retired)
    } else {
      becomeIdle(place)
    }
  }

  private mutating func becomeIdle(_ place: Int) {
    members[place].stage = .idle
    prepareNewest(place)
  }

  /// Has one who is idle make ready what the next body is judged by.
  private mutating func prepareNewest(_ place: Int) {
    do throws(Errno) {
      try members[place].forgetUnused(newest: newest, now: now)
      if let newest { _ = try members[place].ensure(newest, newest: newest, now: now) }
    } catch {
      dismiss(place, nil)
    }
  }

  // MARK: Going

  /// Does what is due by the clock.
  mutating func keepTime() {
    for place in members.indices {
      switch members[place].stage {
      case .preparing(let deadline) where deadline <= now: dismiss(place, .unstarted)
      case .judging(_, let deadline) where deadline <= now: dismiss(place, .timeout)
      case .idle: prepareNewest(place)
      case .absent, .asked, .preparing, .judging, .leaving: break
      }
    }
  }

  /// Ends an inspector, or what is left of it. Its body is answered when it is known how it ended.
  ///
  /// - Parameter cause: why it is to end; `nil` where it has ended by itself, which the spawner tells.
  mutating func dismiss(_ place: Int, _ cause: InspectorEnd?) {
    if case .leaving = members[place].stage { return }
    if let cause { members[place].request?.answer(.lost(cause)) }
    members[place].stage = .leaving(cause == nil ? members[place].request : nil, cause)
    members[place].link?.kill()
    // It has nothing to say any more, and its end of the socket would be readable for ever.
    members[place].letGo()
  }

  /// An inspector has ended.
  mutating func ended(_ place: Int, _ how: InspectorEnd) {
    // By itself, and without being told to: it has given up.
    var cause = how == .retired ? .gaveUp : how
    if case .leaving(_, let reason?) = members[place].stage { cause = reason }
    pool.count(cause)
    if cause != .retired { pool.tell(.lost(cause, process: members[place].process)) }
    members[place].request?.answer(.lost(cause))
    let delay = members[place].fail(cause)
    members[place].letGo()
    members[place].stage = .absent(untilNanoseconds: now + delay)
  }
}
