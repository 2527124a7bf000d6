// A fuzz target for EntryHeader and KeyText: files that anybody may have written.
// Built by Tests/Fuzz/run.

@testable internal import Quarantine

/// The input is the beginning of an entry, and the text of a key.
///
/// No input traps; a header that is read is written the same, names a file of a size that can be counted, and
/// has nothing in its verdict that a terminal would obey; a key that is read is written and read the same.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzEntryHeader(_ data: UnsafePointer<UInt8>, _ size: Int) -> CInt {
  // libFuzzer's buffer is valid for the call.
  let input = unsafe Array(UnsafeBufferPointer(start: data, count: size))
  if let header = EntryHeader(encoded: Array(input.prefix(EntryHeader.bytes))) {
    precondition(header.encoded == Array(input.prefix(EntryHeader.bytes)))
    precondition(header.fileBytes >= EntryHeader.bytes + header.bodyBytes + header.evidenceBytes)
    precondition(header.verdict.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F })
  }
  let word = QuarantinePublicKey.word
  if let key = KeyText.key(in: input, word: word) {
    precondition(key.count == 32)
    let text = KeyText.text(of: key, word: word, remark: "written again")
    precondition(KeyText.key(in: Array(text.utf8), word: word) == key)
  }
  return 0
}
