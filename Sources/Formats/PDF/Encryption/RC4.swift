/// The stream cipher RC4, which old files are encrypted with. It protects nothing.
struct RC4 {
  private var state = [UInt8](0...255)
  private var first: UInt8 = 0
  private var second: UInt8 = 0

  /// - Parameter key: not empty.
  init(key: [UInt8]) {
    precondition(!key.isEmpty)
    var swap: UInt8 = 0
    for index in 0..<256 {
      swap = swap &+ state[index] &+ key[index % key.count]
      state.swapAt(index, Int(swap))
    }
  }

  /// Encrypts or decrypts, which is the same.
  mutating func apply(_ bytes: Span<UInt8>) -> [UInt8] {
    var output: [UInt8] = []
    output.reserveCapacity(bytes.count)
    for place in 0..<bytes.count {
      first &+= 1
      let one = state[Int(first)]
      second &+= one
      let other = state[Int(second)]
      state[Int(first)] = other
      state[Int(second)] = one
      output.append(bytes[place] ^ state[Int(one &+ other)])
    }
    return output
  }
}
