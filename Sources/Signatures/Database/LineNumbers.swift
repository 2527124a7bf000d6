/// Lines as reports name them: the first few of many.
enum LineNumbers {
  static func text(_ numbers: [Int], of count: Int) -> String {
    let list = numbers.map(String.init).joined(separator: ", ")
    return "line \(list)\(count > numbers.count ? ", …" : "")"
  }
}
