/// A verdict as metrics show it: its kind and, where it is `unscannable`, the reason.
public enum VerdictLabel: Int, CaseIterable, BitwiseCopyable, Sendable {
  /// Nothing found.
  case clean
  /// A signature was found.
  case infected
  /// Against the content policy.
  case forbidden
  /// A limit was reached.
  case unscannableLimit
  /// The content is encrypted.
  case unscannableEncrypted
  /// The content is damaged.
  case unscannableDamaged
  /// The content reads in two ways.
  case unscannableAmbiguous
  /// The time for the scan ran out.
  case unscannableTimeout
  /// The inspector died.
  case unscannableInspectorLost
  /// The engine failed.
  case unscannableEngine
  /// Any other reason.
  case unscannableOther

  /// How many there are, as a constant that the compiler folds.
  @inlinable public static var count: Int { Self.unscannableOther.rawValue + 1 }
}

extension VerdictLabel {
  static let family = MetricFamily(
    "cordon_verdicts_total", "Verdicts, by kind and reason.")

  /// The family and the label under which it is shown.
  public var series: MetricSeries {
    MetricSeries(Self.family, labels: labels)
  }

  private var labels: StaticString {
    switch self {
    case .clean: "verdict=\"clean\",reason=\"\""
    case .infected: "verdict=\"infected\",reason=\"\""
    case .forbidden: "verdict=\"forbidden\",reason=\"\""
    case .unscannableLimit: "verdict=\"unscannable\",reason=\"limit\""
    case .unscannableEncrypted: "verdict=\"unscannable\",reason=\"encrypted\""
    case .unscannableDamaged: "verdict=\"unscannable\",reason=\"damaged\""
    case .unscannableAmbiguous: "verdict=\"unscannable\",reason=\"ambiguous\""
    case .unscannableTimeout: "verdict=\"unscannable\",reason=\"timeout\""
    case .unscannableInspectorLost: "verdict=\"unscannable\",reason=\"inspector_lost\""
    case .unscannableEngine: "verdict=\"unscannable\",reason=\"engine\""
    case .unscannableOther: "verdict=\"unscannable\",reason=\"other\""
    }
  }

  /// The kind of the verdict, as logs say it.
  public var kind: StaticString {
    switch self {
    case .clean: "clean"
    case .infected: "infected"
    case .forbidden: "forbidden"
    default: "unscannable"
    }
  }

  /// The reason of an `unscannable` verdict, as logs say it; `nil` for other kinds.
  public var reason: StaticString? {
    switch self {
    case .clean, .infected, .forbidden: nil
    case .unscannableLimit: "limit"
    case .unscannableEncrypted: "encrypted"
    case .unscannableDamaged: "damaged"
    case .unscannableAmbiguous: "ambiguous"
    case .unscannableTimeout: "timeout"
    case .unscannableInspectorLost: "inspector_lost"
    case .unscannableEngine: "engine"
    case .unscannableOther: "other"
    }
  }
}
