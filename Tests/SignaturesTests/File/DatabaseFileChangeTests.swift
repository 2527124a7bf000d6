import Foundation
import Testing

@testable import Signatures

/// Files that are written, replaced and cut short while others use them.
@Suite struct DatabaseFileChangeTests {
  private func names(_ sample: DatabaseFileSample) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: sample.directory.path)
  }

  @Test func `who has the old file open keeps it`() throws {
    let sample = try DatabaseFileSample(seed: 1)
    let old = try SignatureDatabase.open(path: sample.path)
    let other = try DatabaseFileSample(seed: 2)
    try SignatureDatabase.build(try other.set(seed: 2), path: sample.path)
    let new = try SignatureDatabase.open(path: sample.path)
    #expect(old.version != new.version)
    #expect(old.signatureName(SignatureIndex(rawValue: 1)) == "Second.Body.1")
    #expect(new.signatureName(SignatureIndex(rawValue: 1)) == "Second.Body.2")
    for (database, present, absent) in [(old, sample, other), (new, other, sample)] {
      var reader = HashReader(database.hashes)
      for (number, hash) in present.hashes.enumerated() {
        let size = hash.size ?? 3
        #expect(reader.find(hash.digest, kind: hash.kind, size: size) == .found(UInt32(number)))
      }
      for hash in absent.hashes {
        #expect(reader.find(hash.digest, kind: hash.kind, size: hash.size ?? 3) == .absent)
      }
    }
    #expect(try names(sample) == ["signatures.cordon"])
  }

  @Test func `a file that is cut short while it is open gives errors, not absence`() throws {
    let sample = try DatabaseFileSample()
    let database = try SignatureDatabase.open(path: sample.path)
    let handle = try #require(FileHandle(forWritingAtPath: sample.path))
    try handle.truncate(atOffset: 100)
    var reader = HashReader(database.hashes)
    for hash in sample.hashes {
      #expect(reader.find(hash.digest, kind: hash.kind, size: hash.size ?? 3) == .damaged)
    }
    // What is resident is still there.
    #expect(database.signatureName(SignatureIndex(rawValue: 0)) == "First.Body")
    #expect(database.signatureName(database.signature(onHash: 0)) == "unreadable-name")
    #expect(throws: DatabaseFileError.self) { try database.file.check() }
  }

  @Test func `another process's descriptors are enough`() throws {
    let sample = try DatabaseFileSample()
    let file = try DatabaseFile.open(path: sample.path)
    try FileManager.default.removeItem(atPath: sample.path)
    let adopted = try SignatureDatabase.adopt(
      file: dup(file.fileDescriptor), image: dup(file.imageDescriptor), path: "shared")
    #expect(adopted.signatureName(SignatureIndex(rawValue: 1)) == "Second.Body.1")
    var reader = HashReader(adopted.hashes)
    let hash = sample.hashes[7]
    #expect(reader.find(hash.digest, kind: hash.kind, size: hash.size ?? 3) == .found(7))
    // Memory that could still change is not taken.
    #expect(throws: DatabaseFileError(path: "shared", .damaged("shared memory"))) {
      try DatabaseFile.adopt(
        file: dup(file.fileDescriptor), image: dup(file.fileDescriptor), path: "shared")
    }
  }

  @Test func `resident memory is sealed`() throws {
    let sample = try DatabaseFileSample(hashCount: 10)
    let file = try DatabaseFile.open(path: sample.path)
    #expect(ftruncate(file.imageDescriptor, 0) == -1)
    var byte: UInt8 = 1
    #expect(unsafe pwrite(file.imageDescriptor, &byte, 1, 0) == -1)
    // A database that was compiled in memory needs no second copy.
    let database = try SignatureDatabase(try sample.set(seed: 1))
    #expect(database.file.imageDescriptor == database.file.fileDescriptor)
    #expect(ftruncate(database.file.fileDescriptor, 0) == -1)
  }

  @Test func `a build that fails leaves nothing behind`() throws {
    let sample = try DatabaseFileSample(hashCount: 10)
    let set = try sample.set(seed: 1)
    let missing = sample.directory.appending(path: "missing/file").path
    #expect(throws: DatabaseFileError(path: missing, .write(errno: ENOENT))) {
      try SignatureDatabase.build(set, path: missing)
    }
    let occupied = sample.directory.appending(path: "occupied")
    try FileManager.default.createDirectory(at: occupied, withIntermediateDirectories: true)
    #expect(throws: DatabaseFileError(path: occupied.path, .notAFile)) {
      try SignatureDatabase.build(set, path: occupied.path)
    }
    #expect(try names(sample).sorted() == ["occupied", "signatures.cordon"])
  }

  @Test func `a full disk is an error that says so, and the old file stays`() throws {
    let sample = try DatabaseFileSample()
    let disk = sample.directory.appending(path: "disk").path
    try FileManager.default.createDirectory(atPath: disk, withIntermediateDirectories: true)
    guard unsafe mount("tmpfs", disk, "tmpfs", 0, "size=256k") == 0 else { return }
    defer { _ = unsafe umount2(disk, Int32(MNT_DETACH)) }
    let path = "\(disk)/signatures.cordon"
    let small = try DatabaseFileSample(hashCount: 5)
    try SignatureDatabase.build(try small.set(seed: 1), path: path)
    let before = try Data(contentsOf: URL(filePath: path))
    let large = try DatabaseFileSample(hashCount: 20_000)
    let error = #expect(throws: DatabaseFileError.self) {
      try SignatureDatabase.build(try large.set(seed: 1), path: path)
    }
    #expect(error?.reason == .write(errno: ENOSPC))
    #expect(error?.description.hasSuffix("No space left on device") == true)
    #expect(try FileManager.default.contentsOfDirectory(atPath: disk) == ["signatures.cordon"])
    #expect(try Data(contentsOf: URL(filePath: path)) == before)
  }

  @Test func `many readers look up while the file is replaced`() throws {
    let sample = try DatabaseFileSample()
    let path = sample.path
    let hashes = sample.hashes
    DispatchQueue.concurrentPerform(iterations: 8) { turn in
      do {
        if turn % 4 == 0 {
          try SignatureDatabase.build(try sample.set(seed: 1), path: path)
        }
        let database = try SignatureDatabase.open(path: path)
        var reader = HashReader(database.hashes)
        for (number, hash) in hashes.enumerated() {
          let size = hash.size ?? 3
          #expect(reader.find(hash.digest, kind: hash.kind, size: size) == .found(UInt32(number)))
        }
      } catch {
        Issue.record(error)
      }
    }
    #expect(try names(sample) == ["signatures.cordon"])
  }
}
