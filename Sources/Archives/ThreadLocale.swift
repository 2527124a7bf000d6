internal import Glibc

/// While it lives, this thread's characters are UTF-8: libarchive converts names by the locale, and the plain
/// one knows ASCII alone.
@safe struct ThreadLocale: ~Copyable {
  private let own: locale_t?
  private let before: locale_t?

  init() {
    let none: locale_t? = nil
    unsafe own = unsafe newlocale(1 << LC_CTYPE, "C.UTF-8", none)
    unsafe before = unsafe uselocale(own)
  }

  deinit {
    guard let own = unsafe own else { return }
    _ = unsafe uselocale(before)
    unsafe freelocale(own)
  }
}
