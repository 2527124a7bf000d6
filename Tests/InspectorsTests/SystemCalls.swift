import Glibc

/// Numbers of system calls, as the tests try them (x86-64).
enum SYS {
  static let getpid = 39
  static let kill = 62

  /// Whoever has one of these has a file, a socket, a process, other memory, or another way out.
  static let forbidden: [(String, Int)] = [
    ("open", 2), ("stat", 4), ("lstat", 6), ("poll", 7), ("ioctl", 16), ("pwrite64", 18),
    ("access", 21), ("pipe", 22), ("shmget", 29), ("dup", 32), ("dup2", 33), ("socket", 41),
    ("connect", 42), ("sendmsg", 46), ("bind", 49), ("listen", 50), ("socketpair", 53),
    ("setsockopt", 54), ("clone", 56), ("fork", 57), ("vfork", 58), ("execve", 59), ("kill", 62),
    ("truncate", 76), ("ftruncate", 77), ("getdents", 78), ("chdir", 80), ("rename", 82),
    ("mkdir", 83), ("creat", 85), ("unlink", 87), ("symlink", 88), ("readlink", 89), ("chmod", 90),
    ("ptrace", 101), ("setuid", 105), ("personality", 135), ("prctl", 157), ("setrlimit", 160),
    ("chroot", 161), ("mount", 165), ("tkill", 200), ("sched_setaffinity", 203),
    ("sched_setscheduler", 144), ("setpriority", 141), ("keyctl", 250), ("openat", 257),
    ("newfstatat", 262), ("unshare", 272), ("fallocate", 285), ("perf_event_open", 298),
    ("process_vm_readv", 310), ("memfd_create", 319), ("bpf", 321),
    ("execveat", 322), ("userfaultfd", 323), ("pkey_mprotect", 329), ("io_uring_setup", 425),
    ("clone3", 435), ("openat2", 437), ("pidfd_getfd", 438), ("process_madvise", 440),
    ("no call at all", 9999), ("a call of x32", 0x4000_0027),
  ]

  /// A descriptor that nobody has: no limit reaches so far. What else runs tests here may have any other.
  private static let noDescriptor = Int(Int32.max)
  private static let (executable, readable, writable) = (4, 1, 2)
  private static let (shared, anonymous, isPrivate) = (1, 0x20, 2)

  /// Calls that are on the list, but not so.
  static let forbiddenArguments: [(String, [Int])] = [
    ("code that is mapped", [9, 0, 4096, readable | executable, isPrivate | anonymous]),
    ("shared memory", [9, 0, 4096, readable | writable, shared | anonymous]),
    ("memory that becomes code", [10, 0, 4096, readable | executable]),
    ("a copy of a descriptor", [72, 3, 0]),
    ("the flags of a descriptor", [72, 3, 4]),
    ("writing to what is not the standard error", [1, 3, 0, 0]),
    ("sending to an address", [44, 3, 0, 0, 0, 4096]),
    ("another limit", [302, 0, 7, 0, 0]),
    ("another process's limit", [302, 1, 0, 0, 0]),
    ("a signal to another process", [234, 1, 1, 0]),
  ]

  /// Calls that the filter lets through, and what the kernel says to these.
  static let allowed: [(String, [Int], Int32)] = [
    ("memory", [9, 0, 4096, readable | writable, isPrivate | anonymous], 0),
    ("memory back", [11, 0, 4096], 0),
    ("the seals of no descriptor", [72, noDescriptor, 1034], EBADF),
    ("its own limit of time", [302, 0, 0, 0, 0], 0),
    ("sending on no socket", [44, noDescriptor, 0, 0, 0, 0], EBADF),
    ("reading nothing", [0, noDescriptor, 0, 0], EBADF),
    ("closing nothing", [3, noDescriptor], EBADF),
  ]
}
