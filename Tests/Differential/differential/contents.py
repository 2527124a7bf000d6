"""Files in files: what both scanners find at clamscan's defaults, and in what."""

import hashlib
import io
import itertools
import shutil
import struct
import zipfile
import zlib
from random import Random

from evasion import archives, bodies, documents, zips
from evasion.wrapping import Wrapping

from . import macros
from .batches import Batch

MARK = b"Planted%s for what lies in files, and in files in those"
TYPES = ("ANY ZIP GZ BZ XZ 7Z POSIX_TAR OLD_TAR MSCAB MAIL MSOLE2 PDF RTF HTML ONENOTE OOXML_WORD CPIO_NEWC "
         "CPIO_ODC ISO9660 SWF TNEF UUENCODED TEXT_ASCII BINARY_DATA XAR MSEXE").split()
INNER = "ZIP GZ BZ XZ 7Z POSIX_TAR MAIL MSOLE2 PDF".split()
TARGETS = [n for n in range(13) if n != 8]

# Wrappings that carry a file in a file. Those of requests alone are the proxy's.
CARRIERS = [w for w in zips.ALL + archives.ALL + documents.ALL if not w.headers]
CARRIERS += [w for w in bodies.ALL if w.name.startswith(("mail", "uuencode"))]
CARRIERS.append(Wrapping(
    "Flash", lambda p: b"CWS\x06" + struct.pack("<I", len(p) + 8) + zlib.compress(p)))
# Those that others are put into, and out of which everybody gets them.
NESTED = ("zip, deflated", "gzip", "bzip2", "xz", "tar, ustar", "tar, pax", "7z", "mail, base64",
          "PDF, FlateDecode", "cpio, newc", "tar.gz")


def package(payload):
    """A document of Word 2007 with macros."""
    types = (b'<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
             b'<Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/></Types>')
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("[Content_Types].xml", types)
        file.writestr("_rels/.rels", b"<Relationships/>")
        file.writestr("word/document.xml", b"<w:document/>")
        file.writestr("word/vbaProject.bin", macros.macro_part(payload))
    return out.getvalue()


def elf(mark):
    return b"\x7fELF\x02\x01\x01".ljust(16, b"\0") + bytes.fromhex("02003e0001000000") + bytes(40) + mark


def picture(mark):
    return b"GIF89a\x01\0\x01\0\x80\0\0\0\0\0\xff\xff\xff!\xfe" + bytes([len(mark)]) + mark \
        + b"\0,\0\0\0\0\x01\0\x01\0\0\x02\x02D\x01\0;"


# What a file may be that lies in others: made of a mark, by which signatures know it.
KINDS = {
    "text": lambda mark: b"some text: " + mark + b"\n",
    "data": lambda mark: bytes(range(1, 9)) * 4 + b"\0\1\2" + mark + b"\xff\xfe",
    "html": lambda mark: b"<html><body><p>" + mark + b"</p></body></html>\n",
    "compound": lambda mark: documents.compound(mark, "Contents"),
    "macros": macros.macros,
    "package": package,
    "pdf": lambda mark: documents.pdf(mark, b"/Type /EmbeddedFile"),
    "elf": elf,
    "picture": picture,
    "mail": lambda mark: bodies.mail(mark, "7bit", mark),
}


def signatures(mark, payload):
    """The lines of databases that know a mark and the file that it lies in, whatever that lies in."""
    digits = mark.hex()
    either = f"{digits}::i"
    lines = {"ndb": [f"Raw{n}:{n}:*:{digits}" for n in TARGETS]}
    lines["ldb"] = [f"Either{n};Engine:81-255,Target:{n};0;{either}" for n in (0, 3, 7)]
    lines["ldb"] += [f"In.{t};Engine:81-255,Container:CL_TYPE_{t},Target:0;0;{digits}" for t in TYPES]
    lines["ldb"] += [
        f"Deep.{a}.{b};Engine:81-255,Intermediates:CL_TYPE_{a}>CL_TYPE_{b},Target:0;0;{digits}"
        for a, b in itertools.product(INNER, INNER)]
    lines["ldb"].append(
        f"Sized;Engine:81-255,FileSize:{len(payload)}-{len(payload)},Target:0;0;{digits}")
    lines["hdb"] = [f"{hashlib.md5(payload).hexdigest()}:{len(payload)}:Digest.MD5"]
    lines["hsb"] = [f"{hashlib.sha256(payload).hexdigest()}:*:Digest.SHA256:73"]
    return lines


def rules(payload):
    """Rules on members."""
    size = len(payload)
    lines = [f"Rule.In.{t}:CL_TYPE_{t}:*:*:*:*:*:*:*:*" for t in TYPES if t != "ANY"]
    lines += [f"Rule.At.{n}:*:*:*:*:*:*:{n}:*:*" for n in range(5)]
    lines += [f"Rule.Encrypted.{n}:*:*:*:*:*:{n}:*:*:*" for n in (0, 1)]
    lines += [r"Rule.Name:*:*:a\.bin$:*:*:*:*:*:*", r"Rule.First:*:*:^[a-m]:*:*:*:*:*:*",
              r"Rule.Other:*:*:\.exe$:*:*:*:*:*:*", f"Rule.Size:*:*:*:*:{size}:*:*:*:*",
              f"Rule.Sizes:*:*:*:*:{size // 2}-{size + 9}:*:*:*:*", "Rule.Packed.0:*:*:*:0:*:*:*:*:*",
              f"Rule.Packed:*:*:*:1-{size}:*:*:*:*:*", "Rule.Small:*:1-600:*:*:*:*:*:*:*",
              "Rule.Large:*:601-99999999:*:*:*:*:*:*:*", "Rule.Sum:CL_TYPE_ZIP:*:*:*:*:*:*:12345:x"]
    return lines


def contents(settings):
    """Tasks: files of several kinds in every wrapping, and in several of them."""
    kinds = list(KINDS) if settings.size == "full" else ["text", "macros", "html"]
    tasks = [(run_contents, "contents", kind, False) for kind in kinds]
    return tasks + [(run_contents, "contents", "members", True)]


def run_contents(settings, part, name, has_rules):
    if settings.signature:
        return None
    batch = Batch(part, name, settings.directory, settings, at_defaults=True)
    random = Random(f"{settings.seed}:{name}")
    mark = MARK % str(random.randrange(10**6)).encode()
    payload = KINDS["data" if has_rules else name](mark)
    if has_rules:
        batch.add_lines("cdb", rules(payload))
    else:
        for form, lines in signatures(mark, payload).items():
            batch.add_lines(form, lines)
    batch.add_file(payload, "itself")
    for wrapping in CARRIERS:
        if not wrapping.needs or shutil.which(wrapping.needs):
            batch.add_file(wrapping.wrap(payload), wrapping.name)
    for names in nestings(random, 60 if settings.size == "full" else 12):
        data = payload
        for each in reversed(names):
            data = each.wrap(data)
        batch.add_file(data, " > ".join(each.name for each in names))
    from .parts import finish
    return finish(batch)


def nestings(random, count):
    """Wrappings in wrappings, from the outside in."""
    chosen = [w for w in CARRIERS if w.name in NESTED and (not w.needs or shutil.which(w.needs))]
    every = list(itertools.product(chosen, chosen))
    deep = [tuple(random.choices(chosen, k=random.randint(3, 5))) for _ in range(count // 3)]
    return random.sample(every, min(len(every), count - len(deep))) + deep
