import Glibc
import Primitives
import Testing

@Suite struct DescriptorTests {
  private func write(_ descriptor: Descriptor, at offset: Int) -> Bool {
    var byte: UInt8 = 7
    return unsafe pwrite(descriptor.number, &byte, 1, off_t(offset)) == 1
  }

  @Test func aSealedFileInMemoryChangesNoMore() throws {
    let file = try Descriptor.makeMemory("test", bytes: 10_000, isSealedLater: true)
    defer { close(file.number) }
    #expect(write(file, at: 9_999) && !write(file, at: 10_000))
    try file.sealContent()
    #expect(!write(file, at: 0))
  }

  @Test func aFileThatSomebodyMayStillChangeIsNotSealed() throws {
    let file = try Descriptor.makeMemory("test", bytes: 10_000, isSealedLater: true)
    defer { close(file.number) }
    let memory = unsafe mmap(nil, 10_000, PROT_READ | PROT_WRITE, MAP_SHARED, file.number, 0)
    #expect(throws: Errno(EBUSY)) { try file.sealContent() }
    unsafe munmap(memory, 10_000)
    try file.sealContent()
  }

  @Test func sealsAreFinalWhereNoneAreToCome() throws {
    let file = try Descriptor.makeMemory("test", bytes: 10_000)
    defer { close(file.number) }
    #expect(throws: Errno(EPERM)) { try file.sealContent() }
    #expect(write(file, at: 0))
  }

  @Test func whatIsDiscardedTakesNoMemory() throws {
    let file = try Descriptor.makeMemory("test", bytes: 1 << 20, isSealedLater: true)
    defer { close(file.number) }
    for offset in stride(from: 0, to: 1 << 20, by: 4096) { #expect(write(file, at: offset)) }
    try file.discard(from: 5000, bytes: 1 << 20 - 5000)
    var status = stat()
    unsafe fstat(file.number, &status)
    #expect(status.st_size == 1 << 20 && status.st_blocks * 512 <= 8192)
    var byte: UInt8 = 0
    #expect(unsafe pread(file.number, &byte, 1, 0) == 1 && byte == 7)
  }
}
