@testable import Decoding

/// "hello hello hello" in each coding.
enum PackedSamples {
  static let plain = Array("hello hello hello".utf8)

  static let all: [(coding: Coding, bytes: [UInt8])] = [
    (.deflate, hex("cb48cdc9c957c8409000")),
    (.deflate64, hex("cb48cdc9c957c8409000")),
    (.zlib, hex("78dacb48cdc9c957c84090003a2e067d")),
    (.gzip, hex("1f8b0800000000000203cb48cdc9c957c84090008088f9e511000000")),
    (
      .bzip2,
      hex(
        "425a68393141592653599e625bfe0000" + "02910040000244a00021146066"
          + "8291ef23470bb9229c28484f312dff00")
    ),
    (
      .xz,
      hex(
        "fd377a585a0000016922de3602002101" + "0c0000008f98419ce00010000c5d0034"
          + "1949db855c67722a610000008088f9e5" + "000124117f74debb9042990d01000000"
          + "0001595a")
    ),
    (.lzma, hex("5d00100000" + "ffffffffffffffff" + lzmaData)),
    (.zipLZMA, hex("09140500" + "5d00100000" + lzmaData)),
    (
      .lzip,
      hex("4c5a4950010c" + lzmaData + "8088f9e5" + "1100000000000000" + "2c00000000000000")
    ),
    (.zstd, hex("28b52ffd241165000030" + "68656c6c6f20010031" + "4a11a2ed1e0c")),
    (
      .lz4,
      hex("04224d186440a711000080" + "68656c6c6f2068656c6c6f2068656c6c6f" + "00000000b1cd9b87")
    ),
    (.brotli, hex("a18000c06fa474f326aa32b46403790b78e200e300")),
    (.compress, hex("1f9d9068cab061f30644c081050f1204")),
  ]

  /// The same by LZMA with an end marker.
  private static let lzmaData = "00341949ee8de94f7f35c5a3ffff78a40000"

  private static func hex(_ digits: String) -> [UInt8] {
    let values = digits.utf8.map { UInt8($0 < 58 ? $0 - 48 : $0 - 87) }
    return stride(from: 0, to: values.count, by: 2).map { values[$0] << 4 | values[$0 + 1] }
  }
}
