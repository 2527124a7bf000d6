internal import Normalisation
internal import Signatures

extension WholeScan {
  /// HTML that is larger is unscannable. clamscan stops at 40 MiB, and at 20 MiB of text, and calls what
  /// is larger clean; text has no limit here but that of bodies.
  static var htmlLimits: HTMLLimits {
    var limits = HTMLLimits()
    limits.htmlBytesMax = 256 << 20
    return limits
  }

  /// Scans the forms of an HTML document, in ClamAV's order.
  mutating func scan(html bytes: Span<UInt8>, depth: Int) {
    guard isSearching else { return }
    guard bytes.count <= Self.htmlLimits.htmlBytesMax else { return findings.fail(.size) }
    pay(for: bytes, EvaluationBudget.stepsPerQuadOfHTML)
    guard isSearching else { return }
    var normaliser = html.take() ?? HTMLNormaliser(limits: Self.htmlLimits)
    let isWhole = normaliser.normalise(bytes) { kind, content in
      switch kind {
      case .withoutComments: scan(form: content, .htmlWithoutComments, as: .html)
      case .withoutTags: scan(form: content, .htmlWithoutTags, as: .html)
      case .script:
        scan(form: content, .script, as: .html)
        scan(form: content, .script, as: .text)
      case .styleImage, .dataURI:
        scan(file: content, .dataURI, KnownFile(), depth: depth + 1)
      }
    }
    html = consume normaliser
    if !isWhole { findings.fail(.budget) }
  }

  /// Scans the forms of an HTML document in UTF-16.
  mutating func scan(wideHTML bytes: Span<UInt8>, depth: Int) {
    let narrow = WideHTML.narrowed(bytes)
    scan(html: narrow.span, depth: depth)
  }

  /// Scans the normal form of text: all of it as one, where clamscan matches chunk by chunk.
  ///
  /// As in clamscan it is a file of its own only where some signature for text is counted from the end.
  /// Else it has no digest, its size is that of the text, and no pattern is counted from its end.
  mutating func scan(text bytes: Span<UInt8>) {
    guard isSearching else { return }
    pay(for: bytes, EvaluationBudget.stepsPerQuadOfText)
    guard isSearching else { return }
    var normaliser = TextNormaliser(fileBytes: bytes.count)
    text.removeAll(keepingCapacity: true)
    normaliser.normalise(bytes, into: &text)
    normaliser.finish(text)
    let form = text
    if database.countsFromEndOfText {
      scan(form: form.span, .text, as: .text)
    } else {
      match(form: form.span, .text, as: .text, pieceOf: UInt64(bytes.count))
    }
  }

  /// Matches a form as a file of its own.
  private mutating func scan(form bytes: Span<UInt8>, _ form: ContentForm, as target: TargetType) {
    guard isSearching else { return }
    unlessHarmless(bytes) { scan in
      scan.lookUp(bytes, DigestValues(), form)
      scan.match(form: bytes, form, as: target, pieceOf: nil)
    }
  }

  /// Matches a form.
  ///
  /// - Parameter fileSize: the size of the file that it is a form of, where it is none by itself.
  mutating func match(
    form bytes: Span<UInt8>, _ form: ContentForm, as target: TargetType, pieceOf fileSize: UInt64?
  ) {
    let isEndKnown = fileSize == nil
    let candidates = match(bytes, as: target, form, isEndKnown: isEndKnown)
    var rereading = Rereading.never
    evaluate(
      candidates, form,
      in: Subject(
        bytes: bytes, type: target, fileSize: fileSize, isEndKnown: isEndKnown, types: types),
      &rereading)
  }
}
