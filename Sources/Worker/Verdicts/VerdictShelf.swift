import Primitives
import Telemetry

/// The last verdicts of one worker: a ring that the oldest leaves when it has no more room, or holds too
/// much.
///
/// Its places are made at the start. What a verdict holds was allocated by who judged it, and is given back
/// when it leaves.
struct VerdictShelf {
  private var places: [KeptVerdict?]
  private let bytesMax: Int
  /// Where the oldest is.
  private var first = 0
  private(set) var count = 0
  private(set) var bytes = 0

  /// Room for so many, of so many bytes in all.
  init(verdictsMax: Int, bytesMax: Int) {
    places = Array(repeating: nil, count: verdictsMax)
    self.bytesMax = bytesMax
  }

  /// Keeps one. True where something had to leave, or is not kept, because all of it would take too much.
  mutating func keep(_ verdict: KeptVerdict) -> Bool {
    guard !places.isEmpty else { return false }
    let its = verdict.bytes
    guard its <= bytesMax else { return true }
    if count == places.count { removeFirst() }
    var isFull = false
    while bytes + its > bytesMax {
      removeFirst()
      isFull = true
    }
    places[(first + count) % places.count] = verdict
    count += 1
    bytes += its
    return isFull
  }

  private mutating func removeFirst() {
    bytes -= places[first]?.bytes ?? 0
    places[first] = nil
    first = (first + 1) % places.count
    count -= 1
  }

  /// The verdict of a request.
  func verdict(of id: RequestID) -> KeptVerdict? {
    for place in (0..<count).reversed() {
      if let verdict = places[(first + place) % places.count], verdict.id == id { return verdict }
    }
    return nil
  }
}
