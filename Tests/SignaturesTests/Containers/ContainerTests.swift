import Foundation
import Signatures
import Testing

@Suite final class ContainerTests {
  private let directory = FileManager.default.temporaryDirectory
    .appending(path: "cordon-containers-\(UUID().uuidString)")

  init() throws {
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: directory) }

  private func write(_ bytes: [UInt8], _ name: String) throws -> String {
    let file = directory.appending(path: name)
    try Data(bytes).write(to: file)
    return file.path
  }

  /// Reads a container with the tests' keys.
  private func read(_ bytes: [UInt8], _ name: String = "sample.cvd") throws -> LoadReport {
    var options = SignatureSet.Options()
    options.keys = ContainerTestKeys.keys
    var set = SignatureSet(options: options)
    try set.add(file: try write(bytes, name))
    return set.report
  }

  private func fault(_ bytes: [UInt8], _ name: String = "sample.cvd") throws -> ContainerFault? {
    do {
      _ = try read(bytes, name)
      return nil
    } catch let error as LoadError {
      guard case .damagedContainer(let path, let fault) = error else { throw error }
      #expect(path.hasSuffix(name))
      return fault
    }
  }

  @Test(arguments: ["sample.cvd", "sample.cld"], [false, true])
  func `The members of a signed container are read, packed or not`(name: String, isPacked: Bool)
    throws
  {
    let sample = ContainerSample()
    let report = try read(isPacked ? try sample.packedBytes() : sample.bytes(), name)
    #expect(
      report.files.map(\.name)
        == ["sample.ndb", "sample.hdb", "sample.ign2", "later.ndb"].map { "\(name)/\($0)" })
    #expect(report.files.map(\.usedCount) == [1, 1, 1, 0])
    #expect(report.files[0].unused.map(\.reason) == [.malformed(.pattern)])
    #expect(report.files[3].unused.map(\.reason) == [.ignored])
    let container = try #require(report.containers.first)
    #expect(container.version == 7)
    #expect(container.builder == "builder")
    #expect(container.isSigned)
    #expect(
      report.description.hasPrefix("\(name): version 7 of 24 Nov 2026 10-00 +0000 by builder"))
  }

  @Test func `A container that is not meant to be signed is read without a signature`() throws {
    var sample = ContainerSample(isInfoSigned: false, isWholeSigned: false)
    #expect(try read(sample.bytes(), "sample.cud").usedCount == 3)
    sample.isInfoSigned = true
    #expect(try fault(sample.bytes(), "sample.cud") == .info(line: 6))
  }

  @Test func `Signatures are asked for, and those of other keys are refused`() throws {
    let unsigned = ContainerSample(isInfoSigned: false).bytes()
    #expect(try fault(unsigned) == .infoUnsigned)
    #expect(try fault(unsigned, "sample.cld") == .infoUnsigned)
    #expect(try fault(ContainerSample(isWholeSigned: false).bytes()) == .signature)
    var set = SignatureSet()
    let path = try write(ContainerSample().bytes(), "sample.cvd")
    #expect(throws: LoadError.self) { try set.add(file: path) }
  }

  /// An updater leaves the MD5 of the container that it has changed, as clamscan knows.
  @Test func `The MD5 of a container that is not signed as a whole says nothing`() throws {
    func withoutDigest(_ sample: ContainerSample) -> [UInt8] {
      var bytes = sample.bytes()
      var fields = 0
      for place in 0..<512 {
        if bytes[place] == 0x3a { fields += 1 } else if fields == 5 { bytes[place] = 0x30 }
      }
      return bytes
    }
    let plain = ContainerSample(isInfoSigned: false, isWholeSigned: false)
    #expect(try read(withoutDigest(plain), "sample.cud").usedCount == 3)
    #expect(try read(withoutDigest(ContainerSample()), "sample.cld").usedCount == 3)
    #expect(try fault(withoutDigest(ContainerSample())) == .digest)
  }

  @Test func `What is changed after signing is found`() throws {
    var bytes = ContainerSample().bytes()
    bytes[bytes.count - 1100] ^= 1
    #expect(try fault(bytes) == .digest)
    let changed = ContainerSample(
      changed: ("sample.hdb", "a1946ac92492d2347c6235b4d2611184:6:Hash\n"))
    #expect(try fault(changed.bytes()) == .changedMember("sample.hdb"))
    let longer = ContainerSample(changed: ("sample.hdb", "x"))
    #expect(try fault(longer.bytes(), "sample.cld") == .changedMember("sample.hdb"))
    #expect(try fault(ContainerSample(infoVersion: 6).bytes()) == .infoHeader)
  }

  @Test func `Archives with anything but plain files, and unlisted members, are refused`() throws {
    var sample = ContainerSample(isInfoSigned: false)
    for name in ["a/b.ndb", "../x.ndb", "inner.cvd"] {
      sample.members = [(name, "")]
      #expect(try fault(sample.bytes(), "sample.cud") != nil)
    }
    sample = ContainerSample(isInfoSigned: false)
    var bytes = sample.bytes()
    // The type of the first member: a directory.
    bytes[512 + 156] = 0x35
    #expect(try fault(bytes, "sample.cud") == .archive)
    bytes = sample.bytes()
    // The name of the last member.
    let place = try #require(bytes.lastRange(of: Array("later.ndb".utf8)))
    bytes[place.lowerBound] = 0x6d
    #expect(try fault(bytes, "sample.cud") == .unlistedMember("mater.ndb"))
  }

  @Test func `A container cut short anywhere is an error, or is as good as whole`() throws {
    let sample = ContainerSample(isInfoSigned: false)
    let packed = try sample.packedBytes()
    for length in stride(from: packed.count - 1, through: 0, by: -7) {
      #expect(try fault(Array(packed[..<length]), "sample.cud") != nil)
    }
    let plain = sample.bytes()
    let content = try #require(plain.lastIndex { $0 != 0 })
    for length in stride(from: 0, to: plain.count, by: 61) {
      // Of the end, padding and whole blocks of zeros may be missing.
      let end = (content / 512 + 1) * 512
      let isWhole = length > content && (length <= end || length >= end + 512)
      #expect(try (fault(Array(plain[..<length]), "sample.cud") == nil) == isWhole)
    }
  }

  @Test func `Garbage is no container`() throws {
    #expect(try fault([], "sample.cud") == .header)
    #expect(try fault(Array("ClamAV-VDB:a:b".utf8), "sample.cld") == .header)
    var bytes = ContainerSample(isInfoSigned: false).bytes()
    for place in 512..<bytes.count { bytes[place] = UInt8(truncatingIfNeeded: place &* 167 >> 3) }
    #expect(try fault(bytes, "sample.cud") != nil)
    bytes[512] = 0x1f
    bytes[513] = 0x8b
    #expect(try fault(bytes, "sample.cud") == .compression)
  }

  @Test func `Of two forms of a container the newer is read, and ignore lists come first`() throws {
    for (cvd, cld, read) in [(7, 7, "cld"), (8, 7, "cvd"), (7, 8, "cld")] {
      _ = try write(ContainerSample(version: cvd).bytes(), "main.cvd")
      _ = try write(ContainerSample(version: cld).bytes(), "main.cld")
      _ = try write([], "a.ndb")
      _ = try write([], "z.ign2")
      _ = try write([], ".hidden.ndb")
      _ = try write([], "main.info")
      _ = try write(ContainerSample().bytes(), "daily.cvd")
      let names = try DatabaseFiles(directory: directory.path).paths.map {
        URL(filePath: $0).lastPathComponent
      }
      #expect(names == ["z.ign2", "daily.cvd", "a.ndb", "main.\(read)"])
    }
  }
}

/// Containers that ClamAV's makers signed, in the corpus of its unit tests.
@Suite(.enabled(if: Corpora.directory != nil)) struct SignedContainerTests {
  @Test func `Containers signed by ClamAV's makers are read as clamscan counts them`() throws {
    let directory = try TemporaryDirectory()
    try Corpora.unpack("clamav-unit-tests", into: directory.url)
    // What clamscan 1.4.6 says of each as known, bytecode aside.
    let known = [
      "bytecode": 2, "test-1": 0, "test-2": 0, "test-3": 7, "test-4": 8, "test-5": 9, "test-6": 10,
    ]
    var found = 0
    let files = FileManager.default.enumerator(at: directory.url, includingPropertiesForKeys: nil)
    while let file = files?.nextObject() as? URL {
      guard file.pathExtension == "cvd" else { continue }
      var set = SignatureSet()
      try set.add(file: file.path)
      #expect(set.report.usedCount == known[file.deletingPathExtension().lastPathComponent])
      #expect(set.report.containers.first?.isSigned == true)
      found += 1
      // One bit of the content, and one of the signature.
      for place in [600, 120] {
        var bytes = Array(try Data(contentsOf: file))
        bytes[place] ^= 1
        let changed = directory.url.appending(path: "changed.cvd")
        try Data(bytes).write(to: changed)
        #expect(throws: LoadError.self) { try set.add(file: changed.path) }
        try FileManager.default.removeItem(at: changed)
      }
    }
    #expect(found == known.count)
  }

  /// Whether lines are read, and not evaluated.
  private static func isRead(_ unused: LoadReport.Unused) -> Bool {
    if case .conditionNotEvaluated = unused.reason { return true }
    return false
  }

  @Test func `Every line of the shared databases is read, as clamscan counts them`() throws {
    let directory = try TemporaryDirectory()
    try Corpora.unpack("signatures", into: directory.url)
    let known = [
      "daily.ndb": 258, "main.fp": 513, "main-20k.hdb": 20_000, "main-even.ldb": 19_463,
      "daily.fp": 483, "rfxn.ndb": 1940, "rfxn.hdb": 9036, "ditekshen.ldb": 157,
      "indicator_rmm.ldb": 18,
    ]
    var found = 0
    let files = FileManager.default.enumerator(at: directory.url, includingPropertiesForKeys: nil)
    while let file = files?.nextObject() as? URL {
      guard let count = known[file.lastPathComponent] else { continue }
      var set = SignatureSet()
      try set.add(file: file.path)
      #expect(set.report.usedCount + set.report.unusedCount == count, "\(set.report)")
      #expect(set.report.files[0].unused.allSatisfy(Self.isRead), "\(set.report)")
      found += 1
    }
    #expect(found == known.count)
  }
}
