/// Interim answers that Cordon gives itself.
public enum InterimAnswer {
  /// `100 Continue`: the client may send its body (RFC 9110, section 10.1.1). Only for a request with
  /// `RequestHead.expectsContinue`, and not once its body has begun to arrive.
  public static let continueBytes: StaticString = "HTTP/1.1 100 Continue\r\n\r\n"
}
