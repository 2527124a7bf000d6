/// What the components of a JPEG picture are.
enum JPEGColours: Equatable {
  case grey
  /// Luminance and two differences of colour.
  case luminance
  case red
  /// Inks, as how much of them is not there.
  case inks
  /// Inks as luminance and two differences, and black.
  case luminanceAndBlack
  /// So many that nothing is known of.
  case others(Int)

  /// How many components it takes.
  var count: Int {
    switch self {
    case .grey: 1
    case .luminance, .red: 3
    case .inks, .luminanceAndBlack: 4
    case .others(let count): count
    }
  }
}
