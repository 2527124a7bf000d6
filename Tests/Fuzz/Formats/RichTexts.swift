// A fuzz target for Rich Text and the objects in it. Built by Tests/Fuzz/run.

internal import Decoding
@testable internal import Formats

/// Properties, not results: nothing traps, and data is no longer than the text that it was read from.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzRichText(_ data: UnsafePointer<UInt8>, _ size: Int) -> CInt {
  // libFuzzer's buffer is valid for the call.
  let input = unsafe Array(UnsafeBufferPointer(start: data, count: size))
  for text in [input, Array("{\\rtf1{\\object{\\*\\objdata ".utf8) + input] {
    let document = RichText(text.span)
    let total = document.data.reduce(0) { $0 + $1.bytes.count }
    precondition(total <= text.count, "more data than text")
    for data in document.data {
      if let object = OLE1Object(data.bytes.span), let offset = object.offset {
        let native = data.bytes.span.extracting(offset..<offset + object.byteCount)
        _ = NativeObject(native: native)
      }
    }
  }
  _ = OLE1Object(input.span)
  let unpacked = CompressedRichText.decompress(input.span, bytesMax: 1 << 16)
  precondition(unpacked.bytes.count < 1 << 16 + 32, "more than asked for")
  for offset in ActiveMimeFile.offsets(input.span) { precondition(offset < input.count) }
  return 0
}
