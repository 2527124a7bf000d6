"""Databases that are no content signatures: digests, what is to be ignored, file types, images."""

import hashlib
import struct
import subprocess
import zlib
from random import Random

from .batches import Batch
from .containers import plain, portable

DIGESTS = {"md5": "hdb", "sha1": "hsb", "sha256": "hsb"}
SECTION_FORMATS = {"md5": "mdb", "sha1": "msb", "sha256": "msb"}
IMPORTS = [("KERNEL32.dll", ["ExitProcess", "GetProcAddress"]), ("ws2_32.dll", [115, "closesocket"]),
           ("user32.DLL", ["MessageBoxA"])]
# An import by number has a name where ClamAV knows it.
ORDINALS = {("ws2_32", 115): "wsastartup"}


def digest(kind, data):
    return hashlib.new(kind, data).hexdigest()


def changed(data, random):
    at = random.randrange(len(data))
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]


def spoiled(text):
    """Another digest: in its first digit, since Cordon keeps the first 128 bits."""
    return ("0" if text[0] != "0" else "1") + text[1:]


def samples(random, count):
    """Files of several kinds, some of them executables with imports."""
    for index in range(count):
        kind = random.choice(("any", "text", "pe", "pe", "elf", "graphics"))
        if kind == "pe":
            chosen = random.sample(IMPORTS, random.randint(1, 3)) if index % 2 else ()
            yield portable.build([], {}, random, chosen), chosen
        else:
            from . import containers
            yield containers.build(kind, [], {}, random), ()


def import_text(imports):
    """What an import hash is of: library.function, lower case, in the order of the file."""
    names = []
    for library, functions in imports:
        stem = library.lower().rsplit(".", 1)[0]
        for function in functions:
            name = ORDINALS.get((stem, function)) or str(function).lower()
            names.append(f"{stem}.{name}")
    return ",".join(names).encode()


def run_digests(settings, part, name, count, suffix):
    """Every kind of digest, with and without a size, right and almost right; `suffix` "u" makes them
    formats of unwanted applications."""
    batch = Batch(part, name, settings.directory, settings)
    random = Random(f"{settings.seed}:{name}")
    lines, known = {}, set()

    def add(form, line):
        # Of several names for one digest clamscan gives any.
        value = next(field for field in line.split(":") if len(field) >= 32).lower()
        if value in known:
            return
        known.add(value)
        lines.setdefault(form[:2] + "u" if suffix and form != "imp" else form, []).append(line)

    prefix = "PUA.Digest" if suffix else "Digest"
    for index, (data, imports) in enumerate(samples(random, count)):
        batch.add_file(data, "a file with its digest")
        batch.add_file(changed(data, random), "one byte changed")
        kind = random.choice(list(DIGESTS))
        sizes = ((len(data), ""), ("*", ":73"), (len(data) + 1, ""), (len(data), ":73:90"))
        size, level = sizes[index % len(sizes)]
        value = digest(kind, data)
        if random.random() < 0.2:
            value = spoiled(value)
        if random.random() < 0.3:
            value = value.upper()
        add(DIGESTS[kind], f"{value}:{size}:{prefix}.File-{index}{level}")
        if data[:2] == b"MZ":
            for number, content in enumerate(portable.sections(data)):
                kind = random.choice(list(DIGESTS))
                size, level = random.choice(((len(content), ""), ("*", ":73"), (len(content) - 1, "")))
                add(SECTION_FORMATS[kind],
                    f"{size}:{digest(kind, content)}:{prefix}.Section-{index}-{number}{level}")
        if imports:
            text = import_text(imports)
            kind = random.choice(list(DIGESTS))
            size = random.choice((len(text), "*", len(text) + 1))
            add("imp", f"{digest(kind, text)}:{size}:{prefix}.Imports-{index}:90")
    for form, content in lines.items():
        batch.add_lines(form, content)
    return batch


def run_trusted(settings, part, name, count):
    """Files that a signature finds, of which some are listed as false positives; signatures that are
    ignored by name, by name and digest, and by name with another digest."""
    batch = Batch(part, name, settings.directory, settings)
    random = Random(f"{settings.seed}:{name}")
    lines = {form: [] for form in ("ndb", "ldb", "hdb", "fp", "sfp", "ign", "ign2")}
    for index in range(count):
        word = bytes(random.choices(b"bcdfghjklmnpqrstvwxz", k=12))
        data = plain.BEGINNINGS["any"][0] + word + random.randbytes(random.randint(20, 400))
        batch.add_file(data, f"case {index % 8}")
        signature = f"Trusted.Word-{index}:0:*:{word.hex()}"
        case = index % 8
        if case == 0:
            lines["fp"].append(f"{digest('md5', data)}:{len(data)}:listed")
        elif case == 1:
            kind = random.choice(("sha1", "sha256"))
            lines["sfp"].append(f"{digest(kind, data)}:{len(data)}:listed")
        elif case == 2:
            lines["sfp"].append(f"{digest('sha256', data)}:*:listed:73")
        elif case == 3:
            lines["ign2"].append(f"Trusted.Word-{index}")
        elif case == 4:
            lines["ign2"].append(f"Trusted.Word-{index}:{digest('md5', signature.encode())}")
        elif case == 5:
            lines["ign2"].append(f"Trusted.Word-{index}:{digest('md5', b'other')}")
        elif case == 6:
            lines["ign"].append(f"x.ndb:{index}:Trusted.Word-{index}")
        else:
            lines["fp"].append(f"{digest('md5', data)}:{len(data) + 1}:listed")
        lines["ndb"].append(signature)
        lines["ldb"].append(f"Trusted.Logic-{index};Engine:81-255,Target:0;0;{word.hex()}")
        lines["hdb"].append(f"{digest('md5', data)}:{len(data)}:Trusted.Digest-{index}")
    # clamscan takes no line without a digest after one with a digest.
    lines["ign2"].sort(key=lambda line: ":" in line)
    for form, content in lines.items():
        batch.add_lines(form, content)
    return batch


TYPES = {"CL_TYPE_MSOLE2": 2, "CL_TYPE_GRAPHICS": 5, "CL_TYPE_ELF": 6, "CL_TYPE_PDF": 10,
         "CL_TYPE_SWF": 11, "CL_TYPE_JAVA": 12, "CL_TYPE_HTML": 3, "CL_TYPE_MAIL": 4,
         "CL_TYPE_TEXT_ASCII": 7, "CL_TYPE_BINARY_DATA": 0}


def run_types(settings, part, name, count):
    """File types by first bytes and by patterns, of the database's own."""
    batch = Batch(part, name, settings.directory, settings)
    random = Random(f"{settings.seed}:{name}")
    magic, patterns = [], []
    for index, (kind, target) in enumerate(TYPES.items()):
        word = bytes(random.choices(b"BCDFGHJKLM", k=8))
        offset = random.choice((0, 0, 16))
        levels = random.choice(("", "", ":1", ":51:255", ":1:5", ":250"))
        sort = random.choice(("0", "0", "1"))
        magic.append(f"{sort}:{offset}:{word.hex()}:Kind-{index}:CL_TYPE_ANY:{kind}{levels}")
        body = bytes(random.choices(b"bcdfghjklmnpqrstvwxz", k=10))
        patterns.append(f"Kind.{kind}:{target}:*:{body.hex()}")
        for _ in range(count):
            filler = random.choice((b"", b"\0\1\2", b"text "))
            data = bytes(offset) + word + filler + body + filler
            batch.add_file(data, f"type {kind}")
            batch.add_file(b"x" + data, f"type {kind}, shifted")
    batch.add_lines("ftm", magic)
    batch.add_lines("ndb", patterns)
    return batch


def picture(random, width=64, height=64):
    """A PNG of gradients and blocks, so that its perceptual hash has both values in many places."""
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    blocks = [(random.randrange(width), random.randrange(height), random.randrange(6, 30),
               random.randrange(256)) for _ in range(12)]
    slope_x, slope_y = random.randrange(1, 4), random.randrange(1, 4)
    rows = bytearray()
    for y in range(height):
        rows.append(0)
        for x in range(width):
            value = (x * slope_x + y * slope_y) & 0xFF
            for left, top, size, shade in blocks:
                if left <= x < left + size and top <= y < top + size:
                    value = shade
            rows.append(value)
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
            + chunk(b"IDAT", zlib.compress(bytes(rows))) + chunk(b"IEND", b""))


def run_images(settings, part, name, count):
    """Perceptual hashes of pictures: ClamAV's own tool says what they are."""
    batch = Batch(part, name, settings.directory, settings)
    random = Random(f"{settings.seed}:{name}")
    lines = []
    for index in range(count):
        batch.add_file(picture(random), "a picture with its hash")
        done = subprocess.run(["sigtool", "--fuzzy-img", batch.files[-1].path], capture_output=True,
                              text=True)
        value = next((w for w in done.stdout.replace("#", " ").split() if len(w) == 16), None)
        if not value:
            batch.unfit["sigtool tells no hash"] += 1
            continue
        if index % 4 == 3:
            value = spoiled(value)
        more = random.choice(("", "", "#0"))
        lines.append(f"Image-{index};Engine:150-255,Target:5;0;fuzzy_img#{value}{more}")
    if lines:
        batch.add_lines("ldb", lines)
    return batch
