import Glibc
import Primitives
import Synchronization

/// A complete body in one run of memory of its own, for whoever inspects it.
///
/// It has one owner at a time: the worker, which copies what it holds into it, until the request is
/// handed over; then the inspection, which reads what was spilled into it and frees it when the body is
/// judged. Only ``abandon()`` is for the other side.
@safe public final class Arena: @unchecked Sendable {
  /// The size of the body.
  public let count: Int
  private let memory: UnsafeMutableRawPointer
  private let account: InspectionMemory
  private let isAbandonedFlag = Atomic<Bool>(false)
  private var isFreed = false

  /// Maps memory for a body, already taken from the account; `nil` where the kernel has none.
  init?(takenBytes count: Int, account: InspectionMemory) {
    let mapping = unsafe mmap(
      nil, max(1, count), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0
    )
    guard let mapping = unsafe mapping, unsafe mapping != MAP_FAILED else {
      account.giveBack(count)
      return nil
    }
    unsafe memory = mapping
    self.count = count
    self.account = account
  }

  deinit { free() }

  /// Gives the memory back: as soon as the body is judged, however long the object lives.
  func free() {
    guard !isFreed else { return }
    isFreed = true
    unsafe munmap(memory, max(1, count))
    account.giveBack(count)
  }

  /// The body.
  public var bytes: UnsafeRawBufferPointer {
    precondition(!isFreed)
    return unsafe UnsafeRawBufferPointer(start: memory, count: count)
  }

  /// Copies bytes to a place.
  func copy(_ bytes: UnsafeRawBufferPointer, to offset: Int) {
    precondition(!isFreed && offset >= 0 && bytes.count <= count - offset)
    guard let base = bytes.baseAddress else { return }
    unsafe (memory + offset).copyMemory(from: base, byteCount: bytes.count)
  }

  /// Nobody waits for the verdict any more. Any thread.
  func abandon() { isAbandonedFlag.store(true, ordering: .relaxed) }

  /// Whether anybody waits for the verdict. Any thread.
  public var isAbandoned: Bool { isAbandonedFlag.load(ordering: .relaxed) }
}

extension Arena {
  /// Bytes of one read.
  private static var readBytesMax: Int { 1 << 20 }

  /// Reads the first `fileBytes` bytes from a file: all of them, or it throws. Ends early, and returns
  /// false, when nobody waits for the verdict any more.
  func fill(from file: Descriptor, fileBytes: Int) throws(Errno) -> Bool {
    precondition(!isFreed && fileBytes <= count)
    var offset = 0
    while offset < fileBytes {
      if isAbandoned { return false }
      let result = unsafe pread(
        file.number, memory + offset, min(Self.readBytesMax, fileBytes - offset), off_t(offset))
      if result < 0, errno == EINTR { continue }
      // A file that ends early has lost bytes that were written to it.
      guard result != 0 else { throw Errno(EIO) }
      guard result > 0 else { throw Errno.last }
      offset += result
    }
    return true
  }
}
