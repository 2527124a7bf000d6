import Configuration
import Inspection
import Testing

/// One limit, set by its name.
@Suite struct SettingTests {
  @Test func aLimitIsSetAsTheFileWritesIt() throws {
    var limits = Limits()
    try limits.set("unpackDepthMax", to: "3")
    try limits.set("unpackBytesMax", to: "2MiB")
    try limits.set("unpackTime", to: "1500ms")
    #expect(limits.inspection.depthMax == 3)
    #expect(limits.inspection.unpackedBytesMax == 2 << 20)
    #expect(limits.inspection.timeMilliseconds == 1500)
  }

  @Test(arguments: [
    ("unpackDepthMax", "0"), ("unpackDepthMax", "65"), ("unpackDepthMax", "+3"),
    ("unpackDepthMax", ""), ("unpackBytesMax", "2MB"), ("unpackTime", "3"), ("unpackDept", "3"),
  ])
  func whatIsNoValueOfALimitIsRefused(_ name: String, _ text: String) {
    var limits = Limits()
    let fault = #expect(throws: Limits.SettingFault.self) { try limits.set(name, to: text) }
    #expect(fault?.description.contains(name) == true)
    #expect(limits == Limits())
  }
}
