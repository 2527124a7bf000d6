import Glibc
public import Primitives

extension World {
  func attemptOpen(_ operation: Operation) -> Bool {
    guard case .directory? = entry(operation.descriptor)?.kind else {
      complete(operation, -ENOTDIR)
      return true
    }
    if chance(plan.openError) {
      complete(operation, -[ENOSPC, EMFILE, EIO][Int(random.below(3))])
      return true
    }
    complete(operation, open(.file(SimulatedFile())).number)
    return true
  }

  func attemptRead(_ operation: Operation, offset: Int?) -> Bool {
    guard let target = operation.target else { return false }
    switch entry(operation.descriptor)?.kind {
    case .event(let event):
      guard event.counter > 0 else { return false }
      let bytes = (0..<8).map { UInt8(truncatingIfNeeded: event.counter >> (8 * $0)) }
      event.counter = 0
      target.fill(from: bytes[...])
      complete(operation, 8)
    case .memory(_, let isOpen) where !isOpen():
      violation("a file in memory was given back while it was being read")
      complete(operation, -EBADF)
    case .file(let file), .memory(let file, _):
      guard !chance(plan.fileError) else {
        complete(operation, -EIO)
        return true
      }
      let start = min(offset ?? 0, file.bytes.count)
      var most = min(target.count, file.bytes.count - start)
      if most > 1, chance(plan.shortFile) { most = number(in: 1...most) }
      target.fill(from: file.bytes[start..<start + most])
      complete(operation, Int32(most))
    default:
      complete(operation, -EINVAL)
    }
    return true
  }

  func attemptWrite(_ operation: Operation, offset: Int) -> Bool {
    guard case .file(let file)? = entry(operation.descriptor)?.kind else {
      complete(operation, -EINVAL)
      return true
    }
    guard !chance(plan.fileError) else {
      complete(operation, -EIO)
      return true
    }
    var most = operation.content.count
    if most > 1, chance(plan.shortFile) { most = number(in: 1...most) }
    let growth = max(0, offset + most - file.bytes.count)
    let granted = disk.grow(by: growth, capacity: plan.diskBytesMax)
    most -= growth - granted
    guard most > 0 || operation.content.isEmpty else {
      disk.shrink(by: granted)
      complete(operation, -ENOSPC)
      return true
    }
    file.write(operation.content.prefix(most), at: offset)
    complete(operation, Int32(most))
    return true
  }

  /// What a file begins with, read at once by somebody beside the worker; `nil`: it is shorter.
  public func fileBytes(_ descriptor: Descriptor, count: Int) -> [UInt8]? {
    use(descriptor, for: "reading beside the worker")
    guard case .file(let file)? = entry(descriptor)?.kind, file.bytes.count >= count else {
      return nil
    }
    return Array(file.bytes.prefix(count))
  }
}
