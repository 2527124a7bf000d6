internal import CInspectors
internal import Glibc
internal import Primitives

/// What the program is started as by itself: a spawner, or an inspector. Nobody else starts it so.
///
/// Both are the same program executed anew, and no copy of a running process: see the target's page.
public enum ProcessRole {
  private static let spawner = "spawner-process"
  private static let inspector = "inspector-process"

  /// The program that runs, whatever has become of its file since.
  public static let thisProgram = "/proc/self/exe"

  /// Does what a spawner or an inspector does, to its end, where the program was started as one. Comes back
  /// at once where it was not.
  public static func takeOver(_ arguments: [String]) {
    guard arguments.count > 1, let role = arguments.dropFirst().first,
      role == spawner || role == inspector
    else { return }
    guard arguments.count == 6, let parent = pid_t(arguments[2]), let memory = Int(arguments[3]),
      let cpu = Int(arguments[4]), let batch = Int(arguments[5]), memory > 0, cpu > 0
    else { _exit(2) }
    // Signals are for the proxy: these end when it does, and not before.
    for signal in [SIGTERM, SIGINT, SIGHUP, SIGQUIT, SIGUSR1, SIGUSR2, SIGPIPE] {
      Glibc.signal(signal, SIG_IGN)
    }
    // The language's runtime would look into a crash by starting another program, which an inspector must
    // not: it would be taken for one that tried to get out.
    for signal in [SIGILL, SIGTRAP, SIGABRT, SIGBUS, SIGFPE, SIGSEGV] {
      Glibc.signal(signal, SIG_DFL)
    }
    // Whoever started it may have blocked those that end it, too.
    var none = sigset_t()
    unsafe sigemptyset(&none)
    unsafe sigprocmask(SIG_SETMASK, &none, nil)
    _ = cordon_inspectors_close_from(UInt32(socket.descriptor.number) + 1)
    // Whoever started it may have ended before it asked to end with it.
    guard cordon_inspectors_prctl(PR_SET_PDEATHSIG, UInt(SIGKILL)) == 0, getppid() == parent else {
      _exit(0)
    }
    let limits = InspectorLimits(
      memoryBytesMax: memory, cpuMillisecondsMax: cpu, isBatch: batch != 0)
    if role == spawner {
      unsafe cordon_inspectors_set_name("cordon-spawner")
      Spawner(socket, limits).run()
    } else {
      unsafe cordon_inspectors_set_name("cordon-inspect")
      Inspector.run(socket, limits)
    }
  }

  /// Where a started process has its socket.
  private static let socket = MessageSocket(descriptor: Descriptor(3))

  /// The variables that reach a started process: those that find its libraries.
  private static let variables = ["LD_LIBRARY_PATH", "OPENSSL_CONF", "OPENSSL_MODULES"]

  /// Starts the program as a spawner; its process.
  static func startSpawner(
    _ program: String, _ socket: MessageSocket, _ limits: InspectorLimits
  ) throws(Errno) -> pid_t {
    // What goes wrong with a spawner is to be seen.
    try start(program, spawner, socket, limits, keepsErrors: true)
  }

  /// Starts the program as an inspector; its process.
  static func startInspector(
    _ socket: MessageSocket, _ limits: InspectorLimits
  ) throws(Errno) -> pid_t {
    try start(thisProgram, inspector, socket, limits, keepsErrors: false)
  }

  private static func start(
    _ program: String, _ role: String, _ socket: MessageSocket, _ limits: InspectorLimits,
    keepsErrors: Bool
  ) throws(Errno) -> pid_t {
    let words = [
      "cordon", role, "\(getpid())", "\(limits.memoryBytesMax)", "\(limits.cpuMillisecondsMax)",
      limits.isBatch ? "1" : "0",
    ]
    let environment = variables.compactMap { name in
      unsafe getenv(name).map { unsafe "\(name)=\(String(cString: $0))" }
    }
    var actions = unsafe posix_spawn_file_actions_t()
    unsafe posix_spawn_file_actions_init(&actions)
    defer { unsafe posix_spawn_file_actions_destroy(&actions) }
    // First, lest what is opened takes its number.
    unsafe posix_spawn_file_actions_adddup2(
      &actions, socket.descriptor.number, Self.socket.descriptor.number)
    for stream in 0...(keepsErrors ? 1 as Int32 : 2) {
      unsafe posix_spawn_file_actions_addopen(&actions, stream, "/dev/null", O_RDWR, 0)
    }
    var argumentWords = unsafe words.map { unsafe strdup($0) } + [nil]
    var environmentWords = unsafe environment.map { unsafe strdup($0) } + [nil]
    defer {
      for index in unsafe argumentWords.indices { unsafe free(argumentWords[index]) }
      for index in unsafe environmentWords.indices { unsafe free(environmentWords[index]) }
    }
    var process = pid_t()
    let code = unsafe posix_spawn(
      &process, program, &actions, nil, &argumentWords, &environmentWords)
    guard code == 0 else { throw Errno(code) }
    return process
  }
}
