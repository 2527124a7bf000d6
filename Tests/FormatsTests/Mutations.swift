/// What a sample becomes where something goes wrong with it: cut at every byte, and every byte changed in
/// some ways. Each is given to `body`, which must only come back.
func withDamage(_ sample: [UInt8], _ body: ([UInt8]) -> Void) {
  for count in 0..<sample.count { body(Array(sample[..<count])) }
  var changed = sample
  for place in sample.indices {
    for value in [UInt8(0), 0xFF, sample[place] ^ 1, sample[place] ^ 0x80] {
      changed[place] = value
      body(changed)
    }
    changed[place] = sample[place]
  }
}
