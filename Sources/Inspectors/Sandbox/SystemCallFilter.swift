internal import CInspectors
internal import Glibc

/// The system calls that an inspector may make, as a program for the kernel (seccomp). Any other ends the
/// process by `SIGSYS`.
///
/// The list is what judging needs: memory, the socket, reading and closing what came through it, and the
/// end. No path, no new descriptor but by the socket, no process, no thread, no code made at run time.
enum SystemCallFilter {
  /// What is looked at in an argument: the low 32 bits, of which these, against this.
  private struct Condition {
    var argument: UInt32
    var mask: UInt32 = .max
    var value: UInt32
  }

  private struct Rule {
    var number: Int32
    /// All must hold.
    var conditions: [Condition] = []
    /// None must.
    var exceptions: [Condition] = []
  }

  private static let plain: [Int32] = [
    __NR_read, __NR_pread64, __NR_recvmsg, __NR_close, __NR_fstat,
    __NR_brk, __NR_munmap, __NR_mremap, __NR_madvise,
    __NR_futex, __NR_sched_yield, __NR_clock_gettime, __NR_getrandom, __NR_getpid, __NR_gettid,
    __NR_rt_sigprocmask, __NR_rt_sigaction, __NR_rt_sigreturn, __NR_restart_syscall,
    __NR_exit, __NR_exit_group,
  ]

  private static var rules: [Rule] {
    let executable = UInt32(PROT_EXEC)
    let anonymousShared = UInt32(MAP_SHARED) | UInt32(MAP_ANONYMOUS)
    return plain.map { Rule(number: $0) } + [
      // To the other end alone, and without descriptors.
      Rule(number: __NR_sendto, conditions: [Condition(argument: 4, value: 0)]),
      // The three that lead nowhere: what the runtime says when it traps.
      Rule(number: __NR_write, conditions: [Condition(argument: 0, value: 2)]),
      Rule(number: __NR_writev, conditions: [Condition(argument: 0, value: 2)]),
      // Memory that the limit of data does not count, and code.
      Rule(
        number: __NR_mmap,
        exceptions: [
          Condition(argument: 2, mask: executable, value: executable),
          Condition(argument: 3, mask: anonymousShared, value: anonymousShared),
        ]),
      Rule(
        number: __NR_mprotect,
        exceptions: [Condition(argument: 2, mask: executable, value: executable)]),
      Rule(
        number: __NR_fcntl,
        conditions: [Condition(argument: 1, value: UInt32(cordon_inspectors_get_seals))]),
      // Its own processor time, before each body.
      Rule(
        number: __NR_prlimit64,
        conditions: [
          Condition(argument: 0, value: 0),
          Condition(argument: 1, value: UInt32(RLIMIT_CPU.rawValue)),
        ]),
      // How abort(3) ends the process.
      Rule(
        number: __NR_tgkill,
        conditions: [Condition(argument: 0, value: UInt32(bitPattern: getpid()))]),
    ]
  }

  /// Installs it, for good.
  static func install() -> Bool {
    let program = program
    return unsafe cordon_inspectors_filter(program, UInt16(program.count)) == 0
  }

  // MARK: The program

  private static var program: [sock_filter] {
    // struct seccomp_data: the number at 0, the architecture at 4, the arguments from 16 on, 8 bytes each.
    var program = [
      load(4), jump(BPF_JEQ, cordon_inspectors_architecture, ifTrue: 1, ifFalse: 0), kill, load(0),
    ]
    for rule in rules { program += instructions(for: rule) }
    program.append(kill)
    return program
  }

  /// Allows the call if all holds, ends the process if it is this call and something does not, and goes on
  /// with the number loaded otherwise. Numbers of the x32 architecture are large, and on no list.
  private static func instructions(for rule: Rule) -> [sock_filter] {
    var checks: [sock_filter] = []
    for condition in rule.conditions {
      checks += [
        load(argument(condition.argument)), mask(condition.mask),
        jump(BPF_JEQ, condition.value, ifTrue: 1, ifFalse: 0), kill,
      ]
    }
    for exception in rule.exceptions {
      checks += [
        load(argument(exception.argument)), mask(exception.mask),
        jump(BPF_JEQ, exception.value, ifTrue: 0, ifFalse: 1), kill,
      ]
    }
    checks.append(instruction(BPF_RET | BPF_K, UInt32(SECCOMP_RET_ALLOW)))
    return [
      jump(BPF_JEQ, UInt32(rule.number), ifTrue: 0, ifFalse: UInt8(checks.count))
    ] + checks
  }

  private static func argument(_ place: UInt32) -> UInt32 { 16 + 8 * place }

  private static var kill: sock_filter {
    instruction(BPF_RET | BPF_K, UInt32(SECCOMP_RET_KILL_PROCESS))
  }

  private static func load(_ offset: UInt32) -> sock_filter {
    instruction(BPF_LD | BPF_W | BPF_ABS, offset)
  }

  private static func mask(_ mask: UInt32) -> sock_filter {
    instruction(BPF_ALU | BPF_AND | BPF_K, mask)
  }

  private static func jump(
    _ test: Int32, _ value: UInt32, ifTrue: UInt8, ifFalse: UInt8
  ) -> sock_filter {
    sock_filter(code: UInt16(BPF_JMP | test | BPF_K), jt: ifTrue, jf: ifFalse, k: value)
  }

  private static func instruction(_ code: Int32, _ value: UInt32) -> sock_filter {
    sock_filter(code: UInt16(code), jt: 0, jf: 0, k: value)
  }
}
