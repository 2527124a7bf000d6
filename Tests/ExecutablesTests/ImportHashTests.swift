import Digests
import Executables
import Testing

@Suite struct ImportHashTests {
  private func hash(_ file: BuiltWindows) throws -> ImportHash? {
    let bytes = file.bytes
    let layout = ExecutableLayout(bytes.span, format: .portableExecutable)
    return try ImportHash(bytes.span, layout: try #require(layout))
  }

  private func expected(_ text: String) throws -> String { try Claims.md5(Array(text.utf8)[...]) }

  private static let tail = [UInt8](repeating: 0, count: 300)

  @Test func `functions are named in small letters behind their library, without its extension`()
    throws
  {
    let file = BuiltWindows(
      libraries: [
        ("KERNEL32.dll", [.named("ExitProcess"), .named("Sleep")]), ("a.ocx.sys", [.named("F_1")]),
        ("b.exe", [.named("g")]),
      ], tail: Self.tail)
    let text = "kernel32.exitprocess,kernel32.sleep,a.f_1,b.exe.g"
    let hash = try #require(try hash(file))
    #expect(hash.digest.hex == (try expected(text)))
    #expect(hash.byteCount == UInt64(text.utf8.count))
  }

  @Test func `numbers of known libraries have names, others are told as numbers`() throws {
    let file = BuiltWindows(
      libraries: [
        ("WS2_32.DLL", [.numbered(1), .numbered(115)]), ("oleaut32.dll", [.numbered(2)]),
        ("other.dll", [.numbered(7)]),
      ], tail: Self.tail)
    let text = "ws2_32.accept,ws2_32.wsastartup,oleaut32.sysallocstring,other.ord7"
    #expect(try hash(file)?.digest.hex == (try expected(text)))
  }

  @Test func `a name in the last 258 bytes of the file is passed over`() throws {
    var file = BuiltWindows(libraries: [("a.dll", [.named("f")])])
    // The name and its hint begin 18 bytes before the end of what is built.
    for (tail, byteCount) in [(0, 0), (100, 0), (239, 0), (240, 3)] {
      file.tail = [UInt8](repeating: 0, count: tail)
      #expect(try hash(file)?.byteCount ?? 0 == UInt64(byteCount), "\(tail)")
    }
  }

  @Test func `files with wide addresses have no hash`() throws {
    var file = BuiltWindows(libraries: [("a.dll", [.named("f")])], tail: Self.tail)
    file.isWide = true
    #expect(try hash(file) == nil)
  }
}
