"""Other archives and compressed files."""

import bz2
import gzip
import io
import lzma
import os
import struct
import subprocess
import tarfile
import tempfile
import zlib

from .wrapping import Wrapping, wrapping
from .zips import CLEAN, archive as zipped

ALL = []


def tarred(payload, format=tarfile.PAX_FORMAT, mode="w", name="a.bin"):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode=mode, format=format) as file:
        for each, data in (("readme.txt", CLEAN), (name, payload)):
            entry = tarfile.TarInfo(each)
            entry.size = len(data)
            file.addfile(entry, io.BytesIO(data))
    return out.getvalue()


for format, word in ((tarfile.USTAR_FORMAT, "ustar"), (tarfile.GNU_FORMAT, "GNU"),
                     (tarfile.PAX_FORMAT, "pax")):
    ALL.append(Wrapping(f"tar, {word}", lambda payload, format=format: tarred(payload, format)))
for mode in ("gz", "bz2", "xz"):
    ALL.append(Wrapping(
        f"tar.{mode}", lambda payload, mode=mode: tarred(payload, mode=f"w:{mode}")))
ALL.append(Wrapping(
    "tar with a name of 300 bytes", lambda payload: tarred(payload, name="long/" * 60 + "a.bin")))
ALL += [
    Wrapping("gzip", gzip.compress),
    Wrapping("gzip of gzip", lambda payload: gzip.compress(gzip.compress(payload))),
    Wrapping("gzip, two members", lambda payload: gzip.compress(payload[:20])
             + gzip.compress(payload[20:])),
    Wrapping("gzip, stored", lambda payload: gzip.compress(payload, 0)),
    Wrapping("gzip with data after it", lambda payload: gzip.compress(payload) + b"garbage"),
    Wrapping("gzip, its end cut off", lambda payload: gzip.compress(payload)[:-8]),
    Wrapping("gzip, an empty member first", lambda payload: gzip.compress(b"")
             + gzip.compress(payload)),
    Wrapping("bzip2", bz2.compress),
    Wrapping("bzip2, two streams", lambda payload: bz2.compress(payload[:20])
             + bz2.compress(payload[20:])),
    Wrapping("xz", lzma.compress),
    Wrapping("xz, two streams", lambda payload: lzma.compress(payload[:20])
             + lzma.compress(payload[20:])),
    Wrapping("xz with padding", lambda payload: lzma.compress(CLEAN) + bytes(8)
             + lzma.compress(payload)),
    Wrapping("lzma", lambda payload: lzma.compress(payload, lzma.FORMAT_ALONE)),
    Wrapping("zlib, bare", zlib.compress, opens=False),
    Wrapping("zip in tar.gz", lambda payload: tarred(zipped(payload), mode="w:gz", name="a.zip")),
    Wrapping("tar.gz in zip", lambda payload: zipped(tarred(payload, mode="w:gz"), "a.tar.gz")),
    Wrapping("tar after a tar", lambda payload: tarred(CLEAN) + tarred(payload)),
]


@wrapping(ALL, "gzip with a name, a comment and a checksum of its header")
def full_header(payload):
    packed = gzip.compress(payload)
    head = b"\x1f\x8b\x08\x1e" + packed[4:10] + struct.pack("<H", 4) + b"abcd" + b"n\0" + b"c\0"
    return head + struct.pack("<H", zlib.crc32(head) & 0xFFFF) + packed[10:]


@wrapping(ALL, "tar, sparse, GNU", opens=False)
def sparse(payload):
    entry = tarfile.TarInfo("a.bin")
    entry.size = len(payload)
    head = bytearray(entry.tobuf(tarfile.GNU_FORMAT))
    head[156:157] = b"S"
    head[386:398], head[398:410] = b"%011o\0" % 512, b"%011o\0" % len(payload)
    head[483:495] = b"%011o\0" % (512 + len(payload))
    head[148:156] = b" " * 8
    head[148:156] = b"%06o\0 " % sum(head)
    return bytes(head) + payload + bytes(-len(payload) % 512) + bytes(1024)


def by_program(arguments, name):
    """A wrapping that a program makes of a file `a.bin`; `{}` stands for the file that it writes."""
    def wrap(payload):
        with tempfile.TemporaryDirectory() as directory:
            with open(os.path.join(directory, "a.bin"), "wb") as file:
                file.write(payload)
            out = os.path.join(directory, name)
            subprocess.run([each.replace("{}", out) for each in arguments], cwd=directory, check=True,
                           stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                           stderr=subprocess.DEVNULL)
            with open(out, "rb") as file:
                return file.read()
    return wrap


for label, program, arguments, opens in (
        ("7z", "bsdtar", ["bsdtar", "--format", "7zip", "-cf", "{}", "a.bin"], True),
        ("cpio, odc", "bsdtar", ["bsdtar", "--format", "cpio", "-cf", "{}", "a.bin"], True),
        ("cpio, newc", "bsdtar", ["bsdtar", "--format", "newc", "-cf", "{}", "a.bin"], True),
        ("ar", "bsdtar", ["bsdtar", "--format", "arbsd", "-cf", "{}", "a.bin"], True),
        ("xar", "bsdtar", ["bsdtar", "--format", "xar", "-cf", "{}", "a.bin"], True),
        ("iso", "bsdtar", ["bsdtar", "--format", "iso9660", "-cf", "{}", "a.bin"], True),
        ("tar.zst", "bsdtar", ["bsdtar", "--zstd", "-cf", "{}", "a.bin"], True),
        ("tar.lz4", "bsdtar", ["bsdtar", "--lz4", "-cf", "{}", "a.bin"], True),
        ("tar.Z", "bsdtar", ["bsdtar", "-Zcf", "{}", "a.bin"], True),
        ("zstd", "zstd", ["zstd", "-q", "a.bin", "-o", "{}"], True),
        ("lz4", "lz4", ["lz4", "-q", "a.bin", "{}"], True),
        ("zip with a password", "7z", ["7z", "a", "-psecret", "{}", "a.bin"], False),
        ("zip with a password, AES", "7z",
         ["7z", "a", "-tzip", "-psecret", "-mem=AES256", "{}", "a.bin"], False),
        ("7z, solid", "7z", ["7z", "a", "-ms=on", "{}", "a.bin"], True),
        ("7z with a password", "7z", ["7z", "a", "-psecret", "{}", "a.bin"], False),
        ("7z with a password, names too", "7z", ["7z", "a", "-psecret", "-mhe=on", "{}", "a.bin"],
         False),
        ("cab", "lcab", ["lcab", "a.bin", "{}"], True)):
    ALL.append(Wrapping(
        label, by_program(arguments, "a." + label.split(",")[0].split(" ")[0]), opens=opens,
        needs=program))


for method in ("Deflate64", "PPMd", "LZMA", "BZip2", "xz"):
    # With enough behind it that packing it pays.
    ALL.append(Wrapping(
        f"zip by 7-Zip, {method}",
        lambda payload, method=method: by_program(
            ["7z", "a", "-tzip", f"-mm={method}", "{}", "a.bin"], "a.zip")(payload + CLEAN * 40),
        needs="7z"))


@wrapping(ALL, "rar 4, stored")
def rar4(payload):
    def block(kind, flags, body, data=b""):
        head = struct.pack("<BHH", kind, flags, 7 + len(body)) + body
        return struct.pack("<H", zlib.crc32(head) & 0xFFFF) + head + data
    member = struct.pack("<IIBIIBBHI", len(payload), len(payload), 3, zlib.crc32(payload), 0, 20, 0x30, 5,
                         0o100644) + b"a.bin"
    return (b"Rar!\x1a\x07\0" + block(0x73, 0, bytes(6)) + block(0x74, 0x8000, member, payload)
            + block(0x7B, 0x4000, b""))


@wrapping(ALL, "rar 5, stored")
def rar5(payload):
    def number(value):
        out = bytearray()
        while value > 0x7F:
            out.append(value & 0x7F | 0x80)
            value >>= 7
        return bytes(out) + bytes([value])

    def block(kind, flags, body, data=b""):
        head = number(kind) + number(flags) + (number(len(data)) if flags & 2 else b"") + body
        head = number(len(head)) + head
        return struct.pack("<I", zlib.crc32(head)) + head + data
    member = (number(4) + number(len(payload)) + number(0o100644)
              + struct.pack("<I", zlib.crc32(payload)) + number(0) + number(1) + number(5) + b"a.bin")
    return (b"Rar!\x1a\x07\1\0" + block(1, 0, number(0)) + block(2, 2, member, payload)
            + block(5, 0, number(0)))
