import CUring
import Glibc
public import Primitives

extension UringDriver: RingDriver {
  public mutating func accept(from listener: Descriptor, token: Token) {
    let entry = unsafe next()
    unsafe cordon_sqe_begin(
      entry, UInt8(IORING_OP_ACCEPT.rawValue), listener.number, 0, 0, 0, token.bits)
    unsafe cordon_sqe_accept_flags(entry, UInt32(SOCK_CLOEXEC.rawValue))
    unsafe entry.pointee.ioprio = UInt16(CORDON_ACCEPT_MULTISHOT)
  }

  public mutating func receive(
    from socket: Descriptor, group: BufferGroup, multishot: Bool, awaitsReadiness: Bool,
    token: Token
  ) {
    let entry = unsafe next()
    unsafe cordon_sqe_begin(
      entry, UInt8(IORING_OP_RECV.rawValue), socket.number, 0, 0, 0, token.bits)
    unsafe cordon_sqe_group(entry, group.rawValue)
    var priority: UInt16 = 0
    if multishot { priority |= UInt16(CORDON_RECV_MULTISHOT) }
    if awaitsReadiness { priority |= UInt16(CORDON_RECV_POLL_FIRST) }
    unsafe entry.pointee.ioprio = priority
  }

  public mutating func receive(
    into bytes: UnsafeMutableRawBufferPointer, from socket: Descriptor, token: Token
  ) {
    let entry = unsafe next()
    unsafe cordon_sqe_begin(
      entry, UInt8(IORING_OP_RECV.rawValue), socket.number,
      UInt(bitPattern: bytes.baseAddress), UInt32(bytes.count), 0, token.bits)
    unsafe cordon_sqe_message_flags(entry, UInt32(MSG_DONTWAIT))
  }

  public mutating func awaitReadable(_ socket: Descriptor, token: Token) {
    let entry = unsafe next()
    unsafe cordon_sqe_begin(
      entry, UInt8(IORING_OP_POLL_ADD.rawValue), socket.number, 0, 0, 0, token.bits)
    unsafe cordon_sqe_poll_events(entry, UInt32(POLLIN))
  }

  public mutating func send(
    _ bytes: UnsafeRawBufferPointer, to socket: Descriptor, flags: SendFlags, token: Token
  ) {
    let entry = unsafe next()
    unsafe cordon_sqe_begin(
      entry, UInt8(IORING_OP_SEND.rawValue), socket.number,
      UInt(bitPattern: bytes.baseAddress), UInt32(bytes.count), 0, token.bits)
    unsafe cordon_sqe_message_flags(entry, Self.messageFlags(flags))
  }

  public mutating func send(
    runs: UnsafeBufferPointer<UnsafeRawBufferPointer>, to socket: Descriptor, flags: SendFlags,
    token: Token
  ) {
    precondition(runs.count > 0 && runs.count <= Self.runsMax)
    let entry = unsafe next()
    let place = unsafe place(of: entry)
    let copies = unsafe vectors + place * Self.runsMax
    for index in 0..<runs.count {
      unsafe copies[index] = unsafe iovec(
        iov_base: UnsafeMutableRawPointer(mutating: runs[index].baseAddress),
        iov_len: runs[index].count)
    }
    var header = unsafe msghdr()
    unsafe header.msg_iov = copies
    unsafe header.msg_iovlen = runs.count
    unsafe (headers + place).initialize(to: header)
    unsafe cordon_sqe_begin(
      entry, UInt8(IORING_OP_SENDMSG.rawValue), socket.number, UInt(bitPattern: headers + place), 1,
      0, token.bits)
    unsafe cordon_sqe_message_flags(entry, Self.messageFlags(flags))
  }

  public mutating func connect(
    _ socket: Descriptor, to address: SocketAddress, token: Token
  ) {
    let entry = unsafe next()
    let place = unsafe addresses + place(of: entry)
    let length = unsafe address.store(in: &place.pointee)
    unsafe cordon_sqe_begin(
      entry, UInt8(IORING_OP_CONNECT.rawValue), socket.number, UInt(bitPattern: place), 0,
      UInt64(length), token.bits)
  }

  public mutating func openUnlinked(in directory: Descriptor, token: Token) {
    let entry = unsafe next()
    unsafe cordon_sqe_begin(
      entry, UInt8(IORING_OP_OPENAT.rawValue), directory.number,
      UInt(bitPattern: currentDirectory), 0o600, 0, token.bits)
    unsafe cordon_sqe_open_flags(entry, UInt32(CORDON_OPEN_UNLINKED))
  }

  public mutating func read(
    into bytes: UnsafeMutableRawBufferPointer, from file: Descriptor, offset: UInt64?, token: Token
  ) {
    unsafe cordon_sqe_begin(
      next(), UInt8(IORING_OP_READ.rawValue), file.number, UInt(bitPattern: bytes.baseAddress),
      UInt32(bytes.count), offset ?? .max, token.bits)
  }

  public mutating func write(
    _ bytes: UnsafeRawBufferPointer, to file: Descriptor, offset: UInt64, token: Token
  ) {
    unsafe cordon_sqe_begin(
      next(), UInt8(IORING_OP_WRITE.rawValue), file.number, UInt(bitPattern: bytes.baseAddress),
      UInt32(bytes.count), offset, token.bits)
  }

  public mutating func cancel(_ target: Token) {
    let entry = unsafe next()
    unsafe cordon_sqe_begin(
      entry, UInt8(IORING_OP_ASYNC_CANCEL.rawValue), -1, UInt(target.bits), 0, 0, 0)
    unsafe entry.pointee.flags |= UInt8(CORDON_SKIP_SUCCESS)
  }

  /// A system call of its own, as what follows it is one: a submission would come after the end.
  public mutating func sendLast(_ bytes: UnsafeRawBufferPointer, to socket: Descriptor) {
    _ = unsafe Glibc.send(
      socket.number, bytes.baseAddress, bytes.count, Int32(MSG_DONTWAIT | MSG_NOSIGNAL))
  }

  /// A system call of its own: the kernel hands `IORING_OP_SHUTDOWN` to a thread, which looks the
  /// number up when it gets to it, and by then the number may belong to another connection.
  public mutating func shutdown(_ socket: Descriptor, how: Int32) {
    _ = Glibc.shutdown(socket.number, how)
  }

  public mutating func close(_ descriptor: Descriptor) {
    let entry = unsafe next()
    unsafe cordon_sqe_begin(
      entry, UInt8(IORING_OP_CLOSE.rawValue), descriptor.number, 0, 0, 0, 0)
    unsafe entry.pointee.flags |= UInt8(CORDON_SKIP_SUCCESS)
  }

  /// Where what an entry points to lies: a place that is the entry's own, so that it stays until the
  /// kernel has taken the entry, even where a submission takes only some of them.
  private func place(of entry: UnsafeMutablePointer<io_uring_sqe>) -> Int {
    let place = unsafe entry - ring.pointee.sq.sqes
    precondition(place >= 0 && place < entries)
    return place
  }

  private static func messageFlags(_ flags: SendFlags) -> UInt32 {
    var bits = UInt32(MSG_NOSIGNAL)
    if flags.contains(.all) { bits |= UInt32(MSG_WAITALL) }
    if flags.contains(.more) { bits |= UInt32(MSG_MORE) }
    return bits
  }
}
