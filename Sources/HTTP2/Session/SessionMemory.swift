internal import CNghttp2
internal import Glibc

/// What nghttp2 has allocated for a session, held to a limit: it takes a refusal for want of memory, and the
/// session ends.
@safe
final class SessionMemory {
  fileprivate struct Account {
    var used = 0
    let most: Int
  }

  private let account: UnsafeMutablePointer<Account>

  init(bytesMax: Int) {
    unsafe account = .allocate(capacity: 1)
    unsafe account.initialize(to: Account(most: bytesMax))
  }

  deinit { unsafe account.deallocate() }

  /// Bytes that are in use.
  var used: Int { unsafe account.pointee.used }

  /// As nghttp2 wants it; valid as long as this.
  var functions: nghttp2_mem {
    unsafe nghttp2_mem(
      mem_user_data: account, malloc: Self.allocate, free: Self.free, calloc: Self.allocateZeroed,
      realloc: Self.resize)
  }

  private static let allocate:
    @convention(c) (Int, UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? = {
      size, account in
      guard let account = unsafe account?.assumingMemoryBound(to: Account.self),
        unsafe account.pointee.used + size <= account.pointee.most
      else { return nil }
      let bytes = unsafe malloc(size)
      unsafe account.pointee.used += malloc_usable_size(bytes)
      return unsafe bytes
    }

  private static let allocateZeroed:
    @convention(c) (Int, Int, UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? = {
      count, size, account in
      let (bytes, overflow) = count.multipliedReportingOverflow(by: size)
      guard !overflow, let memory = unsafe allocate(bytes, account) else { return nil }
      unsafe memory.initializeMemory(as: UInt8.self, repeating: 0, count: bytes)
      return unsafe memory
    }

  private static let free:
    @convention(c) (UnsafeMutableRawPointer?, UnsafeMutableRawPointer?) -> Void = {
      bytes, account in
      guard let bytes = unsafe bytes,
        let account = unsafe account?.assumingMemoryBound(to: Account.self)
      else { return }
      unsafe account.pointee.used -= malloc_usable_size(bytes)
      unsafe Glibc.free(bytes)
    }

  private static let resize:
    @convention(c) (UnsafeMutableRawPointer?, Int, UnsafeMutableRawPointer?) ->
      UnsafeMutableRawPointer? = { bytes, size, account in
        guard let account = unsafe account?.assumingMemoryBound(to: Account.self) else {
          return nil
        }
        let before = unsafe malloc_usable_size(bytes)
        guard unsafe account.pointee.used - before + size <= account.pointee.most,
          let resized = unsafe realloc(bytes, size)
        else { return nil }
        unsafe account.pointee.used += malloc_usable_size(resized) - before
        return unsafe resized
      }
}
