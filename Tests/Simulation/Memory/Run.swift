import Glibc

/// A run of the worker's memory that an operation names: an address and a count.
///
/// Addresses are kept as numbers, so that what remembers them need not be unsafe; the
/// functions below are the only places where the simulated kernel touches that memory.
struct Run: Equatable {
  var address: UInt
  var count: Int

  init(address: UInt, count: Int) {
    self.address = address
    self.count = count
  }

  init(_ bytes: UnsafeRawBufferPointer) {
    self.init(address: UInt(bitPattern: bytes.baseAddress), count: bytes.count)
  }

  init(_ bytes: UnsafeMutableRawBufferPointer) {
    unsafe self.init(UnsafeRawBufferPointer(bytes))
  }

  /// Whether the two share a byte.
  func overlaps(_ other: Run) -> Bool {
    count > 0 && other.count > 0 && address < other.address + UInt(other.count)
      && other.address < address + UInt(count)
  }

  /// What lies there now.
  var bytes: [UInt8] {
    guard count > 0 else { return [] }
    return unsafe [UInt8](
      UnsafeRawBufferPointer(start: UnsafeRawPointer(bitPattern: address), count: count))
  }

  /// Whether it holds what `content` has from `place` on.
  func holds(_ content: [UInt8], from place: Int) -> Bool {
    precondition(place + count <= content.count)
    guard count > 0 else { return true }
    return unsafe content.withUnsafeBytes { expected in
      unsafe memcmp(
        UnsafeRawPointer(bitPattern: address)!, expected.baseAddress! + place, count) == 0
    }
  }

  /// Puts bytes there, from the start.
  func fill(from source: ArraySlice<UInt8>) {
    precondition(source.count <= count)
    guard !source.isEmpty else { return }
    unsafe UnsafeMutableRawBufferPointer(
      start: UnsafeMutableRawPointer(bitPattern: address), count: count
    ).copyBytes(from: source)
  }

  /// Fills all of it with one byte.
  func fill(with byte: UInt8) {
    guard count > 0 else { return }
    unsafe memset(UnsafeMutableRawPointer(bitPattern: address)!, Int32(byte), count)
  }
}
