import HTTP

/// The names under which hostile oddities are counted, in the order of their numbers.
enum GlitchNames {
  static var all: [StaticString] { HTTPFault.allCases.map(\.name) }
}
