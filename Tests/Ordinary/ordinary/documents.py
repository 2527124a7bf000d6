"""The documents of the shared corpora that are sound by their tables."""

import csv
import os
import subprocess

# What a table says of a document that is refused for good reason.
TROUBLE = {"office": ("vba", "xlm", "encrypted", "msoffcrypto_enc", "oleobj", "error"),
           "pdf": ("encrypted", "needs_password", "error")}


def sound(corpora, directory):
    """The paths, unpacked, of those that are neither encrypted nor damaged, without macros and objects."""
    paths = []
    for corpus, columns in TROUBLE.items():
        place = os.path.join(directory, corpus)
        os.mkdir(place)
        subprocess.run(["tar", "--zstd", "-xf", os.path.join(corpora, corpus + ".tar.zst"), "-C", place],
                       check=True)
        with open(os.path.join(corpora, corpus + ".csv"), encoding="utf-8", newline="") as file:
            paths += [os.path.join(place, row["path"]) for row in csv.DictReader(file)
                      if is_sound(row, columns)]
    return paths


def is_sound(row, columns):
    # What the table knows nothing of was not opened for it; what a fuzzer made is damaged in ways of its own.
    if row.get("vba") == "" or "clusterfuzz" in row["path"] or "/crash-" in row["path"]:
        return False
    return all(row[column] in ("", "0") for column in columns)
