// A fuzz target for the pattern parser and the evaluator. Built by Tests/Fuzz/run.

internal import Signatures

@testable internal import Scanning

/// The input is modifiers and an offset in two bytes, a pattern in text up to a line end, and then the
/// bytes that it is looked for in.
///
/// No input traps; a budget is kept to; what is found lies in the bytes; a signature that asks for the
/// part and one that asks for no match of it are never both found or both absent.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzPattern(_ data: UnsafePointer<UInt8>, _ size: Int) -> CInt {
  // libFuzzer's buffer is valid for the call.
  let input = unsafe Array(UnsafeBufferPointer(start: data, count: size))
  guard input.count >= 2, let end = input.firstIndex(of: 0x0a), end >= 2 else { return 0 }
  let modifiers = PatternPart.Modifiers(rawValue: input[0] & 15)
  let offset = offset(input[1])
  guard let pattern = try? BodyPattern(notation: input[2..<end], modifiers: modifiers) else {
    return 0
  }
  let part = PatternPart(offset: offset, pattern: pattern, modifiers: modifiers)
  precondition(!part.variants().isEmpty)
  let wanted = [nil, CountComparison(.equal, 0), CountComparison(.greater, 3)]
  let signatures = wanted.map { comparison in
    ContentSignature(
      name: "S", description: TargetDescription(target: .any), logic: .part(0, comparison),
      parts: [.pattern(part), .byteComparison(comparisonOfNumbers)], isLogical: true)
  }
  var image = ImageWriter()
  ContentRecords.compile(signatures).write(to: &image)
  var evaluator = Evaluator(ContentTables(image: image.finish()))
  let body = Array(input[(end + 1)...])
  let subject = Subject(bytes: body.span, type: .any)
  let results = signatures.indices.map { place -> Evaluation in
    var budget = EvaluationBudget(steps: 200_000)
    let evaluation = evaluator.evaluate(UInt32(place), in: subject, budget: &budget)
    precondition(budget.spent < 400_000 + UInt64(size) * 64, "a budget is not kept to")
    for match in evaluator.matchedParts {
      precondition(match.offset + match.size <= UInt64(body.count))
    }
    return evaluation
  }
  guard !results.contains(.exhausted) else { return 0 }
  precondition((results[0] == .absent) != (results[1] == .absent))
  precondition(results[2] == .absent || results[0] != .absent)
  return 0
}

private func offset(_ byte: UInt8) -> SignatureOffset {
  switch byte & 3 {
  case 0: .absolute(start: UInt64(byte >> 4), shift: UInt64(byte >> 2 & 3))
  case 1: .fromEnd(back: UInt64(byte >> 4), shift: UInt64(byte >> 2 & 3))
  default: .any
  }
}

private let comparisonOfNumbers = ByteComparison(
  part: 0, distance: 2, base: .automatic, isLittleEndian: false, isExact: false, byteCount: 5,
  conditions: [.init(.greater, 1)])
