"""Files, and what clients are to be told about them."""

import csv
import io
import os
import pickle
import struct
import subprocess
import zipfile
import zlib
from dataclasses import dataclass, field

PLANTED = b"this text is planted for the tests of the scan API"

# Fields of the answer, by the parameter of the client that allows the class; None where it has none.
CLASSES = {
    "allow_executables": "ContainsExecutable",
    "allow_invalid_files": "ContainsInvalidFile",
    "allow_scripts": "ContainsScript",
    "allow_password_protected_files": "ContainsPasswordProtectedFile",
    "allow_macros": "ContainsMacros",
    "allow_xml_external_entities": "ContainsXmlExternalEntities",
    "allow_insecure_deserialization": "ContainsInsecureDeserialization",
    "allow_html": "ContainsHtml",
    "allow_unsafe_archives": "ContainsUnsafeArchive",
    "allow_ole_embedded_object": "ContainsOleEmbeddedObject",
    "allowUnwantedAction": "ContainsUnwantedAction",
}


@dataclass
class Sample:
    """A file, the parameters that allow all it is, and the format that its bytes have."""

    name: str
    data: bytes
    allowed_by: list = field(default_factory=list)
    format: str | None = None
    is_infected: bool = False
    # Fields of ContentInformation that are true.
    information: tuple = ()


def zipped(members, **options):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members:
            archive.writestr(name, data, **options)
    return buffer.getvalue()


def encrypted():
    """An archive whose one member says that it is encrypted."""
    data = bytearray(zipped([("a.txt", bytes(range(64)))]))
    for signature, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(signature) + place] |= 1
    return bytes(data)


def png():
    def chunk(kind, body):
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", 4, 4, 8, 2, 0, 0, 0)
    rows = b"".join(b"\0" + bytes(range(place, place + 12)) for place in range(4))
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows))
            + chunk(b"IEND", b""))


class Called:
    def __reduce__(self):
        return (print, ("read",))


def own():
    """Samples that are made here."""
    with open("/bin/true", "rb") as file:
        program = file.read()
    entity = (b'<?xml version="1.0"?>\n<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>\n'
              b"<a>&b;</a>\n")
    html = b"<!DOCTYPE html><html><head><title>a</title></head><body><p>b</p></body></html>"
    shortcut = b"[InternetShortcut]\r\nURL=file://server/share/run.exe\r\n"
    return [
        Sample("text", b"harmless words, and some more of them\n", format=".txt"),
        Sample("json", b'{"a": [1, 2, 3]}\n', format=".json", information=("ContainsJSON",)),
        Sample("xml", b'<?xml version="1.0"?>\n<a><b>c</b></a>\n', format=".xml",
               information=("ContainsXML",)),
        Sample("picture", png(), format=".png", information=("ContainsImage",)),
        Sample("archive", zipped([("a.txt", b"words")]), format=".zip"),
        Sample("program", program, ["allow_executables"], ""),
        Sample("script", b"#!/bin/sh\nrm -rf x\n", ["allow_scripts"], ".sh"),
        Sample("html", html, ["allow_html"], ".html"),
        Sample("html with a script", html.replace(b"<p>", b"<script>alert(1)</script><p>"),
               ["allow_html"], ".html"),
        # Without its first chunk.
        Sample("damaged picture", png()[:8] + png()[33:], ["allow_invalid_files"], ".png"),
        Sample("encrypted archive", encrypted(), ["allow_password_protected_files"], ".zip"),
        Sample("external entity", entity, ["allow_xml_external_entities"], ".xml"),
        Sample("pickle", pickle.dumps(Called()), ["allow_insecure_deserialization"], ".pkl"),
        Sample("traversal", zipped([("../../etc/cron.d/a", b"words")]), ["allow_unsafe_archives"],
               ".zip"),
        Sample("shortcut", shortcut, ["allowUnwantedAction"], ".url"),
        Sample("planted", PLANTED, is_infected=True),
        Sample("planted in an archive", zipped([("inner.txt", b"-" + PLANTED)]), is_infected=True),
    ]


# Of documents nothing is made here: which classes they are of, by the columns of the office corpus.
def from_corpora(directory):
    """Some samples of each class of documents; none where there are no corpora."""
    table, archive = (os.path.join(directory, f"office.{end}") for end in ("csv", "tar.zst"))
    if not (os.path.exists(table) and os.path.exists(archive)):
        return []
    with open(table, newline="") as file:
        rows = [row for row in csv.DictReader(file) if not row["error"]]
    samples = []
    for column, parameter in (("vba", "allow_macros"), ("oleobj", "allow_ole_embedded_object"),
                              ("encrypted", "allow_password_protected_files")):
        others = {"vba", "xlm", "oleobj", "encrypted"} - {column}
        chosen = [row["path"] for row in rows
                  if row[column] == "1" and all(row[other] == "0" for other in others)][:3]
        for path in chosen:
            data = subprocess.run(["tar", "--zstd", "-xOf", archive, path], check=True,
                                  capture_output=True).stdout
            samples.append(Sample(os.path.basename(path), data, [parameter], ""))
    return samples
