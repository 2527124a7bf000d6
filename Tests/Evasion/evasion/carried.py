"""Archives in other files: behind them, between them, where their readers do not look."""

import gzip
import lzma
import struct
import tarfile
import zlib

from . import archives, zips
from .documents import compound, pdf
from .wrapping import Wrapping, wrapping

ALL = []
CLEAN = zips.CLEAN


def bitmap():
    return (b"BM" + struct.pack("<IHHI", 54 + 900, 0, 0, 54)
            + struct.pack("<IiiHHIIiiII", 40, 10, 30, 1, 24, 0, 0, 0, 0, 0, 0) + bytes(range(90)) * 10)


def program():
    """As much of an ELF file as tells that it is one."""
    return b"\x7fELF\2\1\1" + bytes(9) + struct.pack("<HHI", 2, 62, 1) + bytes(range(1, 200)) * 9


HOSTS = {
    "a picture": bitmap,
    "text": lambda: b"name,number\none,1\ntwo,2\n" * 40,
    "JSON": lambda: b'{"name": "one", "number": 1}\n',
    "a script": lambda: b"#!/bin/sh\necho one\nexit 0\n",
    "a program": program,
    "a PDF": lambda: pdf(zlib.compress(CLEAN), b"/Filter /FlateDecode"),
    "a compound file": lambda: compound(CLEAN),
    "a tar": lambda: archives.tarred(CLEAN),
    "RTF": lambda: rb"{\rtf1 one}",
    "an unknown file": lambda: bytes(range(1, 251)) * 50,
}


def hidden(payload):
    """The payload in a form that is only found by who opens what is around it."""
    # With properties by which nobody finds it.
    return lzma.compress(payload, lzma.FORMAT_ALONE, filters=[{"id": lzma.FILTER_LZMA1, "lc": 2}])


def fielded(content):
    """A gzip file with a content in its header, which decoders pass over."""
    packed = gzip.compress(CLEAN)
    return packed[:3] + b"\4" + packed[4:10] + struct.pack("<H", len(content)) + content + packed[10:]


BY_NAME = {each.name: each for each in archives.ALL + zips.ALL}
for label in ("7z", "rar 4, stored", "rar 5, stored", "cab", "gzip", "bzip2", "xz", "zstd",
              "lzma", "tar.Z", "tar, ustar", "cpio, newc", "iso", "xar", "zip, deflated",
              "zip without its directory"):
    for host, make in HOSTS.items():
        # What is opened is what the archive's own wrapping opens.
        inner = BY_NAME[label]
        if label not in ("7z", "rar 4, stored", "zip, deflated") and host not in (
                "a picture", "an unknown file"):
            continue
        ALL.append(Wrapping(f"{label}, behind {host}",
                            lambda payload, inner=inner, make=make: make() + inner.wrap(hidden(payload)),
                            needs=inner.needs))
ALL += [
    Wrapping("7z behind a 7z", lambda payload: BY_NAME["7z"].wrap(CLEAN) + BY_NAME["7z"].wrap(payload),
             needs="bsdtar"),
    Wrapping("7z in a picture", lambda payload: bitmap() + BY_NAME["7z"].wrap(payload) + bytes(5000),
             needs="bsdtar"),
    Wrapping("zip before 70,000 zeros, behind a picture",
             lambda payload: bitmap() + zips.archive(payload) + bytes(70_000)),
    Wrapping("zip before 70,000 zeros", lambda payload: zips.archive(payload) + bytes(70_000)),
    Wrapping("zip before a zip, behind a picture",
             lambda payload: bitmap() + zips.archive(payload) + zips.archive(CLEAN)),
    Wrapping("7z in the extra field of a gzip file",
             lambda payload: fielded(BY_NAME["7z"].wrap(payload)), needs="bsdtar"),
    Wrapping("gzip in a frame of zstd that is skipped",
             lambda payload: struct.pack("<II", 0x184D2A50, len(gzip.compress(hidden(payload))))
             + gzip.compress(hidden(payload)) + BY_NAME["zstd"].wrap(CLEAN),
             needs=BY_NAME["zstd"].needs),
    Wrapping("rar of the first kind", lambda payload: b"RE~^\7\0" + hidden(payload), opens=False),
    Wrapping("rar in the comment of a zip",
             lambda payload: zips.archive(
                 CLEAN, comment=BY_NAME["rar 4, stored"].wrap(hidden(payload)))),
]
for label in ("7z", "rar 5, stored", "gzip", "bzip2", "xz", "tar, ustar", "tar.gz", "cpio, newc", "ar",
              "zstd"):
    inner = BY_NAME[label]
    ALL.append(Wrapping(f"{label}, before 70,000 zeros",
                        lambda payload, inner=inner: inner.wrap(payload) + bytes(70_000),
                        needs=inner.needs))


def entry(name, data, kind=tarfile.REGTYPE, size=None, pax=None, format=tarfile.PAX_FORMAT):
    """A header of a tar, what is before it, and data."""
    info = tarfile.TarInfo(name)
    info.type, info.size = kind, len(data) if size is None else size
    info.pax_headers = pax or {}
    return info.tobuf(format) + data + bytes(-len(data) % 512)


END = bytes(1024)


@wrapping(ALL, "tar behind the end of a tar, and what is left of a tape's block")
def behind_zeros(payload):
    return entry("a.txt", CLEAN) + bytes(10_240) + entry("a.lzma", hidden(payload)) + END


@wrapping(ALL, "gzip behind the end of a tar")
def file_behind_tar(payload):
    return entry("a.txt", CLEAN) + END + gzip.compress(payload)


@wrapping(ALL, "tar, whose extended header says that a member is empty", opens=False)
def pax_empty(payload):
    inner = entry("b.lzma", hidden(payload))
    return entry("a.txt", inner, pax={"size": "0"}) + END


@wrapping(ALL, "tar, whose extended header says that a member is longer", opens=False)
def pax_longer(payload):
    inner = entry("b.lzma", hidden(payload))
    return entry("a.txt", CLEAN, pax={"size": str(512 + len(inner))}) + inner + END


for kind, word in ((tarfile.DIRTYPE, "folder"), (tarfile.SYMTYPE, "symbolic link"),
                   (tarfile.LNKTYPE, "hard link"), (tarfile.CHRTYPE, "device"), (tarfile.FIFOTYPE, "pipe")):
    ALL.append(Wrapping(f"tar, a {word} with data",
                        lambda payload, kind=kind: entry("a", hidden(payload), kind) + END, opens=False))


@wrapping(ALL, "tar, a folder of the oldest kind with data", opens=False)
def old_folder(payload):
    return entry("a/", hidden(payload), tarfile.AREGTYPE, format=tarfile.USTAR_FORMAT) + END


@wrapping(ALL, "tar, a size in bits")
def binary_size(payload):
    packed = hidden(payload)
    head = bytearray(entry("a.lzma", b"", size=len(packed), format=tarfile.GNU_FORMAT))
    head[124:136] = b"\x80" + len(packed).to_bytes(11, "big")
    head[148:156] = b" " * 8
    head[148:156] = b"%06o\0 " % sum(head)
    return bytes(head) + packed + bytes(-len(packed) % 512) + END
