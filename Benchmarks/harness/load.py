"""The load program, run once for each measurement."""

import contextlib
import json
import resource
import subprocess
import time

from .host import CPUReading, Unusable, busy_seconds
from .processes import Process


class Load:
    """The load program on its core."""

    def __init__(self, program, place):
        self.program = program
        self.place = place

    def call(self, arguments, seconds_max=180):
        """Runs the program to its end and returns the object that it prints."""
        done = subprocess.run(
            ["taskset", "-c", self.place.load_core, self.program, *arguments],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
            timeout=seconds_max)
        if done.returncode != 0:
            raise Unusable(f"load {' '.join(arguments)}: {(done.stderr or done.stdout).strip()}")
        return json.loads(done.stdout)

    def start(self, arguments):
        """Starts the program; its standard input is open until `finish`."""
        return Process(
            [self.program, *arguments], self.place.load_core, self.place.path("load.log"),
            stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    @staticmethod
    def finish(process):
        """Closes the standard input of a started program and waits for its end."""
        process.popen.stdin.close()
        process.popen.wait(30)
        process.stop()

    def uploads(self, port, size, extra, sinks=None):
        """The arguments of a run of uploads with its sinks in the same thread."""
        arguments = ["run", "--target", f"127.0.0.1:{port}", "--body", str(size), *extra]
        for sink in self.place.sink_ports if sinks is None else sinks:
            arguments += ["--listen", f"127.0.0.1:{sink}"]
        return arguments

    def measure(self, process, arguments):
        """One run, with what it has cost the process tree of `process`."""
        try:
            with self.metering(process) as costs:
                result = self.call(arguments)
        except Unusable as error:
            code = process.popen.poll()
            if code is None:
                raise
            # The load's word for it would only be that its connections broke.
            raise Unusable(
                f"{process.name} ended with {code}: {process.log_tail()}\n{error}") from None
        result.update(costs)
        check(result, arguments)
        return result

    @contextlib.contextmanager
    def metering(self, process, helpers=()):
        """Fills the yielded object with what the time within it has cost on the two cores.

        `helpers` are processes that run on beside the load, and are a part of it.
        """
        cores = {self.place.proxy_core, self.place.load_core}
        costs = {}
        helping = [CPUReading(each.pid) for each in helpers]
        before, busy, children = CPUReading(process.pid), busy_seconds(cores), children_seconds()
        start = time.monotonic()
        yield costs
        wall = time.monotonic() - start
        costs["proxyCPUSeconds"] = CPUReading(process.pid).since(before)
        costs["ownCPUSeconds"] = children_seconds() - children + sum(
            CPUReading(each.pid).since(early) for each, early in zip(helpers, helping))
        others = busy_seconds(cores) - busy - costs["proxyCPUSeconds"] - costs["ownCPUSeconds"]
        costs["othersShare"] = max(0, others) / wall


def children_seconds():
    """Processor seconds of all loads that have ended."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def check(result, arguments):
    """Unusable where a run did not do what is being measured."""
    responses = result["responses"]
    failed = result["unfinished"] or result["altered"] or result["errors"] > responses * 0.001
    if responses == 0 or failed:
        raise Unusable(f"load {' '.join(arguments)}: {json.dumps(result)}")
    wrong = sum(
        count for status, count in result["statuses"].items() if status not in ("200", "403"))
    if wrong:
        raise Unusable(f"load {' '.join(arguments)}: statuses {result['statuses']}")
