internal import CZlib

/// Checksums that archives carry.
public enum Checksum {
  /// The CRC-32 of ZIP, gzip and others: ISO 3309, section 8.1.1.6.2.
  public static func crc32(_ bytes: Span<UInt8>) -> UInt32 {
    unsafe bytes.withUnsafeBufferPointer { bytes in
      UInt32(truncatingIfNeeded: unsafe crc32_z(0, bytes.baseAddress, z_size_t(bytes.count)))
    }
  }
}
