/// A verdict as metrics show it: its kind and, where it is `unscannable`, the reason.
public enum VerdictLabel: Int, CaseIterable, BitwiseCopyable, Sendable {
  /// Nothing found.
  case clean
  /// A signature was found.
  case infected
  /// The budget for verification ran out.
  case unscannableBudget
  /// The engine failed.
  case unscannableEngine
  /// Judging took longer than inspectionTimeout.
  case unscannableTimeout
  /// No room for judging, over inspectionQueueMax.
  case unscannableOverload
  /// Larger than inspectionBytesMax, or than what has a normal form.
  case unscannableSize
  /// Who judged it was lost.
  case unscannableInspector

  /// How many there are, as a constant that the compiler folds.
  @inlinable public static var count: Int { Self.unscannableInspector.rawValue + 1 }
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
    case .unscannableBudget: "verdict=\"unscannable\",reason=\"budget\""
    case .unscannableEngine: "verdict=\"unscannable\",reason=\"engine\""
    case .unscannableTimeout: "verdict=\"unscannable\",reason=\"timeout\""
    case .unscannableOverload: "verdict=\"unscannable\",reason=\"overload\""
    case .unscannableSize: "verdict=\"unscannable\",reason=\"size\""
    case .unscannableInspector: "verdict=\"unscannable\",reason=\"inspector\""
    }
  }

  /// The kind of the verdict, as logs say it.
  public var kind: StaticString {
    switch self {
    case .clean: "clean"
    case .infected: "infected"
    case .unscannableBudget, .unscannableEngine, .unscannableTimeout, .unscannableOverload,
      .unscannableSize, .unscannableInspector:
      "unscannable"
    }
  }

  /// The reason of an `unscannable` verdict, as logs say it; `nil` for other kinds.
  public var reason: StaticString? {
    switch self {
    case .clean, .infected: nil
    case .unscannableBudget: "budget"
    case .unscannableEngine: "engine"
    case .unscannableTimeout: "timeout"
    case .unscannableOverload: "overload"
    case .unscannableSize: "size"
    case .unscannableInspector: "inspector"
    }
  }
}
