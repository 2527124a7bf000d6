import Primitives
import Simulation

/// A request of a simulated client, with what has to become of it.
struct Upload {
  /// What its body is.
  enum Content: CaseIterable {
    case clean, infected, hashed, harmless, laterInfected, wholeInfected, candidate
  }

  /// Its client's place in the world, and its own on that connection.
  var client: Int
  var place: Int
  var content: Content
  /// The body is judged before it is passed on.
  var isHeld: Bool
  /// Some route leads to a backend.
  var isRouted: Bool
  /// It may be sent twice.
  var isRepeatable: Bool
  /// The body as its framing has it: what an upstream may receive; `nil`: it never becomes whole.
  var declaredBody: [UInt8]?
  var request: ClientRequest

  /// The signatures that every database has find it.
  var isInfected: Bool
  /// The second database's signature finds it.
  var isInfectedLater: Bool
  /// Only an inspection of the complete body decides what it is.
  var isInspected: Bool {
    isHeld && !isInfectedByStream
      && (declaredBody.map { Self.has(SimulationDatabases.candidate, $0) } ?? false)
  }
  private var isInfectedByStream: Bool { content == .infected || content == .hashed }
  /// It must not reach an upstream.
  var isForbidden: Bool { isHeld && isInfected && !isStreamed }
  /// Whether its route passes it on while it is scanned: then it must not reach an upstream whole.
  private(set) var isStreamed = false
  /// Whether its route has multipart bodies written anew, and it says that it is one.
  private(set) var isCanonical = false

  /// Sends it to a route that has multipart bodies written anew, if it may be.
  mutating func makeCanonical() {
    let held = "/held"
    guard request.target.hasPrefix(held), request.garbage == nil, request.framing != .none else {
      return
    }
    isCanonical = true
    request.target = "/canonical" + request.target.dropFirst(held.count)
    request.fields += [
      "content-type: multipart/form-data; boundary=x", "Content-Encoding: identity", "digest: x",
    ]
  }

  /// Sends it to a route that streams, if it may be.
  mutating func makeStreamed() {
    let held = "/held"
    guard request.target.hasPrefix(held), request.garbage == nil, request.framing != .none else {
      return
    }
    isStreamed = true
    request.target = "/streamed" + request.target.dropFirst(held.count)
  }

  /// What an upstream may be sent: what was declared, or what takes its place.
  var deliveredBody: [UInt8]? {
    declaredBody.map { isCanonical && Self.isRewritten($0) ? Self.rewritten($0) : $0 }
  }

  /// The type that a body has when it is written anew.
  static let rewrittenType = "multipart/form-data; boundary=rewritten"

  /// Whether the simulated inspector writes a body anew: most, and always the same.
  static func isRewritten(_ body: [UInt8]) -> Bool { body.count % 4 != 3 && !body.isEmpty }

  /// What it writes: longer or shorter, and nothing like what was received.
  static func rewritten(_ body: [UInt8]) -> [UInt8] {
    let rest =
      body.count % 2 == 0 ? body + Array("more".utf8) : Array(body.dropLast(body.count / 2))
    return rest.map { $0 ^ 0x55 }
  }

  /// Its connection ends with the answer to it.
  var isLast: Bool { request.isOld || request.fields.contains("connection: close") }
  /// The answers that it may get where nothing fails.
  var calmStatuses: [Int] {
    if !isRouted { return [404] }
    // What only the whole would tell is held where the first window has it, and cut where that is gone.
    if isStreamed, content == .wholeInfected { return [403, 422] }
    if isStreamed, content == .candidate { return [200, 201, 204, 422] }
    if isHeld, isInfected { return [403] }
    return isHeld && isInfectedLater ? [200, 201, 204, 403] : [200, 201, 204]
  }

  init(
    client: Int, place: Int, isSmall: Bool, isStrange: Bool, isOld: Bool, isInspected: Bool,
    using random: inout SeededRandom
  ) {
    self.client = client
    self.place = place
    let routes = ["/held", "/held", "/held", "/unsafe", "/off"]
    isRouted = random.below(30) > 0
    let route = isRouted ? routes[Int(random.below(UInt64(routes.count)))] : "/elsewhere"
    var request = ClientRequest(target: "\(route)/\(client)/\(place)")
    isHeld = route != "/off"
    if isInspected {
      content = random.below(2) == 0 ? .candidate : .wholeInfected
    } else {
      content = random.below(3) > 0 ? .clean : Content.allCases[Int(random.below(7))]
    }
    let methods = ["POST", "POST", "POST", "PUT", "GET", "HEAD", "PATCH"]
    request.method = methods[Int(random.below(UInt64(methods.count)))]
    isRepeatable = route == "/unsafe" || ["PUT", "GET", "HEAD"].contains(request.method)
    request.framing = random.below(2) == 0 ? .contentLength : .chunked
    request.chunkBytesMax = [1, 16, 300, 5_000, 60_000][Int(random.below(5))]
    request.body = Self.body(content, isSmall: isSmall, using: &random)
    if ["GET", "HEAD"].contains(request.method), random.below(8) > 0 {
      request.framing = .none
      request.body = []
    }
    if request.body.isEmpty { content = .clean }
    if random.below(8) == 0 { request.fields.append("connection: close") }
    request.hasExtensions = random.below(6) == 0
    request.isOld = isOld
    if isOld, request.framing == .chunked { request.framing = .contentLength }
    request.expectsContinue = request.framing != .none && random.below(8) == 0
    if isStrange { Self.spoil(&request, using: &random) }
    let declared = Self.declaredBody(of: request)
    declaredBody = declared
    // A body that was cut short may have lost what made it infected, or harmless.
    isInfected = content != .clean && declared.map(Self.isInfected) ?? false
    isInfectedLater =
      content == .laterInfected
      && declared.map { Self.has(SimulationDatabases.laterInfection, $0) } ?? false
    self.request = request
  }

  static func isInfected(_ body: [UInt8]) -> Bool {
    if SimulationDatabases.hashed.contains(body) { return true }
    return has(SimulationDatabases.infection, body) && body != SimulationDatabases.harmless
      || has(SimulationDatabases.wholeInfection, body)
  }

  static func has(_ mark: [UInt8], _ body: [UInt8]) -> Bool {
    var rest = body[...]
    while let start = rest.firstIndex(of: mark[0]) {
      rest = rest[start...]
      if rest.starts(with: mark) { return true }
      rest = rest.dropFirst()
    }
    return false
  }

  private static func body(
    _ content: Content, isSmall: Bool, using random: inout SeededRandom
  ) -> [UInt8] {
    switch content {
    case .hashed: return SimulationDatabases.hashed[isSmall ? 0 : Int(random.below(2))]
    case .harmless where !isSmall: return SimulationDatabases.harmless
    default: break
    }
    let most: UInt64 = isSmall ? 300 : [10, 1_000, 9_000, 40_000][Int(random.below(4))]
    var body = noise(Int(random.below(most)), using: &random)
    let mark: [UInt8]
    switch content {
    case .infected: mark = SimulationDatabases.infection
    case .laterInfected: mark = SimulationDatabases.laterInfection
    case .wholeInfected: mark = SimulationDatabases.wholeInfection
    case .candidate: mark = SimulationDatabases.candidate
    default: return body
    }
    body.insert(contentsOf: mark, at: Int(random.below(UInt64(body.count) + 1)))
    return body
  }

  /// Bytes that differ from place to place, so that a part that is lost or doubled shows.
  private static func noise(_ count: Int, using random: inout SeededRandom) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(count)
    while bytes.count < count {
      let word = random.next()
      unsafe withUnsafeBytes(of: word) { unsafe bytes.append(contentsOf: $0) }
    }
    bytes.removeLast(bytes.count - count)
    return bytes
  }

  /// Makes a request that is not what it says.
  private static func spoil(_ request: inout ClientRequest, using random: inout SeededRandom) {
    switch random.below(4) {
    case 0:
      let texts = [
        "\u{1}\u{2}\u{3}\r\n\r\n", "GET / HTTP/1.1\nhost: a\n\n", "POST /held HTTP/1.1\r\n\r\n",
        "POST /held HTTP/1.1\r\nhost: a\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n",
        "POST /held HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\ncontent-length: 3\r\n\r\n",
        "GET /held HTTP/1.1\r\nhost: a\r\nx: \(String(repeating: "y", count: 20_000))\r\n\r\n",
        "CONNECT a:1 HTTP/1.1\r\nhost: a:1\r\n\r\n",
      ]
      request.garbage = Array(texts[Int(random.below(UInt64(texts.count)))].utf8)
    case 1: request.lengthError = -Int(random.below(UInt64(request.body.count) + 1))
    default: request.lengthError = 1 + Int(random.below(500))
    }
    if request.framing == .none { request.lengthError = 0 }
  }

  private static func declaredBody(of request: ClientRequest) -> [UInt8]? {
    if request.garbage != nil { return nil }
    if request.lengthError == 0 { return request.body }
    if request.framing == .chunked || request.lengthError > 0 { return nil }
    return Array(request.body.dropLast(-request.lengthError))
  }
}
