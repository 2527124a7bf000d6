import FileTypes
import Scanning
import Signatures
import Testing

/// Signatures that ask for what a file lies in.
@Suite struct SurroundingsTests {
  private func isFound(
    container: String? = nil, intermediates: [String] = [], in types: [FileType]
  ) throws -> Bool {
    let part = PatternPart(
      offset: .any, pattern: try BodyPattern(notation: Array("6162".utf8)[...], modifiers: []),
      modifiers: [])
    var signature = ContentSignature(
      name: "S", description: TargetDescription(target: .any), logic: .part(0, nil),
      parts: [.pattern(part)], isLogical: true)
    signature.description.container = container
    signature.description.intermediates = intermediates
    var image = ImageWriter()
    ContentRecords.compile([signature]).write(to: &image)
    var evaluator = Evaluator(ContentTables(image: image.finish()))
    var budget = EvaluationBudget(steps: 1 << 20)
    let body = Array("ab".utf8)
    return evaluator.evaluate(
      0, in: Subject(bytes: body.span, type: .any, types: types), budget: &budget) != .absent
  }

  @Test func theContainerIsTheNextFileAround() throws {
    #expect(try isFound(container: "CL_TYPE_ZIP", in: [.zip, .textASCII]))
    #expect(try isFound(container: "CL_TYPE_ZIP", in: [.gzip, .zip, .zip]))
    #expect(try !isFound(container: "CL_TYPE_ZIP", in: [.zip, .gzip, .textASCII]))
    #expect(try !isFound(container: "CL_TYPE_ZIP", in: [.zip]))
    // As clamscan has it, what lies in nothing lies in anything.
    #expect(try isFound(container: "CL_TYPE_ANY", in: [.textASCII]))
    #expect(try !isFound(container: "CL_TYPE_ANY", in: [.zip, .textASCII]))
  }

  @Test func intermediatesAreTheFilesAroundFromTheOutsideIn() throws {
    let types: [FileType] = [.mail, .zip, .gzip, .textASCII]
    #expect(try isFound(intermediates: ["CL_TYPE_ZIP", "CL_TYPE_GZ"], in: types))
    #expect(try isFound(intermediates: ["CL_TYPE_MAIL", "CL_TYPE_ZIP", "CL_TYPE_GZ"], in: types))
    #expect(try !isFound(intermediates: ["CL_TYPE_GZ", "CL_TYPE_ZIP"], in: types))
    #expect(try !isFound(intermediates: ["CL_TYPE_MAIL", "CL_TYPE_GZ"], in: types))
    #expect(try isFound(container: "CL_TYPE_GZ", intermediates: ["CL_TYPE_GZ"], in: types))
    // More than there are, and any of them.
    #expect(try !isFound(intermediates: Array(repeating: "CL_TYPE_ANY", count: 4), in: types))
    #expect(try isFound(intermediates: Array(repeating: "CL_TYPE_ANY", count: 3), in: types))
    // What may be any is passed over without a step outwards.
    #expect(try isFound(intermediates: ["CL_TYPE_ZIP", "CL_TYPE_GZ", "CL_TYPE_ANY"], in: types))
  }

  @Test func sixteenTypesAreKept() throws {
    let types = (0..<17).map { $0 % 2 == 0 ? FileType.zip : .gzip }
    let asked = types.dropLast().map(\.name)
    #expect(try isFound(intermediates: asked, in: types))
    for place in asked.indices {
      var other = asked
      other[place] = "CL_TYPE_MAIL"
      #expect(try !isFound(intermediates: other, in: types), "\(place)")
    }
  }
}
