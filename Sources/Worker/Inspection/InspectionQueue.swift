import Primitives

/// Requests that nobody has yet, small bodies and large ones apart, each in their order: so that small ones
/// need not wait behind a large one that nobody may take now.
struct InspectionQueue {
  /// A body that is larger counts as large: it takes a tenth of a second or more.
  static let smallBytesMax = 1 << 20

  /// First in, first out. Its first part is kept backwards, so that its first request is the last.
  private struct Line {
    private var first: [(number: UInt64, request: InspectionRequest)] = []
    private var rest: [(number: UInt64, request: InspectionRequest)] = []

    var next: (number: UInt64, request: InspectionRequest)? { first.last ?? rest.first }

    mutating func append(_ request: InspectionRequest, number: UInt64) {
      rest.append((number, request))
    }

    mutating func removeNext() {
      if first.isEmpty {
        first = rest.reversed()
        rest = []
      }
      first.removeLast()
    }
  }

  private var small = Line()
  private var large = Line()
  private var number: UInt64 = 0

  var isEmpty: Bool { small.next == nil && large.next == nil }

  /// When the first of either kind is out of time.
  var deadlineNanoseconds: UInt64 {
    min(
      small.next?.request.deadlineNanoseconds ?? .max,
      large.next?.request.deadlineNanoseconds ?? .max)
  }

  mutating func append(_ request: InspectionRequest) {
    number += 1
    if request.isLarge {
      large.append(request, number: number)
    } else {
      small.append(request, number: number)
    }
  }

  /// The oldest request; of the small ones alone, where large ones have to wait.
  func next(allowsLarge: Bool) -> InspectionRequest? {
    guard allowsLarge, let big = large.next else { return small.next?.request }
    guard let little = small.next, little.number < big.number else { return big.request }
    return little.request
  }

  /// Takes the request that ``next(allowsLarge:)`` gives.
  mutating func removeNext(allowsLarge: Bool) {
    guard let request = next(allowsLarge: allowsLarge) else { return }
    if request.isLarge { large.removeNext() } else { small.removeNext() }
  }

  /// Takes a request out that nobody waits for any more: the first of either kind, if it is one.
  mutating func removeExpired(now: UInt64) -> InspectionRequest? {
    if let request = small.next?.request, request.isExpired(now) {
      small.removeNext()
      return request
    }
    if let request = large.next?.request, request.isExpired(now) {
      large.removeNext()
      return request
    }
    return nil
  }
}

extension InspectionRequest {
  /// Whether its body counts as large.
  var isLarge: Bool { arena.count > InspectionQueue.smallBytesMax }

  /// Whether nobody waits for it any more.
  fileprivate func isExpired(_ now: UInt64) -> Bool {
    arena.isAbandoned || deadlineNanoseconds <= now
  }
}
