"""The measurements, one function to each row of the table."""

import json
import statistics
import subprocess
import time

from .allocations import AllocationCount
from .host import Unusable, resident_bytes
from .load import Load
from .proxies import MEBIBYTE

CONNECTIONS = 32
BODIES_COUNT = 96


class Samples:
    """What the runs of one contender in one cell have given."""

    def __init__(self, label):
        self.label = label
        self.runs = []

    def values(self, unit):
        return [value_of(run, unit) for run in self.runs]

    def summary(self, unit):
        values = self.values(unit)
        walls = [run["seconds"] for run in self.runs]
        figures = {
            "label": self.label,
            "median": statistics.median(values),
            "minimum": min(values),
            "maximum": max(values),
            "samples": values,
            # Shares of one core: the proxy's own, and that of load and sinks together.
            "proxyShare": statistics.median(
                run["proxyCPUSeconds"] / wall for run, wall in zip(self.runs, walls)),
            "loadShare": statistics.median(
                run["cpuSeconds"] / wall for run, wall in zip(self.runs, walls)),
            # What programs that are no part of the run took of the two cores.
            "othersShare": statistics.median(run["othersShare"] for run in self.runs),
            "gigabytesPerSecond": statistics.median(
                run["bodyBytes"] / 1e9 / wall for run, wall in zip(self.runs, walls)),
            "requestsPerSecond": statistics.median(
                run["responses"] / wall for run, wall in zip(self.runs, walls)),
        }
        for key in ("p50Microseconds", "p99Microseconds"):
            if all(key in run for run in self.runs):
                figures[key] = statistics.median(run[key] for run in self.runs)
        return figures


def value_of(run, unit):
    if unit == "s/GB":
        return run["proxyCPUSeconds"] / (run["bodyBytes"] / 1e9)
    return run["proxyCPUSeconds"] / run["responses"] * 1e6


def alternate(contenders, rounds, say, cell):
    """Runs every contender once in each round, so that drift of the machine meets all of them.

    `contenders` maps a name to its label and a function that makes one run. What fails is left out
    of the cell, with the reason in place of figures.
    """
    samples = {name: Samples(label) for name, (label, _) in contenders.items()}
    failures = {}
    for round_index in range(rounds + 1):
        names = list(contenders)
        # Not always the same one after the same one.
        offset = round_index % len(names)
        for name in names[offset:] + names[:offset]:
            if name in failures:
                continue
            try:
                run = contenders[name][1](round_index == 0)
            except (Unusable, ValueError, OSError, subprocess.SubprocessError) as error:
                failures[name] = str(error)
                say(f"{cell}: {name}: {error}")
                continue
            # The first round warms caches, pools and connections, and is not counted.
            if round_index > 0:
                samples[name].runs.append(run)
    return {name: each for name, each in samples.items() if each.runs}, failures


def uploads(proxies, load, size, seconds, rounds, say):
    """CPU for uploads of one size, unscanned, through each proxy."""
    def runner(proxy):
        def run(is_warm_up):
            duration = min(seconds, 0.5) if is_warm_up else seconds
            extra = ["--connections", str(CONNECTIONS), "--seconds", str(duration)]
            # What arrives altered must not be fast: once, the sinks read what they else drop.
            extra += ["--verify"] if is_warm_up else []
            return load.measure(proxy.process, load.uploads(proxy.port, size, extra))
        return run

    contenders = {proxy.name: (proxy.label, runner(proxy)) for proxy in proxies}
    return alternate(contenders, rounds, say, f"uploads of {size} bytes")


def workers(one, two, load, seconds, rounds, say):
    """CPU with two workers against one, and how the connections lie on the two."""
    spreads = []

    def runner(proxy):
        def run(is_warm_up):
            duration = min(seconds, 0.5) if is_warm_up else seconds
            extra = ["--connections", str(CONNECTIONS), "--seconds", str(duration)]
            arguments = load.uploads(proxy.port, MEBIBYTE, extra)
            if proxy.workers == 1 or is_warm_up:
                return load.measure(proxy.process, arguments)
            with load.metering(proxy.process) as costs, proxy.admin() as admin:
                before = connections_by_worker(proxy.metrics(admin))
                process = load.start(arguments)
                time.sleep(duration / 2)
                during = connections_by_worker(proxy.metrics(admin))
                spreads.append([late - early for early, late in zip(before, during)])
                output, _ = process.popen.communicate(timeout=120)
                process.stop()
            return dict(json.loads(output), **costs)
        return run

    contenders = {proxy.name: (proxy.label, runner(proxy)) for proxy in (one, two)}
    samples, failures = alternate(contenders, rounds, say, "two workers")
    return samples, failures, spreads


def connections_by_worker(metrics):
    """Client connections open on each worker, those of the admin listener among them."""
    found = {
        name: value for name, value in metrics.items() if name.startswith("cordon_connections{")}
    return [int(found[name]) for name in sorted(found)]


def scanning(cordon, clamd, load, bodies, rounds, repeats, say):
    """CPU for held and scanned bodies through Cordon, and for the same by clamd's INSTREAM."""
    def scan(is_warm_up):
        requests = BODIES_COUNT * (1 if is_warm_up else repeats)
        extra = [
            "--bodies", bodies, "--connections", str(CONNECTIONS), "--requests", str(requests)]
        return load.measure(cordon.process, load.uploads(cordon.port, MEBIBYTE, extra))

    def instream(is_warm_up):
        requests = BODIES_COUNT // 4 if is_warm_up else BODIES_COUNT
        return load.measure(clamd.process, [
            "clamd", "--socket", clamd.socket_path, "--connections", "4", "--body", str(MEBIBYTE),
            "--bodies", bodies, "--requests", str(requests)])

    contenders = {"clamd": ("clamd, INSTREAM", instream)}
    if cordon:
        contenders["cordon-scan"] = (cordon.label, scan)
    return alternate(contenders, rounds, say, "scanning")


def idle(proxy, load, count):
    """Resident bytes for each of many connections that do nothing."""
    sinks = load.start(
        ["sink"] + [part for port in proxy.place.sink_ports for part in
                    ("--listen", f"127.0.0.1:{port}")])
    try:
        sinks.popen.stdout.readline()
        # Whatever a proxy takes once, for its first requests, is no cost of a connection.
        load.call([
            "run", "--target", f"127.0.0.1:{proxy.port}", "--body", "1KiB", "--connections",
            str(CONNECTIONS), "--requests", "2000"])
        before = resident_bytes(proxy.process.pid)
        clients = load.start(
            ["idle", "--target", f"127.0.0.1:{proxy.port}", "--connections", str(count)])
        try:
            line = clients.popen.stdout.readline()
            if not line:
                raise Unusable(f"{proxy.name}: idle connections: {clients.log_tail()}")
            result = json.loads(line)
            time.sleep(0.5)
            after = resident_bytes(proxy.process.pid)
        finally:
            Load.finish(clients)
    finally:
        Load.finish(sinks)
    result.update(
        before=before, after=after, bytesPerConnection=(after - before) / result["connections"])
    return result


def handoff(proxy, load, sink_port, bodies, requests):
    """Microseconds from the last byte of an upload to the first byte at the upstream."""
    arguments = [
        "handoff", "--target", f"127.0.0.1:{proxy.port}", "--listen", f"127.0.0.1:{sink_port}",
        "--body", str(MEBIBYTE), "--requests", str(requests)]
    if bodies:
        arguments += ["--bodies", bodies]
    with load.metering(proxy.process) as costs:
        result = load.call(arguments)
    return dict(result, **costs)


def allocations(proxy, load, size, bodies, seconds):
    """Heap allocations for each request, once connections and pools stand."""
    extra = ["--connections", str(CONNECTIONS)]
    if bodies:
        extra += ["--bodies", bodies]
    # Slots, pools and tables that grow with the first uploads are not what is counted.
    load.call(load.uploads(proxy.port, size, [*extra, "--seconds", str(seconds)]))
    process = load.start(
        load.uploads(proxy.port, size, [*extra, "--seconds", str(2 * seconds)]))
    try:
        time.sleep(seconds / 2)
        count = AllocationCount(proxy.process.pid)
        start = time.monotonic()
        first = count.read()
        time.sleep(seconds)
        last = count.read()
        window = time.monotonic() - start
        count.close()
        output, _ = process.popen.communicate(timeout=120)
        result = json.loads(output)
    finally:
        process.stop()
    # The load runs evenly: its rate over all is that of the window.
    requests = result["responses"] / result["seconds"] * window
    by_function = {name: last[name] - first[name] for name in last if last[name] > first[name]}
    total = sum(by_function.values())
    return {
        "allocations": total, "requests": round(requests), "byFunction": by_function,
        "perRequest": total / requests, "seconds": window, "size": size}
