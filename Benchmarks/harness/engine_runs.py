"""Runs of commands that are measured, and the databases and files that the measurements share."""

import os
import random
import resource
import statistics
import subprocess
import time

from .host import Unusable

MEBIBYTE = 1 << 20
# clamscan takes no file past 100 MB, and one file must not be the sample.
FILE_BYTES_MAX = 32 * MEBIBYTE
# As Cordon: the file itself, with all its signatures, without what needs unpacking.
CLAMSCAN = [
    "--no-summary", "--allmatch", "--infected", "--scan-archive=no", "--scan-ole2=no", "--scan-pdf=no",
    "--scan-mail=no", "--scan-html=yes", "--scan-swf=no", "--scan-xmldocs=no", "--scan-hwp3=no",
    "--scan-onenote=no", "--heuristic-alerts=no", "--bytecode=no", "--phishing-sigs=no",
    "--phishing-scan-urls=no"]


class Usage:
    """What a command has taken."""

    def __init__(self, usage, wall, output, code):
        self.cpu = usage.ru_utime + usage.ru_stime
        self.wall = wall
        self.peak = usage.ru_maxrss * 1024
        self.output = output
        self.code = code


def run(command, cores="0", codes=(0, 1), seconds_max=None, cpu_seconds_max=None):
    """Runs a command on cores to its end; Unusable where its status is none of `codes`."""
    def limit():
        if cpu_seconds_max:
            resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds_max, cpu_seconds_max + 1))

    start = time.monotonic()
    process = subprocess.Popen(
        ["taskset", "-c", cores, *command], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, preexec_fn=limit)
    try:
        output = process.stdout.read().decode(errors="replace")
        _, status, usage = os.wait4(process.pid, 0)
    except BaseException:
        process.kill()
        process.wait()
        raise
    process.returncode = os.waitstatus_to_exitcode(status)
    process.stdout.close()
    result = Usage(usage, time.monotonic() - start, output, process.returncode)
    if codes is not None and process.returncode not in codes:
        raise Unusable(f"{' '.join(command[:6])} … ended with {process.returncode}: {output[-800:]}")
    return result


def medians(contenders, rounds):
    """Runs each contender once in each round; all values and the median of each, by name."""
    values = {name: [] for name in contenders}
    for number in range(rounds):
        names = list(contenders)
        offset = number % len(names)
        for name in names[offset:] + names[:offset]:
            values[name].append(contenders[name]())
    return {name: {"median": statistics.median(each), "samples": each}
            for name, each in values.items()}


def write_list(path, files):
    with open(path, "w") as file:
        file.write("".join(name + "\n" for name in files))
    return path


class Corpus:
    """Files of one sort, as many of them as the measurement has time for."""

    def __init__(self, name, files, bytes_max, seed):
        sizes = dict(files)
        paths = sorted(sizes)
        if bytes_max:
            random.Random(seed).shuffle(paths)
            kept, total = [], 0
            for path in paths:
                if total + sizes[path] <= bytes_max:
                    kept.append(path)
                    total += sizes[path]
            paths = sorted(kept)
        if not paths:
            raise Unusable(f"no files: {name}")
        self.name = name
        self.files = paths
        self.bytes = sum(sizes[path] for path in paths)


def corpora(bytes_max, seed, names):
    """The three corpora, each of at most `bytes_max` bytes (0: all)."""
    makers = {
        "ELF": ("ELF under /usr", lambda: matching("/usr", lambda head: head[:4] == b"\x7fELF")),
        "text": ("text and markup under /usr/share", lambda: matching("/usr/share", is_text)),
        "PE": ("PE files of libwine", lambda: matching(
            "/usr/lib/x86_64-linux-gnu/wine", lambda head: head[:2] == b"MZ"))}
    return {name: Corpus(makers[name][0], makers[name][1](), bytes_max, seed) for name in names}


def matching(directory, is_wanted):
    """Regular files below a directory whose beginning is as wanted, with their sizes."""
    for parent, directories, names in os.walk(directory):
        directories.sort()
        for name in names:
            path = os.path.join(parent, name)
            if "\n" in path or os.path.islink(path) or not os.path.isfile(path):
                continue
            size = os.path.getsize(path)
            if not 0 < size <= FILE_BYTES_MAX:
                continue
            try:
                with open(path, "rb") as file:
                    head = file.read(4096)
            except OSError:
                continue
            if is_wanted(head):
                yield path, size


def is_text(head):
    if b"\0" in head:
        return False
    try:
        head.decode()
    except UnicodeDecodeError as error:
        # A character may be cut at the end of what was read.
        return error.start > len(head) - 4
    return True
