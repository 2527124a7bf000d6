import Primitives

extension World {
  /// What a provided buffer holds until the kernel fills it: whoever writes there is noticed.
  static var poison: UInt8 { 0xDB }

  /// A buffer is given to the kernel.
  func provide(_ index: UInt16, _ run: Run, group: Int) {
    for (number, group) in groups.enumerated() {
      for buffer in group.provided where buffer.index == index || buffer.run.overlaps(run) {
        violation("buffer \(index) provided while it is provided (group \(number))")
        return
      }
    }
    for operation in unreaped where isUsing(operation, run) {
      violation("buffer \(index) provided while token \(operation.token.bits) uses it")
    }
    for posted in posted[postedHead...] where posted.buffer == index {
      violation("buffer \(index) provided before its completion was taken")
    }
    if let expected = poolRuns[index], expected != run {
      violation("buffer \(index) provided with memory that is not its own")
    }
    if groups[group].count >= groups[group].capacity {
      violation("more buffers provided to group \(group) than its ring holds")
    }
    if sabotage == .losesBuffers, chance(0.05) { return }
    run.fill(with: Self.poison)
    groups[group].append(ProvidedGroup.Buffer(index: index, run: run))
  }

  private func isUsing(_ operation: Operation, _ run: Run) -> Bool {
    operation.sources.contains { $0.overlaps(run) } || operation.target?.overlaps(run) == true
  }

  /// Nobody but the kernel writes into a provided buffer. Looking at both ends of it is enough to
  /// see most of such writes, and quick.
  func checkPoison(_ buffer: ProvidedGroup.Buffer) {
    let probe = [UInt8](repeating: Self.poison, count: min(64, buffer.run.count))
    let first = Run(address: buffer.run.address, count: probe.count)
    let last = Run(
      address: buffer.run.address + UInt(buffer.run.count - probe.count), count: probe.count)
    if !first.holds(probe, from: 0) || !last.holds(probe, from: 0) {
      violation("buffer \(buffer.index) was written to while it was provided")
    }
  }

  /// The memory of an operation that starts may not be the kernel's, nor written by another one.
  func checkMemory(_ operation: Operation) {
    for run in operation.sources {
      if let buffer = provided(overlapping: run) {
        violation("token \(operation.token.bits) sends from buffer \(buffer), which is provided")
      }
      for other in unreaped where other.target?.overlaps(run) == true {
        violation(
          "token \(operation.token.bits) sends what token \(other.token.bits) still reads into")
      }
    }
    guard let target = operation.target else { return }
    if let buffer = provided(overlapping: target) {
      violation("token \(operation.token.bits) reads into buffer \(buffer), which is provided")
    }
    for other in unreaped where isUsing(other, target) {
      violation(
        "token \(operation.token.bits) reads into what token \(other.token.bits) still uses")
    }
  }

  private func provided(overlapping run: Run) -> UInt16? {
    for group in groups {
      for buffer in group.provided where buffer.run.overlaps(run) { return buffer.index }
    }
    return nil
  }
}
