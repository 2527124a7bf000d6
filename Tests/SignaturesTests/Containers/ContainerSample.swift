import Digests
import Foundation

/// A container made for a test.
struct ContainerSample {
  var members: [(name: String, content: String)] = [
    ("sample.ndb", "Body:0:*:68656c6c6f21\nBad:0:*:x\n"),
    ("sample.hdb", "b1946ac92492d2347c6235b4d2611184:6:Hash\n"),
    ("sample.ign2", "Ignored\n"), ("later.ndb", "Ignored:0:*:68656c6c6f21\n"),
  ]
  var version = 7
  var infoVersion: Int?
  var isInfoSigned = true
  var isWholeSigned = true
  /// Changes a member after the list of members is made.
  var changed: (name: String, content: String)?

  /// The bytes of the file.
  func bytes() -> [UInt8] {
    var content = tar(named: "COPYING", Array("terms".utf8))
    content += tar(named: "sample.info", info())
    for member in members {
      let text = member.name == changed?.name ? changed!.content : member.content
      content += tar(named: member.name, Array(text.utf8))
    }
    content += [UInt8](repeating: 0, count: 1024)
    return header(content) + content
  }

  /// The same with its content packed by gzip.
  func packedBytes() throws -> [UInt8] {
    let plain = bytes()
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/gzip")
    process.arguments = ["-nc"]
    let (input, output) = (Pipe(), Pipe())
    process.standardInput = input
    process.standardOutput = output
    try process.run()
    try input.fileHandleForWriting.write(contentsOf: plain[512...])
    try input.fileHandleForWriting.close()
    let packed = Array(try output.fileHandleForReading.readToEnd() ?? Data())
    process.waitUntilExit()
    return header(packed) + packed
  }

  private func line(_ version: Int, md5: String, signature: String) -> String {
    "ClamAV-VDB:24 Nov 2026 10-00 +0000:\(version):3:90:\(md5):\(signature):builder:1795514400"
  }

  private func header(_ content: [UInt8]) -> [UInt8] {
    let md5 = Self.digest(content, .md5)
    let signature = isWholeSigned ? ContainerTestKeys.signature(ofMD5: md5) : "abc"
    let text = Array(line(version, md5: md5.hex, signature: signature).utf8)
    return text + [UInt8](repeating: 0x20, count: 512 - text.count)
  }

  private func info() -> [UInt8] {
    var text = line(infoVersion ?? version, md5: "X", signature: "X") + "\n"
    for member in members {
      let digest = Self.digest(Array(member.content.utf8), .sha256)
      text += "\(member.name):\(member.content.utf8.count):\(digest.hex)\n"
    }
    if isInfoSigned {
      let digest = Self.digest(Array(text.utf8), .sha256)
      text += "DSIG:\(ContainerTestKeys.signature(ofInfo: digest))\n"
    }
    return Array(text.utf8)
  }

  private func tar(named name: String, _ content: [UInt8]) -> [UInt8] {
    var block = [UInt8](repeating: 0, count: 512)
    block.replaceSubrange(0..<name.utf8.count, with: Array(name.utf8))
    let size = Array(String(content.count, radix: 8).utf8)
    block.replaceSubrange(
      124..<136, with: [UInt8](repeating: 0x30, count: 11 - size.count) + size + [0])
    block[156] = 0x30
    return block + content + [UInt8](repeating: 0, count: (512 - content.count % 512) % 512)
  }

  static func digest(_ bytes: [UInt8], _ algorithm: DigestAlgorithm) -> Digest {
    var stream = try! DigestStream(algorithm)
    unsafe bytes.withUnsafeBytes { unsafe stream.update($0) }
    return stream.finish()
  }
}
