/// What a request asks of the scan API.
public enum ScanOperation: UInt8, CaseIterable, Sendable {
  /// Whether a file is infected: POST /virus/scan/file.
  case scan
  /// What a file is and contains, too: POST /virus/scan/file/advanced.
  case advancedScan
  /// Whether files are scanned: GET /virus/status.
  case status
  /// What the interface is, as an OpenAPI document: GET /openapi.json.
  case description
  /// What was found out about an earlier upload: GET /v1/verdicts/ID.
  case verdict
  /// What the interface has and Cordon has not: pages of the web, and files in other people's storage.
  case unavailable

  /// The path, which that of the request is or, for a verdict and what is unavailable, begins with.
  public var path: StaticString {
    switch self {
    case .scan: "/virus/scan/file"
    case .advancedScan: "/virus/scan/file/advanced"
    case .status: "/virus/status"
    case .description: "/openapi.json"
    case .verdict: "/v1/verdicts/"
    case .unavailable: "/virus/scan/"
    }
  }

  /// The method that it is asked for with; for GET, HEAD does too.
  public var method: StaticString {
    switch self {
    case .scan, .advancedScan, .unavailable: "POST"
    case .status, .description, .verdict: "GET"
    }
  }

  /// Whether it brings a file to be judged.
  public var isScan: Bool { self == .scan || self == .advancedScan }
}

extension ScanOperation {
  /// The operation of a path; `nil` where there is none.
  ///
  /// - Parameters:
  ///   - path: the path of the request's target, without a query.
  ///   - prefix: the path of the route. Paths are meant below it, or as they are: a route for `/virus`
  ///     serves `/virus/status`, one for `/scanner` serves `/scanner/virus/status`.
  public init?(path: Span<UInt8>, below prefix: String) {
    if let operation = Self.whole(path) {
      self = operation
      return
    }
    let prefix = prefix == "/" ? [] : Array(prefix.utf8)
    guard path.count > prefix.count,
      prefix.indices.allSatisfy({ prefix[$0] == path[$0] }),
      let operation = Self.whole(path.extracting(prefix.count...))
    else { return nil }
    self = operation
  }

  private static func whole(_ path: Span<UInt8>) -> ScanOperation? {
    for operation in [Self.scan, .advancedScan, .status, .description] {
      if path.count == operation.path.utf8CodeUnitCount, begins(path, operation) {
        return operation
      }
    }
    if begins(path, .verdict) { return .verdict }
    let elsewhere: [StaticString] = ["/virus/scan/website", "/virus/scan/cloud-storage/"]
    return elsewhere.contains { Self.begins(path, $0) } ? .unavailable : nil
  }

  private static func begins(_ path: Span<UInt8>, _ operation: ScanOperation) -> Bool {
    begins(path, operation.path)
  }

  private static func begins(_ path: Span<UInt8>, _ text: StaticString) -> Bool {
    let count = text.utf8CodeUnitCount
    guard path.count >= count else { return false }
    return text.withUTF8Buffer { text in
      for place in 0..<count where unsafe path[place] != text[place] { return false }
      return true
    }
  }
}
