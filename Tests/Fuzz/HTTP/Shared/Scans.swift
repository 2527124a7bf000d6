@testable internal import HTTP

/// Scans a head whole, and checks that byte by byte and at a few cuts it is the same.
func scanWhole(_ input: [UInt8], _ kind: HeadScanner.Kind) -> HeadProgress {
  var scanner = HeadScanner(kind)
  let whole = scanner.scan(input.span)
  precondition(scan(input, kind, step: 1) == whole, "the cut decides the head")
  precondition(scan(input, kind, step: input.count / 2 + 1) == whole, "the cut decides the head")
  precondition(scan(input, kind, step: 7) == whole, "the cut decides the head")
  return whole
}

private func scan(_ input: [UInt8], _ kind: HeadScanner.Kind, step: Int) -> HeadProgress {
  var scanner = HeadScanner(kind)
  var count = 0
  while count < input.count {
    count = min(count + step, input.count)
    let progress = scanner.scan(input.span.extracting(first: count))
    if progress != .incomplete { return progress }
  }
  return .incomplete
}
