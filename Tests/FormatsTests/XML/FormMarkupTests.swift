import Formats
import Testing

@Suite struct FormMarkupTests {
  static func hasScripts(_ text: String) -> Bool {
    FormMarkup.hasScripts(Array(text.utf8).span)
  }

  @Test func scriptsOfFormsAreFound() {
    let script = "<event><script contentType='application/x-javascript'>app</script></event>"
    for text in [
      "<?xml version='1.0'?><xdp:xdp>\(script)</xdp:xdp>",
      "<template xmlns='http://www.xfa.org/schema/xfa-template/2.8/'>\(script)</template>",
    ] {
      #expect(Self.hasScripts(text))
    }
    for text in ["<xdp:xdp><!-- \(script) --></xdp:xdp>", "<template>\(script)</template>"] {
      #expect(!Self.hasScripts(text))
    }
  }

  @Test func damageAnywhereDoesNotTrap() {
    withDamage(Array("<xdp:xdp a='b'><!-- c --><![CDATA[d]]><script/></xdp:xdp>".utf8)) { bytes in
      _ = FormMarkup.hasScripts(bytes.span)
    }
  }
}
