internal import CHyperscan

/// The library and the CPU here: what a compiled database is bound to.
public enum Platform {
  /// The library's version, with the date of its build.
  public static var version: String {
    unsafe String(cString: hs_version())
  }

  /// The instruction sets that databases compiled here make use of (`HS_CPU_FEATURES_…`).
  public static var features: UInt64 {
    var info = hs_platform_info_t()
    guard unsafe hs_populate_platform(&info) == HS_SUCCESS else { return 0 }
    return info.cpu_features
  }

  /// Names of instruction sets, for people.
  public static func describe(features: UInt64) -> String {
    // The bits of `HS_CPU_FEATURES_AVX2`, `…AVX512` and `…AVX512VBMI`.
    let known = [(2, "AVX2"), (3, "AVX512"), (4, "AVX512VBMI")]
    var names = known.filter { features >> UInt64($0.0) & 1 == 1 }.map(\.1)
    let unknown = known.reduce(features) { $0 & ~(1 << UInt64($1.0)) }
    if unknown != 0 { names.append("0x\(String(unknown, radix: 16))") }
    return names.isEmpty ? "none" : names.joined(separator: ", ")
  }
}
