internal import CInspectors
internal import Glibc
internal import Primitives

extension Sandbox {
  /// Who an inspector is where Cordon is root: nobody.
  private static let nobody: UInt32 = 65534

  /// Gives the process a network and a file system of its own and makes it nobody, as far as the host
  /// allows.
  static func separate(_ layers: SandboxLayers) throws(Errno) -> SandboxLayers {
    var closed: SandboxLayers = []
    let isRoot = geteuid() == 0
    let kinds = CLONE_NEWNET | CLONE_NEWNS | CLONE_NEWIPC | CLONE_NEWUTS
    // Root needs no user namespace, and must not have one: its user would still own root's files.
    let isApart = cordon_inspectors_unshare(isRoot ? kinds : kinds | CLONE_NEWUSER) == 0
    if isApart {
      closed.insert(.network)
      if layers.contains(.files), emptyFiles() { closed.insert(.files) }
    }
    if isRoot {
      guard cordon_inspectors_become(nobody, nobody) == 0 else { throw Errno.last }
    }
    // Those that a namespace has given, and those that a service was started with.
    guard cordon_inspectors_drop_capabilities() == 0 else { throw Errno.last }
    closed.insert(.user)
    return closed
  }

  /// Makes a file system with nothing in it the root.
  private static func emptyFiles() -> Bool {
    let (recursive, private_) = (UInt(MS_REC), UInt(MS_PRIVATE))
    guard unsafe cordon_inspectors_mount(nil, "/", nil, recursive | private_, nil) == 0 else {
      return false
    }
    // Any directory will do for what becomes the root, and this one is needed to get here.
    let place = "/proc"
    let flags = UInt(MS_NOSUID) | UInt(MS_NODEV) | UInt(MS_NOEXEC)
    guard
      unsafe cordon_inspectors_mount(
        "none", place, "tmpfs", flags, "size=4k,nr_inodes=1,mode=0555") == 0,
      unsafe chdir(place) == 0
    else { return false }
    // The old root lies upon the new one then, and is taken away.
    guard unsafe cordon_inspectors_pivot_root(".", ".") == 0 else { return false }
    guard unsafe cordon_inspectors_unmount(".", Int32(MNT_DETACH)) == 0 else { return false }
    let readOnly = UInt(MS_REMOUNT) | UInt(MS_RDONLY) | flags
    _ = unsafe cordon_inspectors_mount(nil, "/", nil, readOnly, nil)
    return unsafe chdir("/") == 0
  }

  /// Takes all rights to paths, ports, other processes' abstract sockets and signals, as far as the
  /// kernel's Landlock knows them; its version.
  static func lockPaths() -> Int? {
    let version = Int(cordon_inspectors_landlock_version())
    guard version >= 1 else { return nil }
    // From <linux/landlock.h> of newer kernels than the oldest that Cordon runs on: how many of the lowest
    // bits are rights, by the version of the interface.
    let paths: UInt64 =
      switch version {
      case 1: 13
      case 2: 14
      case 3, 4: 15
      default: 16
      }
    let rights: [UInt64] = [1 << paths - 1, version >= 4 ? 0b11 : 0, version >= 6 ? 0b11 : 0]
    let words = version >= 6 ? 3 : version >= 4 ? 2 : 1
    return unsafe cordon_inspectors_landlock(rights, words * 8) == 0 ? version : nil
  }
}
