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

DIRECTORIES = tuple("/usr/share/" + name for name in (
    "doc", "icons", "man", "perl", "fonts", "locale", "mime")) + ("/usr/lib/python3", "/usr/include")
POLICY = "    executables: allow\n    scripts: allow\n    html: allow"
BOUNDARY = b"0rdinary"


def arguments():
    parser = argparse.ArgumentParser(prog="Tests/Ordinary/run", description=__doc__, epilog="""
exit status: 0 if for each carrier at most so many are refused; 1 if not; 77 if there is no cordon.""")
    parser.add_argument("--cordon", default=os.path.join(ROOT, ".build", "release", "cordon"))
    parser.add_argument("--directory", action="append", help="where files are drawn from; may be repeated")
    parser.add_argument("--files", type=int, default=20_000, help="how many are drawn at most")
    parser.add_argument("--bytes-max", type=int, default=8 << 20, help="larger ones are left out")
    parser.add_argument("--seed", type=int, default=1, help="which ones are drawn")
    parser.add_argument("--carrier", choices=sorted(CARRIERS), action="append")
    parser.add_argument("--bodies", choices=["strict", "canonical"], default="strict",
                        help="what the route says of bodies")
    parser.add_argument("--refused-max", type=float, default=0.001, help="the share that may be refused")
    parser.add_argument("--show", type=int, default=20, help="how many of the refused are named")
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


def main():
    options = arguments()
    if not os.access(options.cordon, os.X_OK):
        print(f"skipped: there is no {options.cordon}: swift build -c release --product cordon")
        return 77
    paths = files(options.directory or DIRECTORIES, options.files, options.bytes_max, options.seed)
    with tempfile.TemporaryDirectory(prefix="cordon-ordinary.", dir="/var/tmp") as directory:
        sink = Sink()
        proxy = Proxy(os.path.abspath(options.cordon), directory, sink, POLICY, options.bodies)
        try:
            return run(options, proxy, paths)
        finally:
            proxy.end()


def run(options, proxy, paths):
    failed = False
    for name, carrier in CARRIERS.items():
        if options.carrier and name not in options.carrier:
            continue
        if name == "7z" and not shutil.which("bsdtar"):
            print("7z: skipped: there is no bsdtar")
            continue
        with concurrent.futures.ThreadPoolExecutor(4) as pool:
            answers = list(pool.map(lambda path: send(proxy.address, carrier, path), paths))
        refused = [(path, why) for path, why in zip(paths, answers) if why]
        share = len(refused) / max(1, len(paths))
        failed = failed or share > options.refused_max
        print(f"{name}: {len(paths)} files, {len(refused)} refused ({100 * share:.3f} %)")
        for why, count in collections.Counter(why for _, why in refused).most_common():
            print(f"  {count:6} {why}")
        for path, why in refused[:options.show]:
            print(f"         {path}: {why}")
        sys.stdout.flush()
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
