"""Counts which ordinary files are refused, for each carrier, and why."""

import argparse
import base64
import collections
import concurrent.futures
import io
import json
import mimetypes
import os
import random
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile

from evasion import carriers
from evasion.main import ROOT, Proxy, Sink
from running import known as listed

from . import documents

HERE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
DIRECTORIES = tuple("/usr/share/" + name for name in (
    "doc", "icons", "man", "perl", "fonts", "locale", "mime")) + ("/usr/lib/python3", "/usr/include")
POLICY = "    executables: allow\n    scripts: allow\n    html: allow"
BOUNDARY = b"0rdinary"


def arguments():
    parser = argparse.ArgumentParser(prog="Tests/Ordinary/run", description=__doc__, epilog="""
Refusals that `known-refusals` says to be right do not count: what is ordinary is not always harmless.
exit status: 0 if for each carrier at most so many are refused; 1 if not; 77 if there is no cordon.""")
    parser.add_argument("--cordon", default=os.path.join(ROOT, ".build", "release", "cordon"))
    parser.add_argument("--directory", action="append", help="where files are drawn from; may be repeated")
    parser.add_argument("--files", type=int, default=20_000, help="how many are drawn at most")
    parser.add_argument("--corpora", metavar="DIR", help="add the sound documents of the corpora there")
    parser.add_argument("--bytes-max", type=int, default=8 << 20, help="larger ones are left out")
    parser.add_argument("--seed", type=int, default=1, help="which ones are drawn")
    parser.add_argument("--carrier", choices=sorted(CARRIERS), action="append")
    parser.add_argument("--bodies", choices=["strict", "canonical"], default="strict",
                        help="what the route says of bodies")
    parser.add_argument("--refused-max", type=float, default=0.001, help="the share that may be refused")
    parser.add_argument("--show", type=int, default=20, help="how many that are not explained are named")
    return parser.parse_args()


def files(directories, count, bytes_max, seed):
    """The paths of files of different contents' names and sizes: copies in many places count once."""
    found = {}
    for directory in directories:
        for parent, _, names in os.walk(directory):
            for name in names:
                path = os.path.join(parent, name)
                try:
                    size = os.path.getsize(path)
                except OSError:
                    continue
                if os.path.isfile(path) and not os.path.islink(path) and 0 < size <= bytes_max:
                    found.setdefault((name, size), path)
    paths = sorted(found.values())
    random.Random(seed).shuffle(paths)
    return paths[:count]


def media_type(path):
    kind, packed = mimetypes.guess_type(path)
    return (f"application/{packed}" if packed else kind) or "application/octet-stream"


def raw(path, content):
    return content, {"Content-Type": media_type(path)}


def form(path, content):
    name = os.path.basename(path).encode("ascii", "replace").replace(b'"', b"_")
    return (b"--" + BOUNDARY + b'\r\nContent-Disposition: form-data; name="comment"\r\n\r\nan upload\r\n'
            + b"--" + BOUNDARY + b'\r\nContent-Disposition: form-data; name="file"; filename="' + name
            + b'"\r\nContent-Type: ' + media_type(path).encode() + b"\r\n\r\n" + content + b"\r\n--"
            + BOUNDARY + b"--\r\n"), {"Content-Type": "multipart/form-data; boundary=" + BOUNDARY.decode()}


def zipped(path, content):
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("folder/" + os.path.basename(path), content)
    return output.getvalue(), {"Content-Type": "application/zip"}


def tarred(path, content):
    output = io.BytesIO()
    with tarfile.open(fileobj=output, mode="w:gz") as archive:
        member = tarfile.TarInfo("folder/" + os.path.basename(path))
        member.size = len(content)
        archive.addfile(member, io.BytesIO(content))
    return output.getvalue(), {"Content-Type": "application/gzip"}


def seven_zipped(path, _):
    made = subprocess.run(
        ["bsdtar", "--format", "7zip", "-cf", "-", "-C", os.path.dirname(path), os.path.basename(path)],
        capture_output=True, check=True)
    return made.stdout, {"Content-Type": "application/x-7z-compressed"}


def in_json(path, content):
    text = json.dumps({"name": os.path.basename(path), "file": base64.b64encode(content).decode()})
    return text.encode(), {"Content-Type": "application/json"}


CARRIERS = {"raw": raw, "multipart": form, "zip": zipped, "tar.gz": tarred, "7z": seven_zipped,
            "base64-in-JSON": in_json}


def send(address, carrier, path):
    """Why a file was refused; empty where it was delivered."""
    try:
        with open(path, "rb") as file:
            content = file.read()
    except OSError:
        return ""
    body, headers = carrier(path, content)
    answer = carriers.send(address, body, headers)
    return "" if answer.status == 200 else f"{answer.status} {answer.reason} {answer.detail}".strip()


class Refusal:
    """A file that was refused, by which reason, and whether that is known."""

    def __init__(self, path, why, known):
        self.path, self.why = path, why
        self.known = listed.explanation(known, files=path, why=why)
        self.is_false = self.known is None or self.known.settings["right"] == "no"


def report(name, count, refusals, options):
    """Tells what became of a carrier; whether too much was refused."""
    false = [each for each in refusals if each.is_false]
    unexplained = [each for each in refusals if each.known is None]
    share = len(false) / max(1, count)
    print(f"{name}: {count} files, {len(false)} refused ({100 * share:.3f} %), "
          f"{len(unexplained)} of them not explained; {len(refusals) - len(false)} rightly refused")
    for known, group in grouped(refusals, lambda each: each.known):
        if known:
            word = "rightly" if known.settings["right"] == "yes" else "falsely"
            print(f"  {len(group):6} {word}: {known.reason}")
    for why, group in grouped(unexplained, lambda each: each.why):
        print(f"  {len(group):6} {why}")
    for each in unexplained[:options.show]:
        print(f"         {each.path}: {each.why}")
    return share > options.refused_max


def grouped(list_of, key):
    """Items by a key, the most frequent first."""
    groups = collections.defaultdict(list)
    for each in list_of:
        groups[key(each)].append(each)
    return sorted(groups.items(), key=lambda item: -len(item[1]))


def main():
    options = arguments()
    if not os.access(options.cordon, os.X_OK):
        print(f"skipped: there is no {options.cordon}: swift build -c release --product cordon")
        return 77
    paths = files(options.directory or DIRECTORIES, options.files, options.bytes_max, options.seed)
    with tempfile.TemporaryDirectory(prefix="cordon-ordinary.", dir="/var/tmp") as directory:
        if options.corpora:
            paths += documents.sound(options.corpora, directory)
        sink = Sink()
        proxy = Proxy(os.path.abspath(options.cordon), directory, sink, POLICY, options.bodies)
        try:
            return run(options, proxy, paths)
        finally:
            proxy.end()


def run(options, proxy, paths):
    failed = False
    known = listed.read(os.path.join(HERE, "known-refusals"), ["right"])
    for name, carrier in CARRIERS.items():
        if options.carrier and name not in options.carrier:
            continue
        if name == "7z" and not shutil.which("bsdtar"):
            print("7z: skipped: there is no bsdtar")
            continue
        with concurrent.futures.ThreadPoolExecutor(4) as pool:
            answers = list(pool.map(lambda path: send(proxy.address, carrier, path), paths))
        refusals = [Refusal(path, why, known) for path, why in zip(paths, answers) if why]
        failed = report(name, len(paths), refusals, options) or failed
        sys.stdout.flush()
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
