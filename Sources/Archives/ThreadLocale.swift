internal import Glibc

/// While it lives, this thread's characters are UTF-8: libarchive converts names by the locale, and the plain
/// one knows ASCII alone.
@safe struct ThreadLocale: ~Copyable {
  /// The locale, which the process keeps: to have it takes files.
  @safe private struct Shared: @unchecked Sendable {
    let locale: locale_t?

    init() {
      let none: locale_t? = nil
      unsafe locale = unsafe newlocale(1 << LC_CTYPE, "C.UTF-8", none)
    }
  }

  /// Has it, for a process that can open no file later.
  static func prepare() { _ = unsafe shared.locale }

  private static let shared = Shared()
  private let before: locale_t?

  init() {
    guard let locale = unsafe Self.shared.locale else {
      unsafe before = nil
      return
    }
    unsafe before = unsafe uselocale(locale)
  }

  deinit {
    guard let before = unsafe before else { return }
    _ = unsafe uselocale(before)
  }
}
