"""The inspectors of a Cordon, and the memory that they take."""

import os
import signal
import time

from .host import CPUReading, Unusable, process_tree


class Inspectors:
    """The inspectors below a process."""

    def __init__(self, root):
        self.root = root
        self.count = len(self.all())

    def all(self):
        found = []
        for process in process_tree(self.root):
            try:
                with open(f"/proc/{process}/cmdline", "rb") as file:
                    if b"inspector-process" in file.read():
                        found.append(process)
            except OSError:
                continue
        return found

    def renew(self):
        """Ends all of them, and waits until as many new ones have nothing to do."""
        old = set(self.all())
        for process in old:
            os.kill(process, signal.SIGKILL)
        deadline = time.monotonic() + 30
        quiet = 0
        while quiet < 3:
            if time.monotonic() > deadline:
                raise Unusable("inspectors were ended, and did not come back")
            before = CPUReading(self.root)
            time.sleep(0.1)
            new = set(self.all()) - old
            is_quiet = len(new) >= self.count and abs(CPUReading(self.root).since(before)) < 0.002
            quiet = quiet + 1 if is_quiet else 0

    def unshared(self):
        """Bytes that each has mapped and shares with nobody."""
        return [sum(size for name, size in fields(process, "smaps_rollup").items()
                    if name in ("Private_Clean", "Private_Dirty")) for process in self.all()]

    def reset_peaks(self):
        """Makes the kernel forget the peaks, and gives what each has now, without what it shares."""
        memory = {}
        for process in self.all():
            with open(f"/proc/{process}/clear_refs", "w") as file:
                file.write("5")
            memory[process] = fields(process, "status")["RssAnon"]
        return memory

    def grown(self, before):
        """The bytes by which the peaks of all are above what they had; None where one of them is gone.

        The kernel keeps the peak of all that is resident. What is shared with others (the program, the
        signatures) stays resident, so that the difference is the inspector's own: its heap, and the body.
        """
        total = 0
        for process, anonymous in before.items():
            try:
                now = fields(process, "status")
            except OSError:
                return None
            total += max(0, now["VmHWM"] - now["RssFile"] - now["RssShmem"] - anonymous)
        return total


def fields(process, name):
    """The fields of a file of a process that are sizes, in bytes."""
    values = {}
    with open(f"/proc/{process}/{name}") as file:
        for line in file:
            key, _, rest = line.partition(":")
            words = rest.split()
            if len(words) == 2 and words[1] == "kB":
                values[key] = int(words[0]) * 1024
    return values
