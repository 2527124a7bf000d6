extension Host {
  /// The names of ``ringFeatures``, from bit 0 up: `IORING_FEAT_*` of linux/io_uring.h. Bits that
  /// are newer than this list are left out.
  public var ringFeatureNames: [String] {
    Self.features.enumerated().filter { ringFeatures >> UInt32($0.offset) & 1 == 1 }.map(\.element)
  }

  private static let features = [
    "SINGLE_MMAP", "NODROP", "SUBMIT_STABLE", "RW_CUR_POS", "CUR_PERSONALITY", "FAST_POLL",
    "POLL_32BITS", "SQPOLL_NONFIXED", "EXT_ARG", "NATIVE_WORKERS", "RSRC_TAGS", "CQE_SKIP",
    "LINKED_FILE", "REG_REG_RING", "RECVSEND_BUNDLE", "MIN_TIMEOUT", "RW_ATTR", "NO_IOWAIT",
  ]
}
