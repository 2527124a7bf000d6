"""The files of the corpora, what their tables say, and what Cordon finds in them."""

import csv
import json
import os
import subprocess

from . import made

# A corpus without a table says what its files are by their names.
TABLES = ("office", "pdf", "archives", "xml")
CORPORA = TABLES + ("java-serialized",)


class File:
    """One file: `row` is what its table says, by column."""

    def __init__(self, corpus, name, path, row):
        self.corpus, self.name, self.path, self.row = corpus, name, path, row
        self.verdict, self.contents, self.count = None, [], 0

    @property
    def classes(self):
        return {name for content in self.contents for name in content["classes"]}

    @property
    def reasons(self):
        return {name for content in self.contents for name in content["reasons"]}

    def says(self, *columns):
        """Whether one of some columns is set; None where the table does not know."""
        known = [self.row.get(column, "") for column in columns if self.row.get(column, "") != ""]
        return any(value == "1" for value in known) if known else None


def unpack(corpora, directory):
    """All files: those of the corpora, and those that are made."""
    files = []
    for corpus in CORPORA:
        place = os.path.join(directory, corpus)
        os.mkdir(place)
        archive = os.path.join(corpora, corpus + ".tar.zst")
        subprocess.run(["tar", "--zstd", "-xf", archive, "-C", place], check=True)
        if corpus in TABLES:
            table = os.path.join(corpora, corpus + ".csv")
            with open(table, encoding="utf-8", errors="surrogateescape", newline="") as file:
                files += [File(corpus, row["path"], os.path.join(place, row["path"]), row)
                          for row in csv.DictReader(file)]
        else:
            for parent, _, names in os.walk(place):
                files += [File(corpus, name, os.path.join(parent, name), {}) for name in sorted(names)]
    place = os.path.join(directory, "made")
    os.mkdir(place)
    for name, content in made.archives():
        path = os.path.join(place, name.replace("/", "-"))
        with open(path, "wb") as file:
            file.write(content)
        files.append(File("made", name, path, {"traversal": "1"}))
    return files


def scan(cordon, directory, files, jobs):
    """Has all files scanned, each under a number: what they are called tells nothing."""
    signatures = os.path.join(directory, "signatures")
    os.mkdir(signatures)
    with open(os.path.join(signatures, "planted.ndb"), "w") as file:
        file.write(f"Planted:0:*:{os.urandom(24).hex()}\n")
    links = os.path.join(directory, "links")
    os.mkdir(links)
    numbered = {}
    for number, file in enumerate(files):
        link = os.path.join(links, str(number))
        os.symlink(file.path, link)
        numbered[link] = file
    listed = os.path.join(directory, "list")
    with open(listed, "w") as file:
        file.write("".join(link + "\n" for link in numbered))
    command = [cordon, "scan", "--json", "--contents", "--signatures", signatures, "--file-list", listed]
    if jobs:
        command += ["--jobs", str(jobs)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True)
    if done.returncode not in (0, 2):
        raise SystemExit(f"error: cordon scan ended with {done.returncode}")
    for line in done.stdout.splitlines():
        said = json.loads(line)
        file = numbered[said["path"]]
        file.verdict = said["verdict"]
        file.contents, file.count = said.get("contents", []), said.get("contentCount", 0)
    lost = [file.name for file in files if file.verdict in (None, "error")]
    if lost:
        raise SystemExit(f"error: nothing was said of {', '.join(lost)}")
