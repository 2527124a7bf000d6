"""ZIP archives, sound and not."""

import binascii
import io
import struct
import zipfile
import zlib

from .wrapping import Wrapping, wrapping

ALL = []
CLEAN = b"a harmless text\n" * 8


def archive(payload, name="a.bin", method=zipfile.ZIP_DEFLATED, before=(), after=(), comment=b""):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as file:
        for other in before:
            file.writestr(other, CLEAN)
        file.writestr(name, payload)
        for other in after:
            file.writestr(other, CLEAN)
        file.comment = comment
    return out.getvalue()


def local(name, data, *, method=0, crc=None, packed=None, size=None, flags=0, extra=b""):
    """A local header and what follows it."""
    body = data if packed is None else packed
    crc = binascii.crc32(data) if crc is None else crc
    size = len(data) if size is None else size
    return struct.pack(
        "<IHHHHHIIIHH", 0x04034B50, 20, flags, method, 0, 0x21, crc, len(body), size, len(name),
        len(extra)) + name + extra + body


def central(name, data, offset, *, method=0, crc=None, packed=None, size=None, flags=0, attributes=0,
            made=0, extra=b""):
    """A central header."""
    body = data if packed is None else packed
    crc = binascii.crc32(data) if crc is None else crc
    size = len(data) if size is None else size
    return struct.pack(
        "<IHHHHHHIIIHHHHHII", 0x02014B50, made << 8 | 20, 20, flags, method, 0, 0x21, crc, len(body),
        size, len(name), len(extra), 0, 0, 0, attributes, offset) + name + extra


def end(count, size, offset, comment=b""):
    """The end record."""
    return struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, count, count, size, offset, len(comment)) + comment


def by_hand(payload, name=b"a.bin", seen=None, **central_options):
    """One stored member whose two headers may differ."""
    first = local(name, payload)
    second = central(seen or name, payload, 0, **central_options)
    return first + second + end(1, len(second), len(first))


for method, word in ((zipfile.ZIP_STORED, "stored"), (zipfile.ZIP_DEFLATED, "deflated"),
                     (zipfile.ZIP_BZIP2, "bzip2"), (zipfile.ZIP_LZMA, "lzma")):
    ALL.append(Wrapping(f"zip, {word}", lambda payload, method=method: archive(payload, method=method)))


@wrapping(ALL, "zip, after a hundred others")
def last_of_many(payload):
    return archive(payload, before=[f"{number}.txt" for number in range(100)])


@wrapping(ALL, "zip with a comment that looks like an end record")
def comment_with_end(payload):
    return archive(payload, comment=b"PK\x05\x06" + bytes(18))


@wrapping(ALL, "zip behind a program")
def behind_a_program(payload):
    return b"MZ" + bytes(510) + archive(payload)


@wrapping(ALL, "zip behind text")
def behind_text(payload):
    return b"see below\n" * 40 + archive(payload)


@wrapping(ALL, "zip with data after its end")
def data_after(payload):
    return archive(payload) + b"\n" * 100


@wrapping(ALL, "zip after a zip")
def second_of_two(payload):
    return archive(CLEAN) + archive(payload)


@wrapping(ALL, "zip before a zip")
def first_of_two(payload):
    return archive(payload) + archive(CLEAN)


@wrapping(ALL, "zip in a zip, stored")
def in_a_zip(payload):
    return archive(archive(payload), "inner.zip", zipfile.ZIP_STORED)


@wrapping(ALL, "zip five deep")
def five_deep(payload):
    for _ in range(5):
        payload = archive(payload, "inner.zip")
    return payload


@wrapping(ALL, "zip with a data descriptor")
def descriptor(payload):
    class Pipe(io.RawIOBase):
        def __init__(self):
            self.out = bytearray()

        def writable(self):
            return True

        def write(self, data):
            self.out += data
            return len(data)

    pipe = Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("a.bin", payload)
    return bytes(pipe.out)


@wrapping(ALL, "zip64")
def zip64(payload):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        with file.open("a.bin", "w", force_zip64=True) as member:
            member.write(payload)
    return out.getvalue()


@wrapping(ALL, "zip whose headers have different names")
def two_names(payload):
    return by_hand(payload, b"photo.jpg", seen=b"a.bin...")


@wrapping(ALL, "zip whose central header says it is empty", opens=False)
def empty_in_central(payload):
    return by_hand(payload, size=0, packed=b"", crc=0)


@wrapping(ALL, "zip whose local header says it is empty")
def empty_in_local(payload):
    first = local(b"a.bin", payload, crc=0, packed=b"", size=0) + payload
    second = central(b"a.bin", payload, 0)
    return first + second + end(1, len(second), len(first))


@wrapping(ALL, "zip whose central header names another method")
def two_methods(payload):
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = packer.compress(payload) + packer.flush()
    first = local(b"a.bin", payload, method=0, packed=packed)
    second = central(b"a.bin", payload, 0, method=8, packed=packed)
    return first + second + end(1, len(second), len(first))


@wrapping(ALL, "zip with a member that no central header names", opens=False)
def unnamed(payload):
    hidden = local(b"hidden.bin", payload)
    first = local(b"a.txt", CLEAN)
    second = central(b"a.txt", CLEAN, len(hidden))
    return hidden + first + second + end(1, len(second), len(hidden) + len(first))


@wrapping(ALL, "zip without its directory", opens=False)
def without_directory(payload):
    return local(b"a.bin", payload)


@wrapping(ALL, "zip with a wrong checksum", opens=False)
def wrong_checksum(payload):
    first = local(b"a.bin", payload, crc=1)
    second = central(b"a.bin", payload, 0, crc=1)
    return first + second + end(1, len(second), len(first))


@wrapping(ALL, "zip whose flag says encrypted, and is not", opens=False)
def says_encrypted(payload):
    first = local(b"a.bin", payload, flags=1)
    second = central(b"a.bin", payload, 0, flags=1)
    return first + second + end(1, len(second), len(first))


@wrapping(ALL, "zip with a count of members that is too low")
def low_count(payload):
    first = local(b"a.txt", CLEAN)
    other = local(b"b.bin", payload)
    second = central(b"a.txt", CLEAN, 0) + central(b"b.bin", payload, len(first))
    return first + other + second + end(1, len(second), len(first) + len(other))


@wrapping(ALL, "zip with two members on the same bytes")
def two_on_one(payload):
    first = local(b"a.bin", payload)
    second = central(b"a.bin", payload, 0) + central(b"b.bin", payload, 0)
    return first + second + end(2, len(second), len(first))


@wrapping(ALL, "zip whose offsets ignore what lies before it")
def shifted_offsets(payload):
    return bytes(1000) + by_hand(payload)


@wrapping(ALL, "zip with an extra field that is too long for itself")
def broken_extra(payload):
    extra = struct.pack("<HH", 0x7075, 500) + b"abc"
    first = local(b"a.bin", payload, extra=extra)
    second = central(b"a.bin", payload, 0, extra=extra)
    return first + second + end(1, len(second), len(first))


@wrapping(ALL, "zip with a name of a folder and data")
def folder_with_data(payload):
    return by_hand(payload, b"folder/")


@wrapping(ALL, "zip with a name that leads out")
def leads_out(payload):
    return by_hand(payload, b"../../a.bin")


@wrapping(ALL, "zip with a zero byte in the name")
def zero_in_name(payload):
    return by_hand(payload, b"a.txt\0.bin")


@wrapping(ALL, "docx with the payload as a picture")
def in_a_docx(payload):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("[Content_Types].xml", '<?xml version="1.0"?><Types xmlns="http://schemas.'
                      'openxmlformats.org/package/2006/content-types"><Default Extension="xml" '
                      'ContentType="application/xml"/></Types>')
        file.writestr("word/document.xml", "<w:document/>")
        file.writestr("word/media/image1.png", payload)
    return out.getvalue()


@wrapping(ALL, "odt with the payload as a picture")
def in_an_odt(payload):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        file.writestr("mimetype", "application/vnd.oasis.opendocument.text", zipfile.ZIP_STORED)
        file.writestr("content.xml", "<office:document-content/>", zipfile.ZIP_DEFLATED)
        file.writestr("Pictures/a.png", payload, zipfile.ZIP_DEFLATED)
    return out.getvalue()


@wrapping(ALL, "jar with the payload as a class")
def in_a_jar(payload):
    return archive(payload, "a/B.class", before=["META-INF/MANIFEST.MF"])
