import Glibc
public import Primitives
import Synchronization

/// A complete body in a file in memory of the body's own, for whoever inspects it.
///
/// It has one owner at a time: the worker, which copies what it holds into it, until the request is
/// handed over; then the inspection, which frees it when the body is judged, or gives it back with what is to
/// be delivered in it (``settle(byteCount:)``). Only ``abandon()`` and ``isBegun`` are for the other side.
///
/// Its size is sealed, so that who maps it cannot lose a page of it. The worker writes to the file and does
/// not map it: that costs no page fault and no flush of translations, and memory that runs out is an error
/// and not a signal.
public final class Arena: @unchecked Sendable {
  /// The size of the body.
  public let count: Int
  private let file: Descriptor
  private let account: InspectionMemory
  private let isAbandonedFlag = Atomic<Bool>(false)
  private let isBegunFlag = Atomic<Bool>(false)
  /// What it has of the account.
  private var takenBytes: Int
  private(set) var isFreed = false

  /// Makes the file for a body, whose bytes are taken from the account already; `nil` where the kernel
  /// has no descriptor or no memory.
  ///
  /// - Parameter count: the size of the body, where it is less than what was taken: what takes its place may
  ///   be longer.
  init?(takenBytes: Int, count: Int? = nil, account: InspectionMemory) {
    let isSealedLater = count != nil
    guard
      let file = try? Descriptor.makeMemory(
        "cordon-body", bytes: max(1, takenBytes), isSealedLater: isSealedLater)
    else {
      account.giveBack(takenBytes)
      return nil
    }
    self.file = file
    self.takenBytes = takenBytes
    self.count = count ?? takenBytes
    self.account = account
  }

  deinit { free() }

  /// Gives the memory back: as soon as the body is judged, however long the object lives.
  func free() {
    guard !isFreed else { return }
    isFreed = true
    close(file.number)
    account.giveBack(takenBytes)
  }

  /// The body has been judged, and what is to be delivered in its place was written to the beginning: from
  /// now on nobody changes it, and the memory behind it is given back.
  ///
  /// - Returns: whether it is so. Where somebody may write there yet, nothing of it is to be delivered.
  func settle(byteCount: Int) -> Bool {
    precondition(!isFreed && byteCount > 0 && byteCount <= takenBytes)
    do throws(Errno) {
      if byteCount < takenBytes {
        try file.discard(from: byteCount, bytes: takenBytes - byteCount)
      }
      try file.sealContent()
    } catch {
      return false
    }
    account.giveBack(takenBytes - byteCount)
    takenBytes = byteCount
    return true
  }

  /// The file, which stays the arena's.
  public var descriptor: Descriptor {
    precondition(!isFreed)
    return file
  }

  /// Copies bytes to a place; false where the kernel has no memory for them.
  func copy(_ bytes: UnsafeRawBufferPointer, to offset: Int) -> Bool {
    precondition(!isFreed && offset >= 0 && bytes.count <= count - offset)
    var done = 0
    while done < bytes.count {
      let result = unsafe pwrite(
        file.number, bytes.baseAddress! + done, bytes.count - done, off_t(offset + done))
      if result < 0, errno == EINTR { continue }
      guard result > 0 else { return false }
      done += result
    }
    return true
  }

  /// Nobody waits for the verdict any more. Any thread.
  func abandon() { isAbandonedFlag.store(true, ordering: .relaxed) }

  /// Whether nobody waits for the verdict any more. Any thread.
  public var isAbandoned: Bool { isAbandonedFlag.load(ordering: .relaxed) }

  /// Somebody has begun to judge the body.
  public func begin() { isBegunFlag.store(true, ordering: .relaxed) }

  /// Whether somebody has begun to judge the body. Any thread.
  var isBegun: Bool { isBegunFlag.load(ordering: .relaxed) }
}
