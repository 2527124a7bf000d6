import Configuration
import Glibc
import Testing

@Suite struct LoadTests {
  private func problems(bytes: [UInt8]) throws -> (file: String, problems: [String]) {
    var path = Array("/tmp/cordon-configuration-XXXXXX".utf8CString)
    let descriptor = unsafe mkstemp(&path)
    try #require(descriptor >= 0)
    let file = String(
      decoding: path.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    defer {
      close(descriptor)
      unsafe unlink(file)
    }
    try #require(unsafe write(descriptor, bytes, bytes.count) == bytes.count)
    do {
      _ = try Configuration.load(path: file, availableCores: 1)
      return (file, [])
    } catch {
      return (file, error.problems.map(\.description))
    }
  }

  @Test func aGoodFileIsLoaded() throws {
    #expect(try problems(bytes: Array(Sample.minimal.utf8)).problems == [])
  }

  @Test func aMissingFileIsNamed() {
    #expect(throws: ConfigurationError.self) {
      try Configuration.load(path: "/nowhere/cordon.yaml")
    }
    do {
      _ = try Configuration.load(path: "/nowhere/cordon.yaml")
    } catch {
      #expect(
        error.description
          == "/nowhere/cordon.yaml: found No such file or directory, expected a readable file")
    }
  }

  @Test func aDirectoryIsNoFile() {
    do {
      _ = try Configuration.load(path: "/")
      Issue.record("a directory was read")
    } catch {
      #expect(error.description == "/: found Is a directory, expected a readable file")
    }
  }

  @Test func bytesThatAreNotTextAreRefusedWithTheirLine() throws {
    let result = try problems(bytes: Array("workers: 1\nadmin: ".utf8) + [0xFF, 0x0A])
    #expect(
      result.problems == ["\(result.file):2: found bytes that are not UTF-8, expected UTF-8 text"])
  }

  @Test func aFileLargerThanTheLimitIsRefused() throws {
    let result = try problems(
      bytes: [UInt8](repeating: 0x23, count: Configuration.fileBytesMax + 1))
    #expect(result.problems == ["\(result.file): found a larger file, expected at most 1MiB"])
  }
}
