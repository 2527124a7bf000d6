/// The class of a response's status code, as sent to the client.
public enum StatusClass: Int, CaseIterable, BitwiseCopyable, Sendable {
  /// 1xx.
  case informational
  /// 2xx.
  case successful
  /// 3xx.
  case redirection
  /// 4xx.
  case clientError
  /// 5xx.
  case serverError
  /// Anything else, as an upstream may send.
  case other

  /// The class of `status`; ``other`` outside 100…599.
  @inlinable public init(status: Int) {
    switch status {
    case 100..<200: self = .informational
    case 200..<300: self = .successful
    case 300..<400: self = .redirection
    case 400..<500: self = .clientError
    case 500..<600: self = .serverError
    default: self = .other
    }
  }

  /// How many there are, as a constant that the compiler folds.
  @inlinable public static var count: Int { Self.other.rawValue + 1 }
}

extension StatusClass {
  static let family = MetricFamily(
    "cordon_responses_total", "Responses sent to clients, by class of the status code.")

  /// The family and the label under which it is shown.
  public var series: MetricSeries {
    MetricSeries(Self.family, labels: labels)
  }

  private var labels: StaticString {
    switch self {
    case .informational: "class=\"1xx\""
    case .successful: "class=\"2xx\""
    case .redirection: "class=\"3xx\""
    case .clientError: "class=\"4xx\""
    case .serverError: "class=\"5xx\""
    case .other: "class=\"other\""
    }
  }
}
