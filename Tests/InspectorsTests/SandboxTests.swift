import Glibc
import Inspectors
import Testing

/// From inside an inspector's sandbox nothing is to be had: each layer is tried alone, and all together.
@Suite struct SandboxTests {
  /// The end of a probe that the filter of system calls has killed.
  private static let forbidden: Int32 = -SIGSYS

  /// Runs a probe; `nil` where this host does not give the layers.
  private static func probe(_ layers: SandboxLayers, _ words: [String]) throws -> Int32? {
    let ending = try Program.run("SandboxProbe", ["\(layers.rawValue)"] + words)
    try #require(ending != 255, "the probe does not know \(words)")
    return ending == 254 ? nil : ending
  }

  @Test func theLayersThatMustBeThereAreThere() throws {
    #expect(try Self.probe(.required, ["call", "\(SYS.getpid)"]) == 0)
  }

  @Test(arguments: SYS.forbidden) func aCallThatIsNotOnTheListEndsTheProcess(
    name: String, number: Int
  ) throws {
    #expect(
      try Self.probe(.all, ["call", "\(number)"]) ?? Self.forbidden == Self.forbidden, "\(name)")
    #expect(try Self.probe(.systemCalls, ["call", "\(number)"]) == Self.forbidden, "\(name)")
  }

  @Test(arguments: SYS.forbiddenArguments) func aCallWithOtherArgumentsEndsTheProcess(
    name: String, words: [Int]
  ) throws {
    let ending = try Self.probe(.systemCalls, ["call"] + words.map { "\($0)" })
    #expect(ending == Self.forbidden, "\(name)")
  }

  @Test(arguments: SYS.allowed) func whatJudgingNeedsIsAllowed(
    name: String, words: [Int], code: Int32
  ) throws {
    let ending = try Self.probe(.systemCalls, ["call"] + words.map { "\($0)" })
    #expect(ending == code, "\(name)")
  }

  @Test func landlockAloneKeepsFilesAway() throws {
    let path = "/etc/passwd"
    #expect(try Self.probe([], ["open", path]) == 0)
    guard let ending = try Self.probe([.noNewPrivileges, .landlock], ["open", path]) else { return }
    #expect(ending == EACCES)
  }

  @Test func theEmptyFileSystemHasNoFile() throws {
    for path in ["/etc/passwd", "/proc/self/maps", "/dev/null", "/../etc/passwd"] {
      guard let ending = try Self.probe([.files, .user, .network], ["open", path]) else { return }
      #expect(ending == ENOENT, "\(path)")
    }
  }

  /// Without an interface even the host's own addresses are out of reach.
  @Test func theNetworkIsEmpty() throws {
    #expect(try Self.probe([], ["connect"]) == ECONNREFUSED)
    guard let ending = try Self.probe([.network, .user], ["connect"]) else { return }
    #expect(ending == ENETUNREACH)
  }

  @Test func theUserIsNobodyWhereCordonIsRoot() throws {
    guard getuid() == 0 else { return }
    #expect(try Self.probe([], ["describe"]) == 1)
    #expect(try Self.probe([.user], ["describe"]) == 0)
    // Nor can the process that started it be signalled, or its files be read.
    #expect(try Self.probe([.user], ["call", "\(SYS.kill)", "\(getpid())", "0"]) == EPERM)
    #expect(try Self.probe([.user], ["open", "/etc/shadow"]) == EACCES)
  }

  @Test func memoryIsLimited() throws {
    #expect(try Self.probe(.limits, ["memory", "\(16 << 20)"]) == 0)
    #expect(try Self.probe(.limits, ["memory", "\(80 << 20)"]) == ENOMEM)
  }

  @Test func processorTimeIsLimited() throws {
    #expect(try Self.probe([.limits, .systemCalls], ["spin"]) == -SIGXCPU)
  }
}
