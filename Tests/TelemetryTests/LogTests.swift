import Foundation
import Glibc
import Primitives
import Telemetry
import Testing

/// A directory that goes with its test.
final class TemporaryDirectory {
  let path: String

  init() throws {
    path =
      FileManager.default.temporaryDirectory
      .appendingPathComponent("cordon-telemetry-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func lines(_ name: String) throws -> [String] {
    let bytes = try Data(contentsOf: URL(fileURLWithPath: "\(path)/\(name)"))
    let text = try #require(String(validating: bytes, as: UTF8.self))
    guard !text.isEmpty else { return [] }
    #expect(text.hasSuffix("\n"))
    return text.dropLast().split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  }
}

/// A FIFO whose reading end the test holds: a log that is exactly as slow as the test wants.
final class SlowLog {
  let path: String
  private(set) var descriptor: Int32

  init(_ directory: TemporaryDirectory) throws {
    path = "\(directory.path)/fifo"
    try #require(unsafe mkfifo(path, 0o600) == 0)
    descriptor = unsafe open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
    try #require(descriptor >= 0)
  }

  deinit { closeEnd() }

  func closeEnd() {
    if descriptor >= 0 { close(descriptor) }
    descriptor = -1
  }

  func reopen() { descriptor = unsafe open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC) }

  /// Reads on until `count` lines have come, or the writer has closed.
  func lines(_ count: Int) -> [String] {
    var bytes: [UInt8] = []
    var lineFeeds = 0
    var piece = [UInt8](repeating: 0, count: 65_536)
    while lineFeeds < count {
      var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      guard unsafe poll(&entry, 1, 10_000) == 1 else { break }
      let length = unsafe read(descriptor, &piece, piece.count)
      guard length > 0 else { break }
      lineFeeds += piece[..<length].count { $0 == 10 }
      bytes += piece[..<length]
    }
    return String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
  }
}

/// A line of its own for each number, of varying length, so that the ring wraps at every offset.
private func line(_ number: Int) -> [UInt8] {
  Array("\(number) \(String(repeating: "x", count: number * 7 % 61))\n".utf8)
}

private func text(_ number: Int) -> String {
  String(decoding: line(number).dropLast(), as: UTF8.self)
}

@Suite struct LogTests {
  @Test func linesOfAllWorkersArriveWholeAndInOrder() throws {
    let directory = try TemporaryDirectory()
    let writer = try LogWriter.start(
      destination: .path("\(directory.path)/log"), workers: 2, bufferBytes: 1 << 20)
    let threads = (0..<2).map { worker in
      JoinedThread {
        var producer = writer.channels[worker].producer()
        for number in 0..<5_000 {
          let queued = producer.append(Array("\(worker) \(number)\n".utf8).span)
          #expect(queued)
          if number % 16 == 0 { producer.flush() }
        }
        producer.flush()
      }
    }
    for thread in threads { thread.join() }
    #expect(writer.close(withinMilliseconds: 10_000))
    let lines = try directory.lines("log")
    for worker in 0..<2 {
      #expect(
        lines.filter { $0.hasPrefix("\(worker) ") } == (0..<5_000).map { "\(worker) \($0)" })
    }
    #expect(lines.count == 10_000)
    #expect(writer.lostLines == 0 && writer.lastErrorCode == 0)
  }

  @Test func aSmallRingWrapsAndDropsWholeLinesOnly() throws {
    let directory = try TemporaryDirectory()
    let log = try SlowLog(directory)
    let writer = try LogWriter.start(
      destination: .path(log.path), workers: 1, bufferBytes: 4_096)
    let accepted = Accepted()
    let thread = JoinedThread {
      var producer = writer.channels[0].producer()
      for number in 0..<100_000 {
        if producer.append(line(number).span) { accepted.numbers.append(number) }
        if number % 8 == 0 { producer.flush() }
      }
      producer.flush()
      #expect(writer.close(withinMilliseconds: 10_000))
    }
    let lines = log.lines(.max)
    thread.join()
    #expect(writer.lostLines == 0)
    #expect(accepted.numbers.count >= 30)
    #expect(lines == accepted.numbers.map(text))
  }

  @Test func aRingIsUsedOverAndOverAtEveryOffset() throws {
    let directory = try TemporaryDirectory()
    let log = try SlowLog(directory)
    let writer = try LogWriter.start(
      destination: .path(log.path), workers: 1, bufferBytes: 4_096)
    let count = 20_000
    let thread = JoinedThread {
      var producer = writer.channels[0].producer()
      let deadline = Clock.monotonicNanoseconds() + 20 * Clock.nanosecondsPerSecond
      for number in 0..<count {
        // The test wants each line through: it tries again, which a worker would not do.
        while !producer.append(line(number).span) {
          producer.flush()
          if Clock.monotonicNanoseconds() > deadline { break }
          sched_yield()
        }
      }
      producer.flush()
      #expect(writer.close(withinMilliseconds: 10_000))
    }
    let lines = log.lines(.max)
    thread.join()
    #expect(lines.count == count)
    #expect(lines == (0..<count).map(text))
  }

  @Test func aStalledLogStopsNobodyAndLosesNothingThatWasQueued() throws {
    let directory = try TemporaryDirectory()
    let log = try SlowLog(directory)
    let writer = try LogWriter.start(
      destination: .path(log.path), workers: 1, bufferBytes: 16_384)
    var producer = writer.channels[0].producer()
    // Nobody reads: at some time pipe and ring are full. Appending returns at once all the same.
    var queued = 0
    while producer.append(line(queued).span) {
      queued += 1
      producer.flush()
    }
    let lines = log.lines(queued)
    #expect(lines == (0..<queued).map(text))
    #expect(writer.close(withinMilliseconds: 10_000))
    #expect(writer.lostLines == 0)
  }

  @Test func aLineLongerThanTheRingIsDropped() throws {
    let directory = try TemporaryDirectory()
    let writer = try LogWriter.start(
      destination: .path("\(directory.path)/log"), workers: 1, bufferBytes: 4_096)
    var producer = writer.channels[0].producer()
    let tooLong = producer.append([UInt8](repeating: 0x61, count: 4_097).span)
    #expect(!tooLong)
    var longest = [UInt8](repeating: 0x61, count: 4_096)
    longest[4_095] = 10
    let fits = producer.append(longest.span)
    #expect(fits)
    let second = producer.append(line(1).span)
    #expect(!second)
    producer.flush()
    #expect(writer.close(withinMilliseconds: 10_000))
    #expect(try directory.lines("log").map(\.count) == [4_095])
  }

  @Test func whatIsNotFlushedIsNotWritten() throws {
    let directory = try TemporaryDirectory()
    let writer = try LogWriter.start(
      destination: .path("\(directory.path)/log"), workers: 1, bufferBytes: 4_096)
    var producer = writer.channels[0].producer()
    _ = producer.append(line(1).span)
    producer.flush()
    _ = producer.append(line(2).span)
    #expect(writer.close(withinMilliseconds: 10_000))
    #expect(try directory.lines("log") == [text(1)])
  }

  @Test func aFullDiskLosesLinesAndCountsThem() throws {
    let writer = try LogWriter.start(
      destination: .path("/dev/full"), workers: 2, bufferBytes: 4_096)
    for channel in writer.channels {
      var producer = channel.producer()
      for number in 0..<10 { _ = producer.append(line(number).span) }
      producer.flush()
    }
    #expect(writer.close(withinMilliseconds: 10_000))
    #expect(writer.lostLines == 20)
    #expect(writer.lastErrorCode == ENOSPC)
  }

  @Test func aBrokenPipeLosesLinesUntilSomebodyReadsAgain() throws {
    let directory = try TemporaryDirectory()
    let log = try SlowLog(directory)
    let writer = try LogWriter.start(
      destination: .path(log.path), workers: 1, bufferBytes: 4_096)
    var producer = writer.channels[0].producer()
    _ = producer.append(line(1).span)
    producer.flush()
    #expect(log.lines(1) == [text(1)])
    log.closeEnd()
    _ = producer.append(line(2).span)
    producer.flush()
    while writer.lostLines == 0 { sched_yield() }
    #expect(writer.lastErrorCode == EPIPE)
    log.reopen()
    _ = producer.append(line(3).span)
    producer.flush()
    #expect(log.lines(1) == [text(3)])
    #expect(writer.close(withinMilliseconds: 10_000))
    #expect(writer.lostLines == 1)
  }

  @Test func aLineThatWasTornDoesNotSpoilTheNext() throws {
    let directory = try TemporaryDirectory()
    let log = try SlowLog(directory)
    let writer = try LogWriter.start(
      destination: .path(log.path), workers: 1, bufferBytes: 1 << 18)
    var producer = writer.channels[0].producer()
    // One line larger than the pipe: its beginning gets through, then the reader goes.
    var long = [UInt8](repeating: 0x61, count: 200_000)
    long[long.count - 1] = 10
    _ = producer.append(long.span)
    producer.flush()
    var entry = pollfd(fd: log.descriptor, events: Int16(POLLIN), revents: 0)
    #expect(unsafe poll(&entry, 1, 10_000) == 1)
    log.closeEnd()
    while writer.lostLines == 0 { sched_yield() }
    log.reopen()
    _ = producer.append(line(2).span)
    producer.flush()
    #expect(log.lines(2).last == text(2))
    #expect(writer.close(withinMilliseconds: 10_000))
    #expect(writer.lostLines == 1)
  }

  @Test func rotationContinuesInANewFileAndLosesNothing() throws {
    let directory = try TemporaryDirectory()
    let path = "\(directory.path)/log"
    let writer = try LogWriter.start(destination: .path(path), workers: 1, bufferBytes: 4_096)
    var producer = writer.channels[0].producer()
    _ = producer.append(line(1).span)
    producer.flush()
    try #require(unsafe rename(path, path + ".1") == 0)
    writer.reopen()
    while unsafe access(path, F_OK) != 0 { sched_yield() }
    _ = producer.append(line(2).span)
    producer.flush()
    #expect(writer.close(withinMilliseconds: 10_000))
    #expect(try directory.lines("log.1") == [text(1)])
    #expect(try directory.lines("log") == [text(2)])
  }

  @Test func aFailedReopeningKeepsTheOldFile() throws {
    let directory = try TemporaryDirectory()
    let inner = "\(directory.path)/inner"
    try #require(unsafe mkdir(inner, 0o700) == 0)
    let writer = try LogWriter.start(
      destination: .path("\(inner)/log"), workers: 1, bufferBytes: 4_096)
    var producer = writer.channels[0].producer()
    try #require(unsafe rename(inner, "\(directory.path)/moved") == 0)
    writer.reopen()
    while writer.lastErrorCode == 0 { sched_yield() }
    #expect(writer.lastErrorCode == ENOENT)
    _ = producer.append(line(1).span)
    producer.flush()
    #expect(writer.close(withinMilliseconds: 10_000))
    #expect(try directory.lines("moved/log") == [text(1)])
  }

  @Test func closingGivesUpAtItsDeadlineAndCountsTheRest() throws {
    let directory = try TemporaryDirectory()
    let log = try SlowLog(directory)
    let writer = try LogWriter.start(
      destination: .path(log.path), workers: 1, bufferBytes: 1 << 18)
    var producer = writer.channels[0].producer()
    var queued = 0
    while producer.append(line(queued).span) { queued += 1 }
    producer.flush()
    #expect(writer.close(withinMilliseconds: 20))
    let lines = log.lines(.max)
    // The last line in the pipe may have been cut.
    #expect(lines.count - 1 + Int(writer.lostLines) >= queued - 1)
    #expect(writer.lostLines > 0)
    #expect(writer.lastErrorCode == ETIMEDOUT)
  }

  @Test func aLogThatCannotBeOpenedIsAnError() {
    #expect(throws: LogError(operation: .open, code: ENOENT)) {
      try LogWriter.start(
        destination: .path("/nonexistent/log"), workers: 1, bufferBytes: 4_096)
    }
  }
}

/// What the producer's thread notes for the test, which reads it after joining.
private final class Accepted: @unchecked Sendable {
  var numbers: [Int] = []
}
