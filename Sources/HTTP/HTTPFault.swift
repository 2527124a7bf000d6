/// Why a message is refused. One case per class of malformed or ambiguous input, so that a metric, a
/// log line and a test can each name the class and not merely "bad request".
///
/// After any fault the connection's byte stream has no trustworthy next message: answer and close,
/// never read on.
public enum HTTPFault: UInt8, Error, CaseIterable, Sendable {
  // Found while the head arrives.
  case headTooLarge
  case requestLineTooLong
  case leadingEmptyLines
  case bareLineFeed
  case bareCarriageReturn
  case nul
  case controlCharacter
  case incompleteHead

  // The start line.
  case malformedRequestLine
  case invalidMethod
  case malformedVersion
  case unsupportedVersion
  case invalidTarget
  case fragmentInTarget
  case targetForm
  case unsupportedScheme
  case userinfoInTarget
  case malformedStatusLine
  case invalidStatus

  // The fields.
  case tooManyFields
  case obsoleteLineFolding
  case missingColon
  case emptyFieldName
  case invalidFieldName
  case whitespaceBeforeColon
  case lookalikeFieldName
  case malformedConnection
  case tooManyConnectionOptions
  case protectedConnectionOption
  case expectationFailed

  // The host.
  case missingHost
  case duplicateHost
  case invalidHost
  case hostMismatch

  // The framing of the body.
  case lengthWithTransferEncoding
  case duplicateContentLength
  case malformedContentLength
  case contentLengthOverflow
  case duplicateTransferEncoding
  case malformedTransferEncoding
  case unsupportedTransferCoding
  case transferEncodingInHTTP10
  case forbiddenBody

  // The chunked body.
  case malformedChunkSize
  case chunkSizeOverflow
  case malformedChunkExtension
  case chunkExtensionsTooLarge
  case chunkOverheadTooLarge
  case malformedChunkEnd
  case malformedTrailer
  case trailerTooLarge

  /// The status to answer a client with when its request has this fault (RFC 9110, section 15).
  ///
  /// A fault in an upstream's response is answered with 502 whatever this says.
  public var status: UInt16 {
    switch self {
    case .requestLineTooLong: 414
    case .headTooLarge, .tooManyFields, .trailerTooLarge: 431
    case .expectationFailed: 417
    case .unsupportedTransferCoding: 501
    case .malformedStatusLine, .invalidStatus: 502
    case .unsupportedVersion: 505
    default: 400
    }
  }

  /// A stable short name: a metric's label and a log's reason. Never changed once released.
  public var name: StaticString {
    switch self {
    case .headTooLarge: "head_too_large"
    case .requestLineTooLong: "request_line_too_long"
    case .leadingEmptyLines: "leading_empty_lines"
    case .bareLineFeed: "bare_lf"
    case .bareCarriageReturn: "bare_cr"
    case .nul: "nul"
    case .controlCharacter: "control_character"
    case .incompleteHead: "incomplete_head"
    case .malformedRequestLine: "malformed_request_line"
    case .invalidMethod: "invalid_method"
    case .malformedVersion: "malformed_version"
    case .unsupportedVersion: "unsupported_version"
    case .invalidTarget: "invalid_target"
    case .fragmentInTarget: "fragment_in_target"
    case .targetForm: "target_form"
    case .unsupportedScheme: "unsupported_scheme"
    case .userinfoInTarget: "userinfo_in_target"
    case .malformedStatusLine: "malformed_status_line"
    case .invalidStatus: "invalid_status"
    case .tooManyFields: "too_many_fields"
    case .obsoleteLineFolding: "obs_fold"
    case .missingColon: "missing_colon"
    case .emptyFieldName: "empty_field_name"
    case .invalidFieldName: "invalid_field_name"
    case .whitespaceBeforeColon: "whitespace_before_colon"
    case .lookalikeFieldName: "lookalike_field_name"
    case .malformedConnection: "malformed_connection"
    case .tooManyConnectionOptions: "too_many_connection_options"
    case .protectedConnectionOption: "protected_connection_option"
    case .expectationFailed: "expectation_failed"
    case .missingHost: "missing_host"
    case .duplicateHost: "duplicate_host"
    case .invalidHost: "invalid_host"
    case .hostMismatch: "host_mismatch"
    case .lengthWithTransferEncoding: "length_with_transfer_encoding"
    case .duplicateContentLength: "duplicate_content_length"
    case .malformedContentLength: "malformed_content_length"
    case .contentLengthOverflow: "content_length_overflow"
    case .duplicateTransferEncoding: "duplicate_transfer_encoding"
    case .malformedTransferEncoding: "malformed_transfer_encoding"
    case .unsupportedTransferCoding: "unsupported_transfer_coding"
    case .transferEncodingInHTTP10: "transfer_encoding_in_http_1_0"
    case .forbiddenBody: "forbidden_body"
    case .malformedChunkSize: "malformed_chunk_size"
    case .chunkSizeOverflow: "chunk_size_overflow"
    case .malformedChunkExtension: "malformed_chunk_extension"
    case .chunkExtensionsTooLarge: "chunk_extensions_too_large"
    case .chunkOverheadTooLarge: "chunk_overhead_too_large"
    case .malformedChunkEnd: "malformed_chunk_end"
    case .malformedTrailer: "malformed_trailer"
    case .trailerTooLarge: "trailer_too_large"
    }
  }
}
