# What Cordon needs of a host that no package brings: Swift, the kernel, io_uring.
#
# Sourced. Each function is silent where all is well; else it prints one line to standard error, what
# is wrong and what to do, and returns 1. Nothing here changes the host.

swiftFloor=6.2
kernelFloor=6.1
# The tests of these lines give a file of their own.
ringSwitch=${CORDON_RING_SWITCH:-/proc/sys/kernel/io_uring_disabled}

wrong() {
  echo "error: $*" >&2
  return 1
}

# Whether version $1 (MAJOR.MINOR…) is at least $2 (MAJOR.MINOR).
atLeast() {
  [[ $1 =~ ^([0-9]+)\.([0-9]+) ]] || return 1
  local major=${BASH_REMATCH[1]} minor=${BASH_REMATCH[2]}
  ((major > ${2%.*} || (major == ${2%.*} && minor >= ${2#*.})))
}

requireSwift() {
  local text version install
  install="install Swift 6.3 (swift.org/install/linux) and put its usr/bin on PATH"
  if ! command -v swift >/dev/null; then
    wrong "Swift is missing: $install"
    return
  fi
  text=$(swift --version 2>&1 </dev/null) || true
  if [[ ! $text =~ Swift\ version\ ([0-9]+\.[0-9]+[0-9.]*) ]]; then
    wrong "\`swift --version\` does not work: see what it prints, or $install"
    return
  fi
  version=${BASH_REMATCH[1]}
  atLeast "$version" "$swiftFloor" ||
    wrong "Swift is $version, and $swiftFloor or newer is needed: $install"
}

requireKernel() {
  local release
  release=$(uname -r)
  atLeast "$release" "$kernelFloor" ||
    wrong "the kernel is Linux $release, and $kernelFloor or newer is needed:" \
      "boot a newer one (Debian 12 has 6.1; a container has its host's)"
}

# The switch that an administrator has: 0 for all, 1 for the privileged, 2 for nobody. Kernels before
# 6.6 have none.
requireRing() {
  local switch=0
  if [[ -r $ringSwitch ]]; then switch=$(<"$ringSwitch"); fi
  if ringIsAllowed; then return 0; fi
  case $switch in
    0)
      wrong "io_uring is not allowed here, though the kernel's switch is on: in a container," \
        "its seccomp profile must allow io_uring_setup, io_uring_enter and io_uring_register" \
        "(Docker and Podman: --security-opt seccomp=unconfined, or a profile of your own)"
      ;;
    1)
      wrong "io_uring is switched off for this user (kernel.io_uring_disabled = 1):" \
        "run as root, or run \`sysctl kernel.io_uring_disabled=0\` on the host"
      ;;
    *)
      wrong "io_uring is switched off (kernel.io_uring_disabled = $switch):" \
        "run \`sysctl kernel.io_uring_disabled=0\` as root on the host"
      ;;
  esac
}

# Makes a ring of one entry and drops it. Perl is part of every Debian; where it is not, the switch
# alone is judged, and `cordon check` finds out the rest once it is built.
ringIsAllowed() {
  if [[ -n ${CORDON_RING_PROBE:-} ]]; then
    "$CORDON_RING_PROBE"
  elif command -v perl >/dev/null; then
    # io_uring_setup(2) has this number on all architectures but Alpha.
    perl -e 'my $parameters = "\0" x 120; exit(syscall(425, 1, $parameters) < 0)'
  else
    [[ ! -r $ringSwitch || $(<"$ringSwitch") == 0 || ($(<"$ringSwitch") == 1 && $(id -u) == 0) ]]
  fi
}

requireAll() {
  requireSwift && requireKernel && requireRing
}
