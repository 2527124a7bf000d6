import CInspectors
import Glibc
import Inspectors

// Closes a sandbox around itself, as an inspector does, and tries one thing from inside:
//
//   SandboxProbe LAYERS call NUMBER [A B C D E]    a system call, by numbers
//   SandboxProbe LAYERS open PATH | connect | memory BYTES | spin | describe
//
// LAYERS is the number of a SandboxLayers. Exits with 0 where the call succeeded, with its errno where it
// failed, and with 254 where a layer that was asked for is not to be had here.

let arguments = CommandLine.arguments
guard arguments.count >= 3, let layers = UInt32(arguments[1]) else { exit(255) }
let asked = SandboxLayers(rawValue: layers)
let limits = InspectorLimits(memoryBytesMax: 64 << 20, cpuMillisecondsMax: 1000)

// Who runs tests blocks signals, and a program inherits that.
var none = sigset_t()
unsafe sigemptyset(&none)
unsafe sigprocmask(SIG_SETMASK, &none, nil)

/// What is tried, made ready before the sandbox closes.
let words = arguments.dropFirst(3).map { UInt(truncatingIfNeeded: Int($0) ?? 0) }
let path = arguments.count > 3 ? arguments[3] : ""

let state = try? Sandbox.enter(limits, layers: asked)
guard let state, state.layers.isSuperset(of: asked) else { exit(254) }

/// The way a call ended.
func conclude(_ result: Int) -> Never { _exit(result < 0 ? errno : 0) }

/// Connects to this host.
func connect(toPort port: UInt16) -> Int {
  let number = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
  guard number >= 0 else { return -1 }
  var address = sockaddr_in()
  address.sin_family = sa_family_t(AF_INET)
  address.sin_port = port.bigEndian
  address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
  return unsafe withUnsafePointer(to: &address) { name in
    unsafe name.withMemoryRebound(to: sockaddr.self, capacity: 1) {
      unsafe Int(Glibc.connect(number, $0, socklen_t(MemoryLayout<sockaddr_in>.size)))
    }
  }
}

switch arguments[2] {
case "call":
  let word = { (place: Int) in place < words.count ? words[place] : 0 }
  conclude(
    Int(cordon_inspectors_call(Int(word(0)), word(1), word(2), word(3), word(4), word(5))))
case "open":
  let number = unsafe open(path, O_RDONLY)
  conclude(Int(number))
case "connect":
  // Nobody listens on the first port.
  conclude(connect(toPort: 1))
case "memory":
  let memory = unsafe mmap(
    nil, Int(words[0]), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
  conclude(unsafe memory == MAP_FAILED ? -1 : 0)
case "spin":
  Sandbox.limitTime(limits)
  while true {}
case "describe":
  _exit(Int32(getuid() == 0 ? 1 : 0))
default: exit(255)
}
