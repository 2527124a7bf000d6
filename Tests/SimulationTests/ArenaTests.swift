import Glibc
import Primitives
import Testing

@testable import Worker

@Suite struct ArenaTests {
  private let memory = InspectionMemory()

  private func arena(_ takenBytes: Int, count: Int) throws -> Arena {
    #expect(memory.take(takenBytes, bytesMax: 1 << 20))
    return try #require(Arena(takenBytes: takenBytes, count: count, account: memory))
  }

  @Test func whatIsDeliveredTakesNoMoreThanItHas() throws {
    let arena = try arena(100_000, count: 60_000)
    #expect(arena.count == 60_000)
    #expect(arena.settle(byteCount: 70_000))
    #expect(memory.usedBytes == 70_000)
    var byte: UInt8 = 1
    #expect(unsafe pwrite(arena.descriptor.number, &byte, 1, 0) < 0)
    arena.free()
    #expect(memory.usedBytes == 0)
  }

  /// Whoever judged it could change what is being delivered.
  @Test func whatSomebodyMayStillWriteToIsNotDelivered() throws {
    let arena = try arena(100_000, count: 100_000)
    let mapped = unsafe mmap(
      nil, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, arena.descriptor.number, 0)
    #expect(!arena.settle(byteCount: 10))
    unsafe munmap(mapped, 4096)
    arena.free()
    #expect(memory.usedBytes == 0)
  }
}
