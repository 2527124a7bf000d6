"""Archives whose members would leave the directory that they are unpacked in: the corpora have none."""

import io
import tarfile
import zipfile

PATHS = ("../outside", "a/../../outside", "a/b/../../../outside", "./../outside", "/outside", "..\\outside",
         "C:\\outside", "C:outside", "\\\\host\\share\\outside")


def zipped(name, mode=0, content=b"text"):
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w") as archive:
        member = zipfile.ZipInfo(name)
        # What a mode is, is said by Unix alone.
        member.create_system, member.external_attr = 3, (mode or 0o100644) << 16
        archive.writestr(member, content)
    return output.getvalue()


def tarred(name, kind=tarfile.REGTYPE, target="", packing=""):
    output = io.BytesIO()
    with tarfile.open(fileobj=output, mode=f"w:{packing}") as archive:
        member = tarfile.TarInfo(name)
        member.type, member.linkname = kind, target
        archive.addfile(member, io.BytesIO())
    return output.getvalue()


def newc(name, mode, content=b""):
    """A cpio archive of the portable format, with one member."""
    output = b""
    for each, bits, data in ((name, mode, content), ("TRAILER!!!", 0, b"")):
        fields = (1, bits, 0, 0, 1, 0, len(data), 0, 0, 0, 0, len(each) + 1, 0)
        output += b"070701" + b"".join(b"%08x" % field for field in fields) + each.encode() + b"\0"
        output += bytes(-len(output) % 4) + data
        output += bytes(-len(output) % 4)
    return output


def archives():
    """Names and bytes."""
    for path in PATHS:
        yield f"zip {path}", zipped(path)
        yield f"tar {path}", tarred(path)
        yield f"cpio {path}", newc(path, 0o100644)
    for target in ("/etc/passwd", "../../outside"):
        yield f"zip link to {target}", zipped("link", 0o120777, target.encode())
        yield f"tar link to {target}", tarred("link", tarfile.SYMTYPE, target)
        yield f"tar.gz link to {target}", tarred("link", tarfile.SYMTYPE, target, "gz")
        yield f"tar hard link to {target}", tarred("link", tarfile.LNKTYPE, target)
        yield f"cpio link to {target}", newc("link", 0o120777, target.encode())
    for name, kind in (("block", tarfile.BLKTYPE), ("character", tarfile.CHRTYPE)):
        yield f"tar {name} device", tarred("device", kind)
    yield "cpio device", newc("device", 0o020666)
