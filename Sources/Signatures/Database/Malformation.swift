extension UnusedReason {
  /// What is wrong with a malformed line.
  public enum Malformation: Hashable, Sendable {
    /// The line is longer than ClamAV reads.
    case lineTooLong
    /// There is a zero byte in the line: ClamAV would not see what follows.
    case zeroByte
    /// Too few or too many fields.
    case fieldCount
    /// The name is empty.
    case name
    /// The target type is not a number.
    case target
    /// The offset is not one of the known forms.
    case offset
    /// The offset is counted from a part of an executable, and the target is none.
    case offsetForTarget
    /// The pattern is not well-formed.
    case pattern
    /// The hash is not one of 32, 40 or 64 hexadecimal digits.
    case hash
    /// The size is neither `*` nor a number from 1 to 4294967294.
    case size
    /// The size is `*` in a line that is not for functionality level 73 or later.
    case wildcardSize
    /// A functionality level is not a number.
    case functionalityLevel
    /// The target description of a logical signature is not well-formed, or asks for what its target
    /// does not have.
    case targetDescription
    /// The target description has conditions, and `Engine` does not come first or begins below 51.
    case engine
    /// The logic of a logical signature is not well-formed.
    case logic
    /// The logic names more or fewer parts than there are, or more than 64.
    case partCount
    /// A part has modifiers other than `i`, `w`, `a` and `f`.
    case modifiers
    /// A regular expression is not written as `Trigger/Expression/Flags`.
    case expression
    /// The trigger of a regular expression is not well-formed, or asks for parts that do not come
    /// before it.
    case trigger
    /// A byte comparison is not well-formed, or compares nothing.
    case byteComparison
    /// A hash of an image is not well-formed.
    case imageHash
    /// A macro is not well-formed.
    case macro
    /// A range or a flag of a container rule is not well-formed.
    case containerCondition
    /// There is no file type of that name.
    case fileType
    /// The rule for a file type is not well-formed.
    case fileTypeRule
  }
}

extension UnusedReason.Malformation {
  /// What the line should have had there.
  var expectation: String {
    switch self {
    case .lineTooLong: "longer than ClamAV reads"
    case .zeroByte: "it has a zero byte"
    case .fieldCount: "wrong number of fields"
    case .name: "expected a name"
    case .target: "expected a target type, a number"
    case .offset: "expected an offset: *, n, EOF-n, EP+n, EP-n, Sx+n, SEx, SL+n, VI, $n"
    case .offsetForTarget: "an offset in an executable needs a target that is one"
    case .pattern: "expected a pattern of hexadecimal digits and wildcards"
    case .hash: "expected 32, 40 or 64 hexadecimal digits"
    case .size: "expected a size in bytes or *"
    case .wildcardSize: "the size * needs a minimum functionality level of 73 or more"
    case .functionalityLevel: "expected a functionality level, a number"
    case .targetDescription: "expected a target description: Engine:51-255,Target:1,…"
    case .engine: "conditions in the target description need Engine:51-… in front"
    case .logic: "expected a logical expression of part numbers"
    case .partCount: "the logic must name as many parts as there are, 64 at most"
    case .modifiers: "expected modifiers among i, w, a, f"
    case .expression: "expected Trigger/Expression/Flags with flags among gresimxAEU"
    case .trigger: "expected a trigger of parts that come before the expression"
    case .byteComparison: "expected a byte comparison: part(>>offset#options bytes#=value)"
    case .imageHash: "expected fuzzy_img#, 16 hexadecimal digits, and the distance 0"
    case .macro: "expected a macro: ${min-max}group$, the group below 32"
    case .containerCondition: "expected *, a number or a range, and *, 0 or 1 for encryption"
    case .fileType: "unknown file type"
    case .fileTypeRule: "expected an offset and a pattern in hexadecimal digits"
    }
  }
}
