/// How much decoding a picture may take, and what was taken.
public struct PictureBudget: Sendable {
  /// The memory that one picture takes at most if nothing else is said: enough for sequential JPEG and PNG of
  /// any size that ClamAV decodes, and progressive JPEG of 80 million pixels.
  public static let bytesMaxDefault = 256 << 20

  /// The most bytes of memory that are held at once.
  public let bytesMax: Int
  /// The most steps that may be taken. A step is about five nanoseconds.
  public let stepsMax: Int
  /// The steps that were taken.
  public private(set) var steps = 0

  /// A budget of so many steps, and so much memory.
  public init(stepsMax: Int, bytesMax: Int = PictureBudget.bytesMaxDefault) {
    self.stepsMax = stepsMax
    self.bytesMax = bytesMax
  }

  /// Takes steps: so many for each sixteen of something.
  mutating func spend(_ count: Int, _ stepsPerSixteen: Int) throws(PictureFault) {
    let (product, isTooLarge) = count.multipliedReportingOverflow(by: stepsPerSixteen)
    guard !isTooLarge, product / 16 <= stepsMax - steps else { throw PictureFault.beyondBudget }
    steps += product / 16
  }

  /// Asks for memory: all that a decoder holds at once of what a picture's size decides.
  func allow(bytes: Int) throws(PictureFault) {
    guard bytes <= bytesMax else { throw PictureFault.beyondBudget }
  }
}
