/// The exchanges of one worker that wait for an upstream of one backend, first come first served. They are
/// linked by their clients' slots.
struct DeliveryQueue {
  var first = UInt32.max
  var last = UInt32.max
  var count = 0
}
