import Glibc
import Primitives
import Ring
import Testing

/// Two connected stream sockets.
func socketPair() throws -> (Descriptor, Descriptor) {
  var pair: [Int32] = [0, 0]
  let result = unsafe socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &pair)
  guard result == 0 else { throw Errno.last }
  return (Descriptor(pair[0]), Descriptor(pair[1]))
}

/// A socket that listens at a loopback port that the system chose.
func loopbackListener() throws -> (listener: Descriptor, address: SocketAddress) {
  let listener = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
  guard listener >= 0 else { throw Errno.last }
  var storage = sockaddr_storage()
  let length = SocketAddress("127.0.0.1:0")!.store(in: &storage)
  let bound = unsafe withUnsafeSockaddr(&storage) { unsafe bind(listener, $0, length) }
  guard bound == 0, listen(listener, 16) == 0 else { throw Errno.last }
  return (Descriptor(listener), try #require(localAddress(of: Descriptor(listener))))
}

/// Where a socket is bound.
func localAddress(of socket: Descriptor) -> SocketAddress? {
  var storage = sockaddr_storage()
  var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
  let result = unsafe withUnsafeSockaddr(&storage) {
    unsafe getsockname(socket.number, $0, &length)
  }
  return result == 0 ? SocketAddress(storage) : nil
}

private func withUnsafeSockaddr<Result>(
  _ storage: inout sockaddr_storage, _ body: (UnsafeMutablePointer<sockaddr>) -> Result
) -> Result {
  unsafe withUnsafeMutablePointer(to: &storage) {
    unsafe $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { unsafe body($0) }
  }
}

extension Descriptor {
  /// Writes bytes with a plain system call; returns how many went.
  @discardableResult func writeNow(_ bytes: [UInt8]) -> Int {
    unsafe bytes.withUnsafeBytes { unsafe Glibc.write(number, $0.baseAddress, $0.count) }
  }

  /// Reads up to `most` bytes with a plain system call.
  func readNow(_ most: Int) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: most)
    let count = unsafe bytes.withUnsafeMutableBytes {
      unsafe Glibc.read(number, $0.baseAddress, $0.count)
    }
    return Array(bytes.prefix(max(0, count)))
  }

  func closeNow() { _ = Glibc.close(number) }

  /// Makes closing send a reset.
  func resetOnClose() {
    var linger = linger(l_onoff: 1, l_linger: 0)
    let result = unsafe setsockopt(
      number, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout<linger>.size))
    precondition(result == 0)
  }
}

/// Bytes that stay where they are while an operation uses them.
@safe final class Memory {
  let bytes: UnsafeMutableRawBufferPointer

  init(_ content: [UInt8]) {
    unsafe bytes = .allocate(byteCount: content.count, alignment: 1)
    unsafe bytes.copyBytes(from: content)
  }

  deinit { unsafe bytes.deallocate() }

  var content: [UInt8] { unsafe Array(bytes) }
}

/// A driver with a small pool, half of it for each group.
struct RingFixture: ~Copyable {
  var driver: UringDriver
  var pool: BufferPool
  /// What operations use, until the ring is gone.
  var held: [Memory]

  init(entries: Int = 64, buffers: Int = 4, provided: Int = 4) throws {
    var driver = try UringDriver(entries: entries)
    let pool = try BufferPool(capacity: buffers, stride: 4_096, headroom: 64)
    try driver.register(pool, uploads: buffers, responses: buffers)
    self.driver = driver
    self.pool = pool
    held = []
    for _ in 0..<provided { provideOne() }
  }

  mutating func provideOne() {
    if let buffer = pool.take() { provide(buffer) }
  }

  mutating func provide(_ buffer: UInt16) {
    unsafe driver.provide(buffer, pool.receivable(buffer), to: .uploads)
  }

  /// What a completion received.
  func bytes(_ completion: Completion) -> [UInt8] {
    guard let buffer = completion.buffer else { return [] }
    return unsafe [UInt8](
      pool.slice(buffer, offset: pool.headroom, count: Int(completion.result)))
  }

  mutating func receive(
    from socket: Descriptor, _ token: Token, multishot: Bool = true, awaitsReadiness: Bool = false
  ) {
    driver.receive(
      from: socket, group: .uploads, multishot: multishot, awaitsReadiness: awaitsReadiness,
      token: token)
  }

  mutating func send(
    _ memory: Memory, to socket: Descriptor, _ token: Token, flags: SendFlags = .all
  ) {
    held.append(memory)
    unsafe driver.send(UnsafeRawBufferPointer(memory.bytes), to: socket, flags: flags, token: token)
  }

  mutating func write(_ memory: Memory, to file: Descriptor, offset: UInt64, _ token: Token) {
    held.append(memory)
    unsafe driver.write(
      UnsafeRawBufferPointer(memory.bytes), to: file, offset: offset, token: token)
  }

  mutating func read(
    into memory: Memory, from file: Descriptor, offset: UInt64?, _ token: Token
  ) {
    held.append(memory)
    unsafe driver.read(into: memory.bytes, from: file, offset: offset, token: token)
  }

  mutating func receive(into memory: Memory, from socket: Descriptor, _ token: Token) {
    held.append(memory)
    unsafe driver.receive(into: memory.bytes, from: socket, token: token)
  }

  /// Sends several memories as one.
  mutating func send(_ memories: [Memory], to socket: Descriptor, _ token: Token) {
    held += memories
    let runs = unsafe memories.map { unsafe UnsafeRawBufferPointer($0.bytes) }
    unsafe runs.withUnsafeBufferPointer {
      unsafe driver.send(runs: $0, to: socket, flags: .all, token: token)
    }
  }

  /// Submits, and waits for completions until `enough` says so; fails after five seconds.
  mutating func completions(until enough: ([Completion]) -> Bool) -> [Completion] {
    var all: [Completion] = []
    let deadline = driver.nowNanoseconds + 5_000_000_000
    while !enough(all) {
      submit(waitingUntilNanoseconds: driver.nowNanoseconds + 50_000_000)
      while let completion = driver.nextCompletion() { all.append(completion) }
      guard driver.nowNanoseconds < deadline else {
        Issue.record("only \(all) in five seconds")
        break
      }
    }
    return all
  }

  mutating func completions(_ count: Int) -> [Completion] {
    completions { $0.count >= count }
  }

  mutating func submit(waitingUntilNanoseconds deadline: UInt64?) {
    do {
      try driver.submit(waitingUntilNanoseconds: deadline)
    } catch {
      Issue.record("submitting failed: \(error)")
    }
  }

  /// What has completed already, without waiting.
  mutating func completionsNow() -> [Completion] {
    submit(waitingUntilNanoseconds: nil)
    var all: [Completion] = []
    while let completion = driver.nextCompletion() { all.append(completion) }
    return all
  }
}

func token(_ slot: UInt32, generation: UInt32 = 1, operation: UInt8 = 1) -> Token {
  Token(slot: slot, generation: generation, operation: operation)
}
