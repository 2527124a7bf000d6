import Glibc
import Primitives
import Ring
import Testing

@Suite struct UringFileTests {
  private func directory() throws -> Descriptor {
    let name =
      unsafe getenv("TMPDIR").map { unsafe String(cString: $0) } ?? "/tmp"
    let number = unsafe open(name, O_DIRECTORY)
    guard number >= 0 else { throw Errno.last }
    return Descriptor(number)
  }

  @Test func anUnlinkedFileHoldsWhatWasWrittenAndHasNoName() throws {
    var ring = try RingFixture()
    let directory = try directory()
    ring.driver.openUnlinked(in: directory, token: token(1))
    let file = Descriptor(try #require(ring.completions(1).first).result)
    try #require(file.isOpen)
    var status = stat()
    let result = unsafe fstat(file.number, &status)
    #expect(result == 0)
    #expect(status.st_nlink == 0)
    let first = Memory(Array("0123456789".utf8))
    let second = Memory(Array("abc".utf8))
    ring.write(first, to: file, offset: 0, token(2))
    ring.write(second, to: file, offset: 10, token(3))
    #expect(Set(ring.completions(2).map(\.result)) == [10, 3])
    let read = Memory([UInt8](repeating: 0, count: 32))
    ring.read(into: read, from: file, offset: 8, token(4))
    #expect(ring.completions(1).map(\.result) == [5])
    #expect(read.content.prefix(5) == Array("89abc".utf8)[...])
    ring.read(into: read, from: file, offset: 13, token(5))
    #expect(ring.completions(1).map(\.result) == [0])
    file.closeNow()
    directory.closeNow()
  }

  @Test func aFullDeviceIsToldAsENOSPC() throws {
    var ring = try RingFixture()
    let full = Descriptor(unsafe open("/dev/full", O_WRONLY))
    try #require(full.isOpen)
    ring.write(Memory([1]), to: full, offset: 0, token(1))
    #expect(ring.completions(1).map(\.result) == [-ENOSPC])
    full.closeNow()
  }

  @Test func whatHasNoOffsetsIsReadWithoutOne() throws {
    var ring = try RingFixture()
    // A pipe, which like an event descriptor has no offsets.
    var pair: [Int32] = [0, 0]
    try #require(unsafe pipe(&pair) == 0)
    let event = Descriptor(pair[0])
    let counter = Memory([UInt8](repeating: 0, count: 8))
    ring.read(into: counter, from: event, offset: nil, token(1))
    #expect(ring.completionsNow().isEmpty)
    Descriptor(pair[1]).writeNow([3, 0, 0, 0, 0, 0, 0, 0])
    #expect(ring.completions(1).map(\.result) == [8])
    #expect(counter.content == [3, 0, 0, 0, 0, 0, 0, 0])
    Descriptor(pair[1]).closeNow()
    event.closeNow()
  }
}
