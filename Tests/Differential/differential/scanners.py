"""The two scanners: what they find in many files, by one process each."""

import json
import os
import subprocess

# With which clamscan looks at files as they are, but for HTML.
AS_THEY_ARE = "--scan-archive=no --scan-ole2=no --scan-pdf=no --scan-mail=no --scan-html=yes".split()
# What Cordon says of a database in which there is nothing that it evaluates. clamscan takes it.
NOTHING_USED = "no signature can be used"
QUIET_CRASH = {"SWIFT_BACKTRACE": "enable=no"}


class Failure(Exception):
    """A scanner did not do its work: the database was not loaded, say."""


class Result:
    """What a scanner found: names by path, and the paths it could not judge, with its words."""

    def __init__(self):
        self.names, self.unjudged = {}, {}
        # Why something in a file was not judged, where that is told.
        self.reasons = {}


def write_list(paths, directory, label):
    path = os.path.join(directory, f"{label}.list")
    with open(path, "w", encoding="utf-8", errors="surrogateescape") as file:
        file.write("".join(f"{p}\n" for p in paths))
    return path


class Clamscan:
    name = "clamscan"

    def __init__(self, program="clamscan", options=AS_THEY_ARE):
        self.program, self.options = program, ["--no-summary", *options]

    def command(self, database, every=True, unwanted=False, limits=()):
        options = self.options + list(limits) + (["--allmatch"] if every else [])
        options += ["--detect-pua=yes"] if unwanted else []
        return [self.program, *options, "-d", database]

    def scan(self, database, paths, directory, every=True, unwanted=False, limits=()):
        command = self.command(database, every, unwanted, limits)
        result, left = Result(), list(paths)
        while left:
            listed = write_list(left, directory, "clamscan")
            done = subprocess.run(command + ["-f", listed], capture_output=True, text=True,
                                  errors="surrogateescape")
            if done.returncode not in (0, 1) and not done.stdout:
                # A database that is not loaded, or the first file of all ended it.
                if done.returncode >= 0 or not self.loads(command, directory):
                    raise Failure(f"clamscan -d {database}: {done.stderr.strip()[-600:]}")
            self.take(done.stdout, result, set(left))
            if done.returncode >= 0:
                break
            # It ended at the first file of which it said nothing: that has no verdict.
            at = next((i for i, path in enumerate(left) if path not in result.names), len(left))
            result.unjudged.update((path, "clamscan crashed") for path in left[at : at + 1])
            left = left[at + 1 :]
        for path in paths:
            result.names.setdefault(path, set())
        return result

    @staticmethod
    def loads(command, directory):
        """Whether the database is loaded at all."""
        empty = os.path.join(directory, "nothing")
        with open(empty, "wb") as file:
            file.write(b"nothing")
        return subprocess.run(command + [empty], capture_output=True).returncode in (0, 1)

    @staticmethod
    def take(output, result, paths):
        for line in output.splitlines():
            path, found, what = line.rpartition(": ")
            if not found or path not in paths:
                continue
            names = result.names.setdefault(path, set())
            if what.endswith(" FOUND"):
                names.add(what[: -len(" FOUND")].removesuffix(".UNOFFICIAL"))
            elif what.endswith(" ERROR") or what == "Empty file":
                result.unjudged[path] = what


class Cordon:
    name = "cordon"

    def __init__(self, program, jobs=1, unpack="no"):
        self.program, self.jobs, self.unpack = program, jobs, unpack

    def command(self, database, every=True, unwanted=False):
        options = ["--json", "--findings", "--jobs", str(self.jobs), f"--unpack={self.unpack}"]
        options += (["--all-matches"] if every else []) + (["--unwanted"] if unwanted else [])
        return [self.program, "scan", *options, "--signatures", database]

    def scan(self, database, paths, directory, every=True, unwanted=False):
        command = self.command(database, every, unwanted)
        listed = write_list(paths, directory, "cordon")
        done = subprocess.run(command + ["--file-list", listed], capture_output=True, text=True,
                              errors="surrogateescape", env={**os.environ, **QUIET_CRASH})
        result = Result()
        if done.returncode < 0:
            return self.scan_apart(database, paths, directory, every, unwanted, done.returncode)
        if done.returncode == 2 and not done.stdout:
            if NOTHING_USED not in done.stderr:
                raise Failure(f"cordon --signatures {database}: {done.stderr.strip()[-600:]}")
            result.names = {path: set() for path in paths}
            return result
        for line in done.stdout.splitlines():
            entry = json.loads(line)
            path = entry["path"]
            self.note_reasons(entry, result)
            if entry["verdict"] in ("clean", "infected"):
                result.names[path] = {found["signature"].removesuffix(".UNOFFICIAL")
                                      for found in entry["detections"]}
            else:
                result.unjudged[path] = f"{entry['verdict']}: {entry.get('reason', '')}"
                result.names[path] = set()
        for path in paths:
            if path not in result.names:
                result.unjudged[path], result.names[path] = "no line", set()
        return result

    @staticmethod
    def note_reasons(entry, result):
        reasons = {reason for content in entry.get("findings", ()) for reason in content["reasons"]}
        if reasons:
            result.reasons[entry["path"]] = ", ".join(sorted(reasons))

    def scan_apart(self, database, paths, directory, every, unwanted, status):
        """It crashed: halves the files until it is known at which."""
        result = Result()
        if len(paths) == 1:
            result.names[paths[0]] = set()
            result.unjudged[paths[0]] = f"crashed: signal {-status}"
            return result
        for half in (paths[: len(paths) // 2], paths[len(paths) // 2 :]):
            found = self.scan(database, half, directory, every, unwanted)
            result.names.update(found.names)
            result.unjudged.update(found.unjudged)
            result.reasons.update(found.reasons)
        return result
