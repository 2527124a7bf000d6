"""Messages of OpenPGP that nobody needs a key for, and streams of other programs."""

import base64
import bz2
import struct
import zlib

from .wrapping import Wrapping

ALL = []


def literal(payload):
    """A file, in two pieces: the payload is on the edge of the first."""
    body = b"b\x05a.bin" + bytes(4)
    body += b"." * (512 - len(body) - 9) + payload
    return b"\xcb\xe9" + body[:512] + b"\xff" + struct.pack(">I", len(body) - 512) + body[512:]


def deflate(data):
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return packer.compress(data) + packer.flush()


def old(algorithm, packed):
    """A packet that goes to the end of the file."""
    return b"\xa3" + bytes([algorithm]) + packed


def new(algorithm, packed):
    return b"\xc8\xff" + struct.pack(">IB", len(packed) + 1, algorithm) + packed


def checksum(message):
    """The CRC-24 of RFC 9580, section 6.1."""
    crc = 0xB704CE
    for byte in message:
        crc ^= byte << 16
        for _ in range(8):
            crc = crc << 1 ^ (0x1864CFB if crc & 0x800000 else 0)
    return base64.b64encode((crc & 0xFFFFFF).to_bytes(3, "big"))


def armoured(message):
    return (b"-----BEGIN PGP MESSAGE-----\nVersion: 1\n\n" + base64.encodebytes(message)
            + b"=" + checksum(message) + b"\n-----END PGP MESSAGE-----\n")


for label, wrap in (
        ("in pieces", literal), ("ZIP", lambda payload: old(1, deflate(literal(payload)))),
        ("ZLIB", lambda payload: new(2, zlib.compress(literal(payload)))),
        ("bzip2", lambda payload: new(3, bz2.compress(literal(payload)))),
        ("compressed twice",
         lambda payload: old(1, deflate(new(2, zlib.compress(literal(payload))))))):
    ALL.append(Wrapping(f"OpenPGP, {label}", wrap))
    ALL.append(Wrapping(f"OpenPGP, {label}, as text", lambda payload, wrap=wrap: armoured(wrap(payload))))

ALL.append(Wrapping(
    "zlib by qCompress", lambda payload: struct.pack(">I", len(payload)) + zlib.compress(payload),
    opens=False))
