"""The machine: what it is, what is installed on it, and what a process tree has cost on it."""

import os
import platform
import resource
import shutil
import subprocess
import time


class Unusable(Exception):
    """Why nothing can be measured here, in one line, with what to do."""


def run_quietly(command, **options):
    """Runs a command and returns its output; Unusable, with the end of its output, where it fails."""
    done = subprocess.run(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, **options)
    if done.returncode != 0:
        raise Unusable(f"{' '.join(command)} failed:\n{done.stdout[-2000:]}")
    return done.stdout


# What is measured beside Cordon and what unpacks the corpora, by the programs' names.
PACKAGES = {
    "haproxy": "haproxy", "nginx": "nginx-light", "clamd": "clamav-daemon", "zstd": "zstd",
    "h2load": "nghttp2-client", "openssl": "openssl"}


def install_missing(programs=tuple(PACKAGES)):
    """Installs what is missing of some programs."""
    wanted = {name: PACKAGES[name] for name in programs}
    missing = [package for command, package in wanted.items() if not find_program(command)]
    if not missing:
        return
    print(f"installing {' '.join(missing)}", flush=True)
    sudo = [] if os.geteuid() == 0 else ["sudo"]
    # What Debian starts on installation would only take ports and processor time from the runs.
    policy = "/usr/sbin/policy-rc.d"
    environment = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
    run_quietly(sudo + ["apt-get", "update"], env=environment)
    command = sudo + ["apt-get", "install", "-y", "--no-install-recommends"] + missing
    if os.geteuid() == 0 and not os.path.exists(policy):
        with open(policy, "w") as file:
            file.write("#!/bin/sh\nexit 101\n")
        os.chmod(policy, 0o755)
        try:
            run_quietly(command, env=environment)
        finally:
            os.unlink(policy)
    else:
        run_quietly(command, env=environment)


def find_program(name):
    """The path of a program, also of those that only root has in its PATH."""
    return shutil.which(name, path=os.environ.get("PATH", "") + ":/usr/sbin:/sbin")


def facts():
    """What a reader has to know about the machine to read the figures."""
    model = "unknown"
    with open("/proc/cpuinfo") as file:
        for line in file:
            if line.startswith("model name"):
                model = line.split(":", 1)[1].strip()
                break
    return {
        "processor": model,
        "cores": os.cpu_count(),
        "memoryGiB": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30, 1),
        "kernel": platform.release(),
        "system": system_name(),
        "date": time.strftime("%Y-%m-%d", time.gmtime()),
    }


def system_name():
    try:
        with open("/etc/os-release") as file:
            for line in file:
                if line.startswith("PRETTY_NAME="):
                    return line.split("=", 1)[1].strip().strip('"')
    except OSError:
        pass
    return "unknown"


def version(command, *arguments):
    """The first line in which a program says its version."""
    done = subprocess.run(
        [command, *arguments], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    return done.stdout.strip().splitlines()[0] if done.stdout.strip() else "unknown"


def process_tree(root):
    """The process ids of a process and of all its descendants."""
    children = {}
    for name in os.listdir("/proc"):
        if not name.isdigit():
            continue
        try:
            with open(f"/proc/{name}/stat") as file:
                fields = file.read().rsplit(")", 1)[1].split()
        except (OSError, IndexError):
            continue
        children.setdefault(int(fields[1]), []).append(int(name))
    tree, waiting = [], [root]
    while waiting:
        process = waiting.pop()
        tree.append(process)
        waiting += children.get(process, [])
    return tree


class CPUReading:
    """What a process tree has used of the processor up to now.

    `schedstat` counts nanoseconds, but forgets threads that have ended; a process's own user and
    system time keeps them, in ticks of 10 ms. Both are read, and `since` takes the first unless the
    second says that something ended in between.
    """

    def __init__(self, root):
        self.run_seconds = self.tick_seconds = 0.0
        hertz = os.sysconf("SC_CLK_TCK")
        for process in process_tree(root):
            try:
                with open(f"/proc/{process}/stat") as file:
                    fields = file.read().rsplit(")", 1)[1].split()
                # utime, stime and, for children that are gone, cutime and cstime.
                self.tick_seconds += sum(int(field) for field in fields[11:15]) / hertz
                tasks = os.listdir(f"/proc/{process}/task")
            except OSError:
                continue
            for task in tasks:
                try:
                    with open(f"/proc/{process}/task/{task}/schedstat") as file:
                        run, *_ = file.read().split()
                except OSError:
                    continue
                self.run_seconds += int(run) / 1e9

    def since(self, before):
        """Processor seconds used since an earlier reading of the same tree."""
        run = self.run_seconds - before.run_seconds
        ticks = self.tick_seconds - before.tick_seconds
        return ticks if ticks > run * 1.02 + 0.03 else run


def busy_seconds(cores):
    """What cores have worked up to now, for whomever, in seconds of all of them together."""
    total = 0
    with open("/proc/stat") as file:
        for line in file:
            name, *ticks = line.split()
            if name in [f"cpu{core}" for core in cores]:
                user, nice, system, _, _, interrupt, softirq, steal = map(int, ticks[:8])
                total += user + nice + system + interrupt + softirq + steal
    return total / os.sysconf("SC_CLK_TCK")


class OthersShare:
    """The share of the machine's cores that other programs have from now on."""

    def __init__(self):
        self.start, self.busy, self.own = time.monotonic(), self.all_busy_seconds(), self.own_seconds()

    def now(self):
        others = self.all_busy_seconds() - self.busy - (self.own_seconds() - self.own)
        return max(0, others) / (time.monotonic() - self.start) / os.cpu_count()

    @staticmethod
    def all_busy_seconds():
        return busy_seconds({str(number) for number in range(os.cpu_count())})

    @staticmethod
    def own_seconds():
        """Processor seconds of this program and of all that it has started and seen the end of."""
        usages = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
        return sum(usage.ru_utime + usage.ru_stime for usage in usages)


def resident_bytes(root):
    """The resident memory of a process tree."""
    total = 0
    for process in process_tree(root):
        try:
            with open(f"/proc/{process}/status") as file:
                for line in file:
                    if line.startswith("VmRSS:"):
                        total += int(line.split()[1]) * 1024
        except OSError:
            continue
    return total
