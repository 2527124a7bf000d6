"""Forms, mail, encodings in text, and what a request says of its body."""

import base64
import binascii
import gzip
import json
import quopri
import urllib.parse
import zlib

from .wrapping import Wrapping, wrapping
from .zips import archive as zipped

ALL = []
FORM = "multipart/form-data; boundary=b0undary"


def form(payload, disposition='form-data; name="file"; filename="a.bin"', headers="", boundary=b"b0undary",
         preamble=b"", epilogue=b"", last=True, line=b"\r\n"):
    head = f"Content-Disposition: {disposition}{line.decode()}{headers}".encode("latin-1")
    return (preamble + b"--" + boundary + line + head + line + payload + line + b"--" + boundary
            + (b"--" + line if last else line) + epilogue)


def add_form(name, opens=True, content_type=FORM, **options):
    ALL.append(Wrapping(name, lambda payload: form(base(payload), **options), opens, content_type))


def base(payload):
    # Packed, so that the payload's own bytes are not in the body.
    return gzip.compress(payload)


add_form("form")
add_form("form, the boundary in quotes", content_type='multipart/form-data; boundary="b0undary"')
add_form("form, a name in UTF-8 by filename*",
         disposition="form-data; name=\"file\"; filename*=UTF-8''a%2Ebin")
add_form("form, filename and filename* that differ", opens=False,
         disposition="form-data; name=\"file\"; filename=\"a.txt\"; filename*=UTF-8''a.exe")
add_form("form, two filenames", opens=False,
         disposition='form-data; name="file"; filename="a.txt"; filename="a.exe"')
add_form("form, two names", opens=False, disposition='form-data; name="a"; name="file"; filename="a"')
add_form("form, a zero byte in the filename", opens=False,
         disposition='form-data; name="file"; filename="a.txt\0.exe"')
add_form("form, two boundaries", opens=False,
         content_type="multipart/form-data; boundary=other; boundary=b0undary")
add_form("form, a continued boundary", opens=False,
         content_type="multipart/form-data; boundary*0=b0un; boundary*1=dary")
add_form("form, no final boundary", opens=False, last=False)
add_form("form, a preamble", opens=False, preamble=b"preamble\r\n")
add_form("form, an epilogue", opens=False, epilogue=b"epilogue")
add_form("form, bare line feeds", opens=False, line=b"\n")
add_form("form, a folded header", opens=False,
         disposition='form-data; name="file";\r\n filename="a.bin"')
add_form("form, without a boundary", opens=False, content_type="multipart/form-data")
add_form("form, a header twice", opens=False,
         headers='Content-Disposition: form-data; name="x"\r\n')
for odd in ("text/multipart", "application/x-multipart", "multipart", "foo multipart/form-data",
            "multipart/form-data foo", '"multipart/form-data"', "text/plain"):
    add_form(f"form, that is called {odd}", opens=False, content_type=f"{odd}; boundary=b0undary",
             disposition='form-data; name="file"; filename="a.bin"', headers="")
add_form("form, the type of an image", headers="Content-Type: image/png\r\n")


@wrapping(ALL, "form, a part in base64", content_type=FORM, opens=False)
def base64_part(payload):
    return form(base64.encodebytes(payload), headers="Content-Transfer-Encoding: base64\r\n")


@wrapping(ALL, "form, a part in quoted-printable", content_type=FORM, opens=False)
def quoted_part(payload):
    return form(quopri.encodestring(payload.replace(b"t", b"=")).replace(b"=3D", b"=74"),
                headers="Content-Transfer-Encoding: quoted-printable\r\n")


@wrapping(ALL, "form in a form", content_type=FORM)
def form_in_a_form(payload):
    inner = form(base(payload), boundary=b"inner")
    return form(inner, 'form-data; name="files"', "Content-Type: multipart/mixed; boundary=inner\r\n")


@wrapping(ALL, "form, a value in base64", content_type=FORM)
def base64_value(payload):
    return form(base64.b64encode(payload), 'form-data; name="content"')


@wrapping(ALL, "form, JSON with base64", content_type=FORM)
def json_value(payload):
    text = json.dumps({"data": base64.b64encode(payload).decode()}).encode()
    return form(text, 'form-data; name="json"', "Content-Type: application/json\r\n")


@wrapping(ALL, "multipart/related", content_type='multipart/related; boundary=b0undary; type="text/xml"')
def related(payload):
    return form(base(payload), "attachment", "Content-Type: application/octet-stream\r\n"
                "Content-ID: <a>\r\n")


def coded(name, coding, encode, opens=True):
    ALL.append(Wrapping(f"Content-Encoding: {name}", encode, opens, headers=(("Content-Encoding", coding),)))


def bare(payload):
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return packer.compress(payload) + packer.flush()


coded("gzip", "gzip", gzip.compress)
coded("x-gzip", "x-gzip", gzip.compress)
coded("deflate", "deflate", zlib.compress)
coded("deflate, bare", "deflate", bare)
coded("gzip twice", "gzip, gzip", lambda payload: gzip.compress(gzip.compress(payload)))
coded("deflate, then gzip", "deflate, gzip", lambda payload: gzip.compress(zlib.compress(payload)))
coded("gzip, two members", "gzip",
      lambda payload: gzip.compress(payload[:9]) + gzip.compress(payload[9:]))
coded("gzip, that is deflate", "gzip", zlib.compress, opens=False)
coded("one that nobody knows", "rot13", gzip.compress, opens=False)


def text(name, encode, content_type, opens=True, is_said=False):
    ALL.append(Wrapping(name, encode, opens, content_type, is_said=is_said))


def b64(payload):
    return base64.b64encode(payload).decode()


text("JSON, base64", lambda p: json.dumps({"file": b64(p)}).encode(), "application/json")
text("JSON, base64 deep inside",
     lambda p: json.dumps({"a": [{"b": {"c": [1, None, {"d": b64(p)}]}}]}).encode(), "application/json")
text("JSON, base64url", lambda p: json.dumps(
    {"file": base64.urlsafe_b64encode(p).decode().rstrip("=")}).encode(), "application/json")
text("JSON, hex", lambda p: json.dumps({"file": p.hex()}).encode(), "application/json")
text("JSON, data URI", lambda p: json.dumps(
    {"file": "data:application/octet-stream;base64," + b64(p)}).encode(), "application/json")
text("JSON, escaped", lambda p: ('{"file": "%s"}' % "".join(
    "\\u%04x" % c for c in b64(p).encode())).encode(), "application/json")
text("JSON in JSON", lambda p: json.dumps({"inner": json.dumps({"file": b64(p)})}).encode(),
     "application/json")
text("JSON, a zip in base64", lambda p: json.dumps({"file": b64(zipped(p))}).encode(),
     "application/json")
text("JSON, lines of base64", lambda p: json.dumps(
    {"file": base64.encodebytes(p * 3).decode()}).encode(), "application/json")
text("JSON, base64 with characters between", lambda p: json.dumps(
    {"file": "!".join(b64(p))}).encode(), "application/json", opens=False)
text("JSON that is called text", lambda p: json.dumps({"file": b64(p)}).encode(), "text/plain")
text("XML, base64 in an element", lambda p: f"<a><b>{b64(p)}</b></a>".encode(), "application/xml")
text("XML, base64 in an attribute", lambda p: f'<a b="{b64(p)}"/>'.encode(), "application/xml")
text("XML, base64 in CDATA", lambda p: f"<a><![CDATA[{b64(p)}]]></a>".encode(), "text/xml")
text("XML, hex", lambda p: f"<a>{p.hex()}</a>".encode(), "application/xml")
text("urlencoded, base64", lambda p: urllib.parse.urlencode({"a": "1", "file": b64(p)}).encode(),
     "application/x-www-form-urlencoded")
text("urlencoded, raw", lambda p: ("file=" + "".join("%%%02X" % c for c in p)).encode(),
     "application/x-www-form-urlencoded")
text("urlencoded, raw, as units of UTF-16",
     lambda p: ("file=" + "".join("%%u%04X" % c for c in p)).encode(),
     "application/x-www-form-urlencoded", opens=False)


def entities(payload, attribute=False):
    """The payload in pieces that only a parser of XML puts together."""
    written = [payload[at:at + 7].replace(b"&", b"&#38;").replace(b"%", b"&#37;").replace(b"<", b"&#60;")
               .replace(b"'", b"&#39;") for at in range(0, len(payload), 7)]
    declared = b"".join(b"<!ENTITY e%d '%s'>" % each for each in enumerate(written))
    used = b"".join(b"&e%d;" % number for number in range(len(written)))
    content = b"<a b='" + used + b"'/>" if attribute else b"<a>" + used + b"</a>"
    return b"<!DOCTYPE a [" + declared + b"]>" + content


text("XML, pieces in entities", entities, "application/xml")
text("XML, pieces in entities, in an attribute", lambda p: entities(p, True), "application/xml")
text("XML, base64 in pieces in entities",
     lambda p: entities(base64.b64encode(p)), "application/xml")
text("XML, pieces in entities of parameter entities", lambda p: (
     "<!DOCTYPE a [<!ENTITY % p \"<!ENTITY x '" + b64(p)[:9] + "'>\">%p;<!ENTITY y '" + b64(p)[9:]
     + "'>]><a>&x;&y;</a>").encode(), "application/xml")
text("XML in EBCDIC", lambda p: (
     '<?xml version="1.0" encoding="ibm037"?><a>' + b64(p) + "</a>").encode("cp037"),
     "application/xml", opens=False)
text("XML in EBCDIC, as only its charset says", lambda p: ("<a>" + b64(p) + "</a>").encode("cp037"),
     "application/xml; charset=ibm037", opens=False, is_said=True)
text("text in EBCDIC", lambda p: b64(p).encode("cp500"), "text/plain; charset=cp500", opens=False,
     is_said=True)
text("JSON in UTF-7", lambda p: json.dumps({"file": "+" + b64(b64(p).encode("utf-16-be")).rstrip("=")
     + "-"}).encode(), "application/json; charset=utf-7", opens=False)


@wrapping(ALL, "form in EBCDIC, as one of its fields says", content_type=FORM, opens=False, is_said=True)
def charset_field(payload):
    first = form(b"ibm037", 'form-data; name="_charset_"', last=False)[:-len(b"--b0undary\r\n")]
    return first + form(b64(payload).encode("cp037"), 'form-data; name="a"')


text("urlencoded, data URI", lambda p: urllib.parse.urlencode(
    {"file": "data:;base64," + b64(p)}).encode(), "application/x-www-form-urlencoded")
text("HTML, data URI", lambda p: f'<html><body><img src="data:image/png;base64,{b64(p)}"></body></html>'
     .encode(), "text/html")
text("HTML, data URI without quotes", lambda p: (
    f'<html><body><img src= data:text/plain;base64,{b64(p)}></body></html>').encode(), "text/html")
text("SVG, data URI", lambda p: (
    '<svg xmlns="http://www.w3.org/2000/svg"><image href="data:image/png;base64,' + b64(p) + '"/></svg>')
     .encode(), "image/svg+xml")


def mail(payload, encoding, body, boundary="b0undary"):
    return (f"From: a@example.com\r\nTo: b@example.com\r\nSubject: a\r\nMIME-Version: 1.0\r\n"
            f"Content-Type: multipart/mixed; boundary=\"{boundary}\"\r\n\r\n--{boundary}\r\n"
            f"Content-Type: text/plain\r\n\r\nhello\r\n--{boundary}\r\n"
            f"Content-Type: application/octet-stream; name=\"a.bin\"\r\n"
            f"Content-Disposition: attachment; filename=\"a.bin\"\r\n"
            f"Content-Transfer-Encoding: {encoding}\r\n\r\n").encode() + body + \
        f"\r\n--{boundary}--\r\n".encode()


def uuencoded(payload):
    lines = [binascii.b2a_uu(payload[at:at + 45]) for at in range(0, len(payload), 45)]
    return b"begin 644 a.bin\n" + b"".join(lines) + b"`\nend\n"


text("mail, base64", lambda p: mail(p, "base64", base64.encodebytes(p)), "message/rfc822")
text("mail, quoted-printable", lambda p: mail(p, "quoted-printable", b"".join(
    b"=%02X" % c for c in p)), "message/rfc822")
text("mail, uuencoded", lambda p: mail(p, "x-uuencode", uuencoded(p)), "message/rfc822")
text("mail, uuencoded in text", lambda p: b"From: a@example.com\r\nSubject: a\r\n\r\nsee:\r\n"
     + uuencoded(p), "message/rfc822")
text("mail that nobody calls mail", lambda p: mail(p, "base64", base64.encodebytes(p)),
     "application/octet-stream")
text("mail in mail", lambda p: b"From: a@example.com\r\nMIME-Version: 1.0\r\nSubject: f\r\n"
     b"Content-Type: message/rfc822\r\n\r\n" + mail(p, "base64", base64.encodebytes(p)), "message/rfc822")
text("mail, base64 that says 7bit", lambda p: mail(p, "7bit", base64.encodebytes(p)), "message/rfc822",
     opens=False)
text("mail with a zip", lambda p: mail(p, "base64", base64.encodebytes(zipped(p))), "message/rfc822")
text("uuencode", uuencoded, "text/plain")

# Decoders pass over control characters, or have read all before they come.
for where, strewn in (("behind", lambda body: body + b"\0"), ("before", lambda body: b"\1" + body),
                      ("many before", lambda body: bytes(5000) + body)):
    text(f"base64, control characters {where}", lambda p, put=strewn: put(base64.encodebytes(p)),
         "application/octet-stream")
    text(f"hexadecimal, control characters {where}", lambda p, put=strewn: put(p.hex().encode()),
         "application/octet-stream")
for kind, made, content_type in (
        ("JSON", lambda p: json.dumps({"file": b64(p)}).encode(), "application/octet-stream"),
        ("XML", lambda p: f'<?xml version="1.0"?><a><b>{b64(p)}</b></a>'.encode(), "application/xml"),
        ("data URI", lambda p: f"data:text/plain;base64,{b64(p)}".encode(), "text/plain"),
        ("uuencode", uuencoded, "text/plain")):
    text(f"{kind}, a zero byte behind it", lambda p, made=made: made(p) + b"\0", content_type)


def folded(name, value, space=" "):
    line = name + value
    pieces = [line[:75]] + [line[at:at + 74] for at in range(75, len(line), 74)]
    return f"\r\n{space}".join(pieces)


text("iCalendar, attached", lambda p: (
    "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n" + folded(
        "ATTACH;FMTTYPE=text/plain;ENCODING=BASE64;VALUE=BINARY:", b64(p))
    + "\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n").encode(), "text/calendar")
text("LDIF", lambda p: ("dn: cn=a\n" + folded("jpegPhoto:: ", b64(p)).replace("\r", "") + "\n").encode(),
     "text/plain")


def bare_deflated(payload):
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return packer.compress(payload) + packer.flush()


# Without a word about it nobody resolves the escapes, which cut the base64 into pieces.
text("urlencoded, deflated and base64, as SAML", lambda p: urllib.parse.urlencode(
    {"SAMLRequest": b64(bare_deflated(p))}).encode(), "application/x-www-form-urlencoded", is_said=True)


def signed(payload):
    """A message that is signed by nobody, its content in two pieces of no stated length in all."""
    def unsized(tag, *parts):
        return bytes([tag, 0x80]) + b"".join(parts) + b"\0\0"

    def octets(content):
        return b"\x04\x82" + len(content).to_bytes(2, "big") + content

    middle = len(payload) // 2
    identifier = bytes.fromhex("06092a864886f70d0107")
    content = unsized(0x24, octets(payload[:middle]), octets(payload[middle:]))
    return unsized(0x30, identifier + b"\x02", unsized(0xA0, unsized(
        0x30, b"\x02\x01\x01", b"\x31\0", unsized(0x30, identifier + b"\x01", unsized(0xA0, content)),
        b"\x31\0")))


text("CMS, signed, in pieces", signed, "application/pkcs7-mime")
text("mail that is signed, in pieces", lambda p: (
    b"From: a@example.com\r\nMIME-Version: 1.0\r\nContent-Type: application/pkcs7-mime; smime-type="
    b"signed-data; name=smime.p7m\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    + base64.encodebytes(signed(b"Content-Type: text/plain\r\n\r\n" + p))), "message/rfc822")


def quoted(payload):
    return "".join(f"={byte:02X}" for byte in payload)


text("JSON, hex with hyphens", lambda p: json.dumps({"file": p.hex("-").upper()}).encode(),
     "application/json")
text("JSON, hex with colons", lambda p: json.dumps({"file": p.hex(":")}).encode(), "application/json")
text("JSON, hex with commas", lambda p: json.dumps({"file": p.hex(",")}).encode(), "application/json")
text("XML, base64 in a comment", lambda p: f"<a><!-- {b64(p)} --></a>".encode(), "application/xml")
text("XML, base64 in an instruction", lambda p: f"<a><?data {b64(p)}?></a>".encode(), "application/xml")
text("vCard, quoted-printable", lambda p: (
    f"BEGIN:VCARD\r\nVERSION:2.1\r\nNOTE;ENCODING=QUOTED-PRINTABLE:{quoted(p)}\r\nEND:VCARD\r\n"
).encode(), "text/vcard")
text("mail, a subject in base64", lambda p: (
    f"From: a@example.com\r\nSubject: =?utf-8?B?{b64(p)}?=\r\nMIME-Version: 1.0\r\n\r\nhello\r\n"
).encode(), "message/rfc822")
ALL.append(Wrapping(
    "a body that is said to be in quoted-printable", lambda p: quoted(p).encode(), False, "text/plain",
    headers=(("Content-Transfer-Encoding", "quoted-printable"),)))


def chunk(name, content):
    body = name + content
    return len(content).to_bytes(4, "big") + body + zlib.crc32(body).to_bytes(4, "big")


def png(name, content):
    size = (1).to_bytes(4, "big")
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", size + size + b"\x08\0\0\0\0") + chunk(name, content)
            + chunk(b"IDAT", zlib.compress(b"\0\0")) + chunk(b"IEND", b""))


text("PNG, compressed text", lambda p: png(b"zTXt", b"k\0\0" + zlib.compress(p)), "image/png")
text("PNG, compressed international text",
     lambda p: png(b"iTXt", b"k\0\1\0en\0t\0" + zlib.compress(p)), "image/png")
text("PNG, a profile", lambda p: png(b"iCCP", b"k\0\0" + zlib.compress(p)), "image/png")
text("PNG, text in base64", lambda p: png(b"tEXt", b"k\0" + b64(p).encode()), "image/png")
