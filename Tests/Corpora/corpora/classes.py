"""The classes that are counted: what of a file is one by its table, and what by Cordon."""

import dataclasses
import re
from collections.abc import Callable

# What says that something unpacks to too much: an archive is unsafe then, whatever its paths.
BOMBS = {"limitRatio", "limitUnpackedBytes", "limitFileBytes"}
# Kinds of archives of which the table counts what their members unpack to.
COUNTED = {"zip", "7z", "rar4", "rar5", "tar"}


@dataclasses.dataclass
class Class:
    """`is_there` is what the table says (None: nothing), `is_found` what Cordon says."""

    name: str
    corpora: tuple
    is_there: Callable
    is_found: Callable


def of(name):
    return lambda file: name in file.classes


def is_damaged_office(file):
    """A file for a fuzzer is damaged in ways that no table tells."""
    if "clusterfuzz" in file.name or "/crash-" in file.name:
        return None
    return bool(file.row["error"]) if file.says("vba") is not None else None


def is_unread(file):
    return bool(file.reasons - {"encrypted"})


def is_whole(file):
    """Whether an archive that is read without a reason has all bytes that its table counts."""
    unpacked, kind = file.row["unpacked"], file.row["kind"]
    if unpacked == "" or file.row["error"] or kind not in COUNTED:
        return None
    return None if file.reasons or file.count > len(file.contents) else True


def gives_all(file):
    given = sum(content["bytes"] for content in file.contents
                if content["depth"] == 1 and content["relation"] == "member")
    return given >= int(file.row["unpacked"] or 0)


def has_embedded(file):
    return any(content["relation"] == "embedded" for content in file.contents)


def has_script(file):
    """Of the document itself: what is embedded in it is another file."""
    return "scripts" in file.contents[0]["classes"]


# By their names: objects, and archives of pickles.
SERIALIZED = re.compile(r"\.obj$|^picklescan/.*/(malicious|object_arrays)")
EVERYWHERE = ("java-serialized", "office", "pdf", "archives", "xml")

ALL = (
    Class("office: macros", ("office",), lambda file: file.says("vba", "xlm"), of("macros")),
    Class("office: encryption", ("office",), lambda file: file.says("encrypted", "msoffcrypto_enc"),
          of("passwordProtectedFiles")),
    Class("office: embedded OLE objects", ("office",), lambda file: file.says("oleobj"),
          of("oleEmbeddedObjects")),
    Class("office: damaged", ("office",), is_damaged_office, is_unread),
    Class("pdf: JavaScript", ("pdf",), lambda file: file.says("js"), has_script),
    Class("pdf: launch", ("pdf",), lambda file: file.says("launch"), of("unwantedActions")),
    Class("pdf: embedded files", ("pdf",), lambda file: file.says("embedded"), has_embedded),
    Class("pdf: needs a password", ("pdf",), lambda file: file.says("needs_password"),
          of("passwordProtectedFiles")),
    Class("pdf: damaged", ("pdf",),
          lambda file: file.row["opens"] == "0" and file.row["needs_password"] == "0", is_unread),
    Class("archives: encryption", ("archives",), lambda file: file.says("encrypted", "hdr_encrypted"),
          of("passwordProtectedFiles")),
    Class("archives: traversal", ("archives", "made"), lambda file: file.says("traversal"),
          lambda file: "unsafeArchives" in file.classes and not file.reasons & BOMBS),
    Class("archives: members are whole", ("archives",), is_whole, gives_all),
    Class("xml: external entities", ("xml",), lambda file: file.says("ext_entity", "xinclude"),
          of("xmlExternalEntities")),
    Class("serialized objects", EVERYWHERE, lambda file: bool(SERIALIZED.search(file.name)),
          of("insecureDeserialization")),
)
