"""Files that are known by their first bytes, and text."""

import struct
import zlib

from ..placement import Canvas, Geometry, finish_size, place_fixed, place_floating

LETTERS = b"bcdfghjklmnpqrstvwxz"


def png():
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    picture = zlib.compress(b"\0\xff")
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
            + chunk(b"IDAT", picture) + chunk(b"IEND", b""))


GIF = b"GIF89a\1\0\1\0\x80\0\0\0\0\0\xff\xff\xff,\0\0\0\0\1\0\1\0\0\2\2D\1\0;"
JPEG = b"\xff\xd8\xff\xe0\0\x10JFIF\0\1\1\0\0\1\0\1\0\0\xff\xd9"
TIFF = b"II*\0\x08\0\0\0\0\0\0\0\0\0"
OLE2 = (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
        + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
        + struct.pack("<9I", 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
        + struct.pack("<I", 0) + b"\xff" * 432)
BEGINNINGS = {
    "any": (b"\x01\x02\xfe\xf3\x07\x00\x93\x11",),
    "ole2": (OLE2,),
    "html": (b"<html><body>",),
    "mail": (b"Received: from a by b; Thu, 1 Jan 1970 00:00:00 +0000\r\nSubject: c\r\n\r\n",
             b"From: a@b.example\r\nTo: c@d.example\r\nSubject: e\r\n\r\n"),
    "graphics": (GIF, png(), JPEG, TIFF),
    "text": (b"",),
    "pdf": (b"%PDF-1.4\n1 0 obj\n<< >>\nendobj\n",),
    "flash": (b"FWS\x06\0\2\0\0x\0\5_\0\0\x0f\xa0\0\0\x0c\1\0C\2\xff\xff\xff@\0\0\0",),
    "java": (b"\xca\xfe\xba\xbe\0\0\0\x34\0\x10",),
}
ENDS = {"html": b"</body></html>\n", "pdf": b"\ntrailer\n<< >>\n%%EOF\n", "text": b"\n", "mail": b"\r\n"}
TEXTUAL = ("html", "text", "mail")


def builder(kind):
    def build(items, demands, random):
        canvas = Canvas()
        place_fixed(canvas, items, Geometry(), ("abs",), random)
        beginning = random.choice(BEGINNINGS.get(kind, BEGINNINGS["any"]))
        if canvas.free(0, len(beginning)) == 0 or not canvas.fits(0, beginning):
            canvas.put_softly(0, beginning)
        else:
            canvas.put(0, beginning)
        joint = b" " if kind in TEXTUAL else b""
        end = place_floating(canvas, items, len(beginning), random, joint)
        ending = ENDS.get(kind, b"")
        tail = any(item.offset.kind == "eof" for item in items)
        if ending and not tail and "FileSize" not in demands:
            canvas.put(max(end, canvas.end()), ending)
        if not tail and not ending:
            canvas.grow(len(canvas.bytes) + random.randrange(1, 32))
        finish_size(canvas, items, demands, random)
        return canvas.fill(random, LETTERS if kind in TEXTUAL else None)

    return build
