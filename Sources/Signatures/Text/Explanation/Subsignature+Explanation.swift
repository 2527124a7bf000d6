internal import Primitives

extension Subsignature {
  /// The part decoded for a person: what it is, then its content.
  var explanation: [String] {
    switch self {
    case .pattern(let part):
      ["bytes \(part.offset.explanation)\(part.modifiers.explanation)"] + part.pattern.explanation
    case .expression(let part):
      [
        "regular expression \(part.offset.explanation), looked for after "
          + part.trigger.explanation,
        "/\(printable(String(decoding: part.expression, as: UTF8.self)))/\(part.flags)",
      ]
    case .byteComparison(let comparison): comparison.explanation
    case .image(let image):
      [
        "an image with the perceptual hash \(Hexadecimal.text(image.hash, digits: 16)), "
          + "at most \(image.distanceMax) bits different"
      ]
    case .macro(let macro):
      [
        "a pattern of group \(macro.group), \(macro.distance.lowerBound) to "
          + "\(macro.distance.upperBound) bytes after the start of the part before"
      ]
    case .never:
      ["a byte comparison without a base, a byte order or a part that is there: it is never found"]
    }
  }
}

extension SignatureOffset {
  /// Where, in words.
  var explanation: String {
    switch self {
    case .any: "anywhere"
    case .absolute(let start, let shift): "at byte \(start)\(Self.upTo(shift))"
    case .fromEnd(let back, let shift): "\(back) bytes before the end\(Self.upTo(shift))"
    case .fromEntryPoint(let distance, let shift):
      "at the entry point\(Self.plus(distance))\(Self.upTo(shift))"
    case .fromSection(let section, let distance, let shift):
      "at the start of section \(section)\(Self.plus(distance))\(Self.upTo(shift))"
    case .withinSection(let section, let shift): "in section \(section)\(Self.upTo(shift))"
    case .fromLastSection(let distance, let shift):
      "at the start of the last section\(Self.plus(distance))\(Self.upTo(shift))"
    case .versionInformation: "at a value of the version information"
    case .macroGroup(let group): "where group \(group) of macros is asked for"
    }
  }

  private static func upTo(_ shift: UInt64) -> String {
    shift == 0 ? "" : " or up to \(shift) bytes later"
  }

  private static func plus(_ distance: Int64) -> String {
    if distance == 0 { return "" }
    return distance < 0 ? " - \(distance.magnitude)" : " + \(distance)"
  }
}

extension PatternPart.Modifiers {
  /// What they change, in words.
  fileprivate var explanation: String {
    var words = ""
    if contains(.caseless) { words += ", letters in either case" }
    if contains(.wide) {
      words += contains(.ascii) ? ", wide (UTF-16) or not" : ", wide (UTF-16)"
    }
    if contains(.fullword) { words += ", as a whole word" }
    return words
  }
}

extension ByteComparison {
  fileprivate var explanation: [String] {
    let place =
      switch distance {
      case 0: "at the start of part \(part)"
      case ..<0: "\(distance.magnitude) bytes before the start of part \(part)"
      default: "\(distance) bytes after the start of part \(part)"
      }
    let number =
      switch base {
      case .hexadecimal: "hexadecimal digits"
      case .decimal: "decimal digits"
      case .automatic: "digits, hexadecimal where they look so"
      case .binary: "bytes"
      }
    let wanted = conditions.map { condition in
      let relation =
        switch condition.relation {
        case .equal: "equal to"
        case .less: "less than"
        case .greater: "more than"
        }
      return "\(relation) \(Int64(bitPattern: condition.value))"
    }
    return [
      "a number \(place), in \(byteCount) \(number)"
        + (isLittleEndian ? ", least significant first" : "") + (isExact ? ", exactly" : ""),
      "it must be \(wanted.joined(separator: " and "))",
    ]
  }
}
