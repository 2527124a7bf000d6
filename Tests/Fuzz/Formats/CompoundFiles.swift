// A fuzz target for compound files and what their streams hold. Built by Tests/Fuzz/run.

internal import Decoding

@testable internal import Formats

/// Properties, not results: nothing traps, and the streams together are no larger than the file.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzCompoundFile(_ data: UnsafePointer<UInt8>, _ size: Int) -> CInt {
  // libFuzzer's buffer is valid for the call.
  let input = unsafe Array(UnsafeBufferPointer(start: data, count: size))
  readStreams(input)
  // The signature is not to be guessed.
  readStreams([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1] + input)
  readStream(input)
  return 0
}

private func readStreams(_ input: [UInt8]) {
  guard var file = CompoundFile(input.span) else { return }
  var total = 0
  for index in file.entries.indices {
    _ = file.path(of: index)
    let stream = file.read(index, from: input.span)
    total += stream.bytes.count
    readStream(stream.bytes)
  }
  precondition(total <= input.count, "streams share sectors")
}

private func readStream(_ stream: [UInt8]) {
  let bytes = stream.span
  _ = WorkbookStream(bytes)
  _ = WordInformation(bytes)
  _ = FieldInstructions.areUnwanted(inStream: bytes)
  for storage in PresentationStream(bytes).storages {
    precondition(storage.offset + storage.byteCount <= bytes.count, "a storage beyond the stream")
  }
  if let object = NativeObject(stream: bytes) {
    precondition(object.offset + object.byteCount <= bytes.count, "an object beyond the stream")
  }
  if let file = OneNoteFile.next(in: bytes, from: 0) {
    precondition(file.offset + file.byteCount <= bytes.count, "a file beyond the section")
  }
  let source = VBACompression.decompress(
    bytes, at: VBASource.firstPlace(in: bytes) ?? 0, bytesMax: 1 << 20)
  precondition(source.bytes.count <= 1 << 20, "more than the limit")
  _ = VBADirectory.modules(source.bytes.span)
  _ = VBADirectory.modules(bytes)
}
