import Signatures

/// What an answer of Cordon's own says beside its reason.
enum AnswerDetail {
  /// Nothing more.
  case none
  /// A class, or a reason why something could not be judged.
  case name(StaticString)
  /// What was found: the signature's name.
  case signature(SignatureIndex)
}
