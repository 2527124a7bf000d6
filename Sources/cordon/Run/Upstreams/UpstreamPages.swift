import Configuration
import Primitives
import Proxy
import Worker

/// What the admin listener tells of upstreams, and what it lets the operator do with them.
struct UpstreamPages {
  static let prefix = "/v1/upstreams"

  let snapshot: WorkerSnapshot
  let loads: UpstreamLoads

  private struct Entry {
    var backend: Backend
    var upstream: Upstream
    var cell: Int
  }

  private var entries: [Entry] {
    zip(snapshot.configuration.backends, snapshot.cells).flatMap { backend, cells in
      zip(backend.upstreams, cells).map { Entry(backend: backend, upstream: $0, cell: $1) }
    }
  }

  /// The answer to a GET; `nil` where the path is none of these.
  func answer(_ path: String) -> AdminAnswer? {
    switch path {
    case Self.prefix:
      let lines = entries.map(json).joined(separator: ",\n")
      return Self.json(200, "[\(lines)]\n")
    case Self.prefix + ".txt":
      return AdminAnswer(
        status: 200, mediaType: "text/plain; charset=utf-8", body: Array(table.utf8))
    default: return nil
    }
  }

  /// The answer to a PUT of `/v1/upstreams/BACKEND/UPSTREAM/STATE`, which has been done by then; `nil` where
  /// the path is none of these.
  func change(_ path: String) -> AdminAnswer? {
    guard path.hasPrefix(Self.prefix + "/") else { return nil }
    let parts = path.dropFirst(Self.prefix.utf8.count + 1).split(
      separator: "/", omittingEmptySubsequences: false)
    guard parts.count >= 3, let word = parts.last else { return nil }
    // A Unix socket's path has slashes of its own.
    let address = Self.decoded(parts[1..<parts.count - 1].joined(separator: "/"))
    guard let mode = UpstreamMode.allCases.first(where: { "\($0)" == word }) else {
      return Self.json(404, "{\"error\":\"the states are ready, drain and maintenance\"}\n")
    }
    guard
      let entry = entries.first(where: {
        $0.backend.name == parts[0] && "\($0.upstream.address)" == address
      })
    else { return Self.json(404, "{\"error\":\"there is no such upstream\"}\n") }
    loads.set(mode, of: entry.cell, nowNanoseconds: Clock.monotonicNanoseconds())
    return Self.json(200, json(entry) + "\n")
  }

  private func json(_ entry: Entry) -> String {
    "{\"backend\":\(JSONText.quoted(entry.backend.name)),"
      + "\"upstream\":\(JSONText.quoted("\(entry.upstream.address)")),"
      + "\"state\":\"\(loads.state(entry.cell).word)\",\"mode\":\"\(loads.mode(entry.cell))\","
      + "\"weight\":\(entry.upstream.weight),\"backup\":\(entry.upstream.isBackup),"
      + "\"active\":\(loads.active(entry.cell)),"
      + "\"maxConnections\":\(entry.upstream.connectionsMax),"
      + "\"answered\":\(loads.delivered(entry.cell)),\"ejected\":\(loads.ejections(entry.cell))}"
  }

  private var table: String {
    var rows = [["BACKEND", "UPSTREAM", "STATE", "WEIGHT", "ACTIVE", "ANSWERED", "EJECTED"]]
    for entry in entries {
      rows.append([
        entry.backend.name, "\(entry.upstream.address)",
        "\(loads.state(entry.cell).word)" + (entry.upstream.isBackup ? " (backup)" : ""),
        "\(entry.upstream.weight)",
        "\(loads.active(entry.cell))"
          + (entry.upstream.connectionsMax > 0 ? "/\(entry.upstream.connectionsMax)" : ""),
        "\(loads.delivered(entry.cell))", "\(loads.ejections(entry.cell))",
      ])
    }
    let widths = rows[0].indices.map { column in rows.map { $0[column].utf8.count }.max() ?? 0 }
    var text = ""
    for row in rows {
      for (column, cell) in row.dropLast().enumerated() {
        text += cell + String(repeating: " ", count: widths[column] - cell.utf8.count + 2)
      }
      text += "\(row.last ?? "")\n"
    }
    return text
  }

  private static func json(_ status: UInt16, _ body: String) -> AdminAnswer {
    AdminAnswer(status: status, mediaType: "application/json", body: Array(body.utf8))
  }

  /// Percent signs decoded once; as it is where one stands for nothing.
  private static func decoded(_ text: String) -> String {
    var bytes: [UInt8] = []
    var rest = Array(text.utf8)[...]
    while let byte = rest.popFirst() {
      if byte == UInt8(ascii: "%"), let value = Hexadecimal.bytes(rest.prefix(2))?.first {
        rest.removeFirst(2)
        bytes.append(value)
      } else {
        bytes.append(byte)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
