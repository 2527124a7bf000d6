internal import COpenSSL

/// What OpenSSL says of its last failure on this thread.
enum OpenSSLError {
  /// The reason in OpenSSL's words, and the queue emptied.
  static func takeReason() -> String {
    let code = ERR_peek_last_error()
    ERR_clear_error()
    guard code != 0, let text = unsafe ERR_reason_error_string(code) else { return "refused" }
    return unsafe String(cString: text)
  }
}
