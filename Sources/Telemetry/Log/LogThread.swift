internal import Glibc
internal import Synchronization

/// What the thread of a ``LogWriter`` does and alone owns: the descriptor, and the reading ends.
@safe final class LogThread {
  private let writer: LogWriter
  private var descriptor: Int32
  private let ended: Int32
  /// The last byte in the file is no line feed: after a drain, because the rest was refused.
  private var isInsideLine = false

  /// How long work is gathered after a write before the next: a busy worker is not slowed by a
  /// system call per turn to wake this thread, and writes are larger.
  private static let napMilliseconds: Int32 = 10
  /// How long to wait for a full pipe before looking whether the deadline has passed.
  private static let stallMilliseconds: Int32 = 50

  init(_ writer: LogWriter, _ descriptor: Int32, ended: Int32) {
    self.writer = writer
    self.descriptor = descriptor
    self.ended = ended
  }

  func run() {
    while true {
      // Read before draining: what was queued before the closing is then drained for certain.
      let isLast = writer.isClosing.load(ordering: .acquiring)
      var hasWritten = false
      for channel in writer.channels where drain(channel) { hasWritten = true }
      if writer.reopenAsked.exchange(false, ordering: .acquiring) { reopen() }
      if isLast { break }
      if hasWritten {
        writer.wake.sleep(milliseconds: Self.napMilliseconds) { hasCommand() }
      } else {
        writer.wake.sleep(milliseconds: nil) { hasCommand() || hasLines() }
      }
    }
    LogWriter.close(descriptor)
    close(ended)
  }

  private func hasCommand() -> Bool {
    writer.isClosing.load(ordering: .acquiring) || writer.reopenAsked.load(ordering: .acquiring)
  }

  private func hasLines() -> Bool {
    writer.channels.contains { channel in
      let published = unsafe channel.published.pointee.load(ordering: .acquiring)
      return unsafe channel.consumed.pointee.load(ordering: .relaxed) != published
    }
  }

  private func reopen() {
    guard case .path = writer.destination else { return }
    do throws(LogError) {
      let new = try LogWriter.open(writer.destination)
      LogWriter.close(descriptor)
      descriptor = new
      isInsideLine = false
    } catch {
      writer.note(code: error.code, lostLines: 0)
    }
  }

  /// Writes, or gives up, all that a channel holds now; whether there was anything.
  private func drain(_ channel: LogChannel) -> Bool {
    let end = unsafe channel.published.pointee.load(ordering: .acquiring)
    var position = unsafe channel.consumed.pointee.load(ordering: .relaxed)
    guard position != end else { return false }
    do throws(LogRefusal) {
      if isInsideLine { try mendTornLine() }
      while position < end {
        let start = position & (channel.capacity - 1)
        let length = min(end - position, channel.capacity - start)
        let written = try unsafe write(channel.memory + start, length)
        isInsideLine = unsafe channel.memory[start + written - 1] != UInt8(ascii: "\n")
        position += written
        unsafe channel.consumed.pointee.store(position, ordering: .releasing)
      }
    } catch {
      writer.note(code: error.code, lostLines: Self.lines(in: channel, from: position, to: end))
      unsafe channel.consumed.pointee.store(end, ordering: .releasing)
    }
    return true
  }

  /// Ends the line of which the rest was lost, so that it does not spoil the next one too.
  private func mendTornLine() throws(LogRefusal) {
    var lineFeed = UInt8(ascii: "\n")
    _ = try unsafe write(&lineFeed, 1)
    isInsideLine = false
  }

  /// Writes some of the bytes, at least one; waits while a pipe is full, until the deadline.
  private func write(_ bytes: UnsafePointer<UInt8>, _ length: Int) throws(LogRefusal) -> Int {
    while true {
      if writer.isClosing.load(ordering: .acquiring),
        LogWriter.now() > writer.deadline.load(ordering: .relaxed)
      {
        throw LogRefusal(code: ETIMEDOUT)
      }
      let result = unsafe Glibc.write(descriptor, bytes, length)
      if result > 0 { return result }
      switch result == 0 ? EIO : errno {
      case EINTR: continue
      case EAGAIN:
        var entry = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        unsafe poll(&entry, 1, Self.stallMilliseconds)
      case let code: throw LogRefusal(code: code)
      }
    }
  }

  /// Line feeds between two positions.
  private static func lines(in channel: LogChannel, from start: Int, to end: Int) -> UInt64 {
    var count: UInt64 = 0
    for position in start..<end
    where unsafe channel.memory[position & (channel.capacity - 1)] == UInt8(ascii: "\n") {
      count += 1
    }
    return count
  }
}

/// The destination took no more bytes.
private struct LogRefusal: Error {
  let code: Int32
}
