import Glibc

extension Proxy {
  /// The process that starts inspectors.
  var spawner: pid_t? { Processes.children(of: process.identifier).first }

  /// The inspectors that are there now.
  var inspectors: [pid_t] { spawner.map { Processes.children(of: $0) } ?? [] }
}

/// Processes of this host, as `/proc` shows them.
enum Processes {
  /// Those that a process has started, and that have not ended.
  static func children(of parent: pid_t) -> [pid_t] {
    Files.names("/proc").compactMap { pid_t($0) }.filter { process in
      let (state, its) = stateAndParent(process)
      return its == parent && state != "Z"
    }
  }

  /// Whether a process is there, and has not ended.
  static func isRunning(_ process: pid_t) -> Bool {
    let state = stateAndParent(process).state
    return !state.isEmpty && state != "Z"
  }

  private static func stateAndParent(_ process: pid_t) -> (state: Substring, parent: pid_t?) {
    // The name stands in parentheses, and may have any character.
    let text = Files.text("/proc/\(process)/stat")
    guard let end = text.lastIndex(of: ")") else { return ("", nil) }
    let fields = text[text.index(after: end)...].split(separator: " ")
    return fields.count > 1 ? (fields[0], pid_t(fields[1])) : ("", nil)
  }

  /// Memory that is a process's own alone, in bytes; `nil` where that may not be known.
  static func privateBytes(_ process: pid_t) -> Int? {
    let sizes = Files.text("/proc/\(process)/smaps_rollup").split(separator: "\n")
      .filter { $0.hasPrefix("Private_Clean:") || $0.hasPrefix("Private_Dirty:") }
      .compactMap { Int($0.split(separator: " ")[1]) }
    return sizes.isEmpty ? nil : sizes.reduce(0, +) << 10
  }
}
