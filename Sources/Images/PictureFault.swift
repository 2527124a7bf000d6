/// Why a picture is not decoded.
enum PictureFault: Error {
  /// It is damaged, or of a kind that ClamAV does not decode.
  case undecodable
  /// It takes more memory or time than is allowed.
  case beyondBudget
  /// It is of a kind that ClamAV decodes and that is not decoded here.
  case notDecoded
}
