"""Documents that carry a payload."""

import base64
import struct
import zlib

from .wrapping import Wrapping, wrapping

ALL = []


def pdf(stream, dictionary, extra=b""):
    """A PDF whose object 4 is a stream, named as an embedded file."""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R /Names << /EmbeddedFiles << /Names [(a.bin) 5 0 R] >> >> >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>",
        b"<< " + dictionary + b" /Length %d >>\nstream\n" % len(stream) + stream + b"\nendstream",
        b"<< /Type /Filespec /F (a.bin) /EF << /F 4 0 R >> >>"]
    out, places = b"%PDF-1.7\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    table = len(out)
    out += b"xref\n0 6\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % each for each in places)
    return out + b"trailer << /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % table + extra


for label, dictionary, encode in (
        ("FlateDecode", b"/Type /EmbeddedFile /Filter /FlateDecode", zlib.compress),
        ("ASCIIHexDecode", b"/Type /EmbeddedFile /Filter /ASCIIHexDecode",
         lambda payload: payload.hex().encode() + b">"),
        ("ASCII85Decode", b"/Type /EmbeddedFile /Filter /ASCII85Decode",
         lambda payload: base64.a85encode(payload) + b"~>"),
        ("two filters", b"/Type /EmbeddedFile /Filter [/AHx /Fl]",
         lambda payload: zlib.compress(payload).hex().encode() + b">"),
        ("a name with escapes", b"/Type /EmbeddedFile /F#69lter /Flate#44ecode", zlib.compress)):
    ALL.append(Wrapping(
        f"PDF, {label}", lambda payload, d=dictionary, e=encode: pdf(e(payload), d),
        content_type="application/pdf"))
ALL.append(Wrapping(
    "PDF, a wrong cross-reference table",
    lambda payload: pdf(zlib.compress(payload), b"/Type /EmbeddedFile /Filter /FlateDecode")
    .replace(b"xref\n0 6", b"xref\n0 1"), content_type="application/pdf"))
ALL.append(Wrapping(
    "PDF behind other bytes",
    lambda payload: bytes(900) + pdf(zlib.compress(payload), b"/Filter /FlateDecode"), opens=False))


def compound(stream, name="a"):
    """A compound file with one stream of 4,096 bytes at least."""
    data = stream.ljust(4096, b"\0")
    count = (len(data) + 511) // 512
    data = data.ljust(count * 512, b"\0")
    end, fat, free = 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFF
    table = [fat, end] + [each + 1 for each in range(2, count + 1)] + [end]
    table += [free] * (128 - len(table))
    head = bytearray(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".ljust(24, b"\0"))
    head += struct.pack("<HHHHHHIIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, 0, 0, 1, 1, 0, 4096, end, 0, end, 0)
    head += struct.pack("<I", 0) + struct.pack("<I", free) * 108

    def entry(label, kind, child, start, size):
        raw = label.encode("utf-16le") + b"\0\0"
        return raw.ljust(64, b"\0") + struct.pack(
            "<HBBIII16sIQQIQ", len(raw), kind, 1, free, free, child, bytes(16), 0, 0, 0, start, size)
    directory = entry("Root Entry", 5, 1, end, 0) + entry(name, 2, free, 2, len(stream.ljust(4096, b"\0")))
    directory += bytes(256)
    return bytes(head) + struct.pack("<128I", *table) + directory + data


@wrapping(ALL, "compound file with a packed stream")
def stream(payload):
    import gzip
    return compound(gzip.compress(payload), "Package")


@wrapping(ALL, "compound file with an embedded file")
def native(payload):
    import gzip
    packed = gzip.compress(payload)
    body = (struct.pack("<H", 2) + b"a.gz\0" + b"C:\\a.gz\0" + struct.pack("<HHI", 0, 3, 8) + b"C:\\a.gz\0"
            + struct.pack("<I", len(packed)) + packed)
    return compound(struct.pack("<I", len(body)) + body, "\x01Ole10Native")


@wrapping(ALL, "RTF with an object", content_type="application/rtf")
def rtf(payload):
    import gzip
    packed = gzip.compress(payload)
    native = (struct.pack("<H", 2) + b"a.gz\0" + b"C:\\a.gz\0" + struct.pack("<HHI", 0, 3, 8)
              + b"C:\\a.gz\0" + struct.pack("<I", len(packed)) + packed)
    name = b"Package\0"
    data = struct.pack("<III", 0x501, 2, len(name)) + name + bytes(8) + struct.pack("<I", len(native))
    text = (data + native).hex()
    text = "\r\n".join(text[at:at + 60] for at in range(0, len(text), 60))
    return (r"{\rtf1{\object\objemb{\*\objclass Package}{\*\objdata " + text + "}}}").encode()
