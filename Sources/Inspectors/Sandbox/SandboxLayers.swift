/// The walls around an inspector. Each holds by itself, so that a hole in one is not one in all.
public struct SandboxLayers: OptionSet, Sendable, Hashable {
  public let rawValue: UInt32

  public init(rawValue: UInt32) { self.rawValue = rawValue }

  /// No call gives a right that the process does not have (`no_new_privs`).
  public static let noNewPrivileges = SandboxLayers(rawValue: 1 << 0)
  /// Only system calls of a list, with arguments of a list; any other ends the process (seccomp).
  public static let systemCalls = SandboxLayers(rawValue: 1 << 1)
  /// Limits of memory, files, descriptors and processes.
  public static let limits = SandboxLayers(rawValue: 1 << 2)
  /// No path, no port and no other process (Landlock).
  public static let landlock = SandboxLayers(rawValue: 1 << 3)
  /// A network of its own, without an interface.
  public static let network = SandboxLayers(rawValue: 1 << 4)
  /// A file system of its own, which is empty.
  public static let files = SandboxLayers(rawValue: 1 << 5)
  /// A user who is nobody, and no capability.
  public static let user = SandboxLayers(rawValue: 1 << 6)
  /// The lowest priority that the scheduler has.
  public static let priority = SandboxLayers(rawValue: 1 << 7)

  /// All of them.
  public static let all = SandboxLayers(rawValue: 1 << 8 - 1)
  /// Without these nothing is inspected.
  public static let required: SandboxLayers = [.noNewPrivileges, .systemCalls, .limits]

  private static let names: [(layer: SandboxLayers, name: String)] = [
    (.systemCalls, "seccomp"), (.landlock, "Landlock"), (.noNewPrivileges, "no_new_privs"),
    (.limits, "limits"), (.network, "network namespace"), (.files, "empty file system"),
    (.user, "unprivileged user"), (.priority, "batch priority"),
  ]

  /// Their names, for people.
  public var names: [String] { Self.names.filter { contains($0.layer) }.map(\.name) }
}

/// What of a sandbox is closed.
public struct SandboxState: Sendable, Equatable {
  /// The layers that hold.
  public var layers: SandboxLayers
  /// The version of Landlock's interface; 0 where the kernel has none.
  public var landlockVersion: Int

  /// See the properties.
  public init(layers: SandboxLayers, landlockVersion: Int) {
    self.layers = layers
    self.landlockVersion = landlockVersion
  }

  /// The layers that this host does not give.
  public var missing: SandboxLayers { .all.subtracting(layers) }

  /// What holds and what is missing, for people.
  public var description: String {
    let text = layers.names.joined(separator: ", ")
    return missing.isEmpty ? text : text + "; missing: " + missing.names.joined(separator: ", ")
  }
}
