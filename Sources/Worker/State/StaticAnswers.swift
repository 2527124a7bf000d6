import HTTP
import Primitives

/// Bytes that are the same for everybody, in memory that a send may name.
@safe struct StaticAnswers: ~Copyable {
  private let memory = OwnedBytes(count: 64)
  private let continueCount: Int

  init() {
    continueCount = InterimAnswer.continueBytes.utf8CodeUnitCount
    for index in 0..<continueCount {
      unsafe memory.bytes[index] = InterimAnswer.continueBytes.utf8Start[index]
    }
  }

  /// `HTTP/1.1 100 Continue` and the empty line.
  var continueAnswer: UnsafeRawBufferPointer {
    unsafe UnsafeRawBufferPointer(rebasing: memory.bytes[0..<continueCount])
  }

  /// The size of a block: a canonical head is longer than the received one by at most a byte a line and
  /// what is added (`FieldEdits.bytesMax` by a route), and an own answer is shorter than the smallest
  /// block.
  static func blockBytes(headBytesMax: Int) -> Int {
    (headBytesMax + headBytesMax / 4 + 2048 + FieldEdits.bytesMax + 4095) / 4096 * 4096
  }
}
