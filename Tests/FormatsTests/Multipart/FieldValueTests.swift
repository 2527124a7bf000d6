import Formats
import Testing

@Suite struct FieldValueTests {
  private func value(_ text: String) -> FieldValue { FieldValue(Array(text.utf8).span) }

  @Test func plainAndQuotedParametersAreRead() {
    let read = value("Form-Data; name=\"a b\" ; FileName=x.txt;")
    #expect(read.value == Array("form-data".utf8) && !read.isAmbiguous)
    #expect(read.readings(of: "name").values == [Array("a b".utf8)])
    #expect(read.readings(of: "filename").values == [Array("x.txt".utf8)])
  }

  @Test(arguments: [
    "form-data; name=a; name=b", "form-data; name=a; NAME=a", "form-data; name=\"a",
    "form-data; name=\"a\"b", "form-data; name=\"a\\\"b\"", "form-data; name =a",
    "form-data; name= a", "form-data; name", "form-data; name=a b", "form-data; name=a,b",
    "form-data; name=\"a\u{0}b\"", "form-data, form-data; name=a", "form-data; na\"me=a",
    "form-data; name=", "form data; name=a",
  ])
  func whatParsersReadInDifferentWaysIsAmbiguous(_ text: String) {
    #expect(value(text).isAmbiguous)
  }

  @Test func extendedValuesAndValuesInPartsAreReadings() {
    let extended = value("attachment; filename=a.txt; filename*=UTF-8''b%2Eexe")
    #expect(extended.readings(of: "filename").values == [Array("a.txt".utf8), Array("b.exe".utf8)])
    let parts = value("attachment; filename*1=two; filename*0*=utf-8''%6Fne")
    let readings = parts.readings(of: "filename")
    #expect(readings.isExtended)
    #expect(readings.values == [Array("onetwo".utf8), Array("twoone".utf8)])
  }

  @Test func damagedValuesOnlyComeBack() {
    let sample = Array("form-data; name*0*=a''%41; name*1=\"b\\\"\"; boundary=\"x\"; q=;".utf8)
    withDamage(sample) {
      let value = FieldValue($0.span)
      _ = value.readings(of: "name")
      _ = MultipartBoundary($0.span, value)
    }
  }
}

@Suite struct MultipartBoundaryTests {
  private func boundary(_ text: String) -> MultipartBoundary {
    MultipartBoundary(Array(text.utf8).span, FieldValue(Array(text.utf8).span))
  }

  @Test(arguments: [
    "multipart/form-data; boundary=----WebKitFormBoundary7MA4YWxkTrZu0gW",
    "multipart/form-data; boundary=\"a b'()+,-./:=?_c\"",
    "multipart/mixed; charset=utf-8; boundary=x",
    "multipart/related; boundary=----=_Part_1.2; type=\"application/xop+xml\"",
  ])
  func whatClientsWriteHasOneReading(_ text: String) {
    #expect(boundary(text).readings.count == 1 && !boundary(text).isAmbiguous)
  }

  @Test(arguments: [
    ("multipart/form-data", [] as [String]),
    ("multipart/form-data; boundary=a; boundary=b", ["a", "b"]),
    ("multipart/form-data; boundary*0=a; boundary*1=b; boundary=c", ["c", "ab"]),
    ("multipart/form-data; boundary*=utf-8''a%62; boundary=c", ["c", "ab"]),
    ("multipart/form-data; xboundary=a; boundary=b", ["b", "a"]),
    ("multipart/form-data; x=\"boundary=a\"; boundary=b", ["b", "a\""]),
    ("multipart/form-data; boundary=a,b", ["a,b", "a"]),
    ("multipart/form-data; boundary=\"a\"b", ["a"]),
    ("multipart/form-data; boundary=", []),
  ])
  func otherValuesAreAmbiguousWithEveryReading(_ text: String, _ readings: [String]) {
    #expect(boundary(text).isAmbiguous)
    #expect(boundary(text).readings.map { String(decoding: $0, as: UTF8.self) } == readings)
  }
}
