"""HTML, scripts and text that are slow to bring to a normal form."""

import base64

from .kind import Kind, body_line, filled

NEVER = b"never-in-any-form"


def kinds(size):
    html = {"a.ndb": body_line("Form", NEVER.hex(), 3) + body_line("Never", NEVER.hex(), 7)
            + body_line("Short", "{-40}".join(["6161"] * 20) + "{-90}f1f2", 3)}
    text = {"a.ndb": body_line("Text", NEVER.hex() + "{-9}" + NEVER.hex(), 7)
            + body_line("Letters", "2061{-40}" + "{-40}".join(["6120"] * 20) + "{-90}f1f2", 7)}

    def page(piece, end=b"</html>"):
        return lambda: b"<html><body>" + filled(piece, size) + end

    yield Kind("HTML: tags", html, page(b"<a>"))
    yield Kind("HTML: tags that do not end", html, page(b"<a b='"))
    yield Kind("HTML: tags of ten thousand attributes", html, page(
        b"<img " + b" ".join(b"a%d=\"b\"" % number for number in range(10000)) + b">"))
    yield Kind("HTML: entities", html, page(b"&#x41;&amp;&nosuch;&#0000000000000065;&"))
    yield Kind("HTML: comments that do not end", html, page(b"<!--<!-"))
    yield Kind("HTML: scripts", html, page(b"<script>a</script>"))
    yield Kind("HTML: a script of names", html, lambda: b"<html><script>" + filled(b"".join(
        b"var n%d=n%d;" % (number, number * 7919 % 60000) for number in range(60000)), size)
        + b"</script></html>")
    yield Kind("HTML: a script of added strings", html, lambda: b"<html><script>x=" + filled(
        b"'a'+", size) + b"'b'</script></html>")
    yield Kind("HTML: a script of unescape in unescape", html, lambda: b"<html><script>" + filled(
        b"unescape('%61%62" + b"%25" * 30 + b"');eval(unescape(\"%75\"+'%6e'));", size)
        + b"</script></html>")
    yield Kind("HTML: a packed script", html, lambda: b"<html><script>eval(function(p,a,c,k,e,r){" + (
        b"}('" + filled(b"0 1 2 3 ", size // 2) + b"',62,60000,'" + filled(b"abcd|", size // 2)
        + b"'.split('|'),0,{}))</script></html>"))
    yield Kind("HTML: functions and braces", html, lambda: b"<html><script>" + filled(
        b"function f(){", size) + b"</script></html>")
    yield Kind("HTML: data in data", html, lambda: nested_data(size))
    yield Kind("HTML: many data addresses, nothing found", {
        "a.ndb": body_line("Form", NEVER.hex(), 3)}, page(
            b"<img src=\"data:text/html;base64," + base64.b64encode(b"<html><a>") + b"\">"))
    yield Kind("HTML: data in data, nothing found", {
        "a.ndb": body_line("Form", NEVER.hex(), 3)}, lambda: nested_data(size))
    yield Kind("HTML: many data addresses", html, page(
        b"<img src=\"data:text/html;base64," + base64.b64encode(b"<html><a>") + b"\">"))
    yield Kind("HTML: in UTF-16", html, lambda: b"\xff\xfe" + (
        b"<html><body>" + filled(b"<a>&#65;", size // 2) + b"</html>").decode().encode("utf-16-le"))
    yield Kind("HTML: encoded scripts", html, page(
        b"<script language=JScript.Encode>#@~^AAAAAA==" + b"@#@&ab" * 9 + b"==^#~@</script>"))
    yield Kind("text: spaces", text, lambda: filled(b" ", size))
    yield Kind("text: letters and spaces", text, lambda: filled(b"A a\t\r\n", size))
    yield Kind("text: beginnings of HTML", text, lambda: b"Text\n" + filled(b"<htm <HTM ", size))


def nested_data(size):
    """A document in a document, as far as the size allows: each is a third longer than the last."""
    document = b"<html><body>" + b"<a>" * 1000
    while len(document) < size * 3 // 4:
        document = (b"<html><img src=\"data:text/html;base64," + base64.b64encode(document)
                    + b"\"><a></html>")
    return document
