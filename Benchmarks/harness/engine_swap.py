"""What exchanging the database costs the requests that are under way."""

import json
import os
import shutil
import signal
import statistics
import time

from . import scanning
from .host import Unusable
from .load import check
from .proxies import REASONS, Cordon

# As few and as short as still fill the proxy's core: the wait for the others' turns is no part of an
# exchange.
CONNECTIONS = 16
BODY_BYTES = 64 << 10
BODIES_COUNT = 96
SWAP_SECONDS_MAX = 120


def swap(engine, place, load, ports, seconds, rounds, say):
    """Latencies of uploads, held and scanned, with the database exchanged during half of the runs.

    The load is closed: each connection sends the next request when the last is answered, so the
    proxy's core is full. A run with an exchange lasts until that is over.
    """
    bodies = place.path("swap-bodies")
    scanning.write_bodies(bodies, BODIES_COUNT)
    directory = place.path("swap-signatures")
    shutil.copytree(engine.signatures, directory)
    cordon = Cordon(
        engine.cordon, place, ports[0], ports[1], scan="hold", signatures=directory, name="cordon-swap",
        allowed_reasons=REASONS)
    cordon.start()

    def uploads(duration):
        return load.uploads(cordon.port, BODY_BYTES, [
            "--bodies", bodies, "--connections", str(CONNECTIONS), "--seconds", str(duration)])

    try:
        load.measure(cordon.process, uploads(1))
        lasts = exchange(cordon, directory, 0)
        say(f"  an exchange without load takes {lasts:.1f} s")
        before, during = [], []
        for number in range(1, rounds + 1):
            before.append(load.measure(cordon.process, uploads(seconds)))
            run, lasts = during_exchange(cordon, load, uploads, directory, number, lasts)
            during.append(dict(run, exchangeSeconds=lasts))
    finally:
        cordon.stop()

    def median(runs, key):
        return statistics.median(run[key] for run in runs)

    return {
        "rounds": rounds, "requests": sum(run["responses"] for run in during),
        "lost": sum(run["errors"] + run["unfinished"] for run in during),
        "p99Before": median(before, "p99Microseconds"), "p99During": median(during, "p99Microseconds"),
        "p50Before": median(before, "p50Microseconds"), "p50During": median(during, "p50Microseconds"),
        "maxBefore": max(run["maxMicroseconds"] for run in before),
        "maxDuring": max(run["maxMicroseconds"] for run in during),
        "proxyShare": statistics.median(
            run["proxyCPUSeconds"] / run["seconds"] for run in before),
        "exchangeSeconds": median(during, "exchangeSeconds"), "runs": {"before": before, "during": during}}


def during_exchange(cordon, load, uploads, directory, number, expected):
    """A run of uploads in which a database is exchanged; longer again where the time was too short."""
    duration = expected * 2 + 1
    while duration < SWAP_SECONDS_MAX:
        process = load.start(uploads(duration))
        try:
            time.sleep(0.3)
            lasts = exchange(cordon, directory, number)
            was_long_enough = process.popen.poll() is None
            output, _ = process.popen.communicate(timeout=duration + 60)
        finally:
            process.stop()
        if was_long_enough:
            run = json.loads(output)
            check(run, ["during an exchange"])
            return run, lasts
        duration *= 2
    raise Unusable(f"an exchange under load takes more than {SWAP_SECONDS_MAX} s")


def exchange(cordon, directory, number):
    """Adds a file of signatures, and returns how long it takes until they are in force."""
    with cordon.admin() as admin:
        before = cordon.metrics(admin)
        temporary = os.path.join(os.path.dirname(directory), f"added-{number}.ndb")
        with open(temporary, "w") as file:
            file.write(f"Benchmark.Added{number}:0:*:{os.urandom(16).hex()}\n")
        os.replace(temporary, os.path.join(directory, os.path.basename(temporary)))
        cordon.process.popen.send_signal(signal.SIGHUP)
        start = time.monotonic()
        while time.monotonic() - start < SWAP_SECONDS_MAX:
            now = cordon.metrics(admin)
            changed = {name for name, value in now.items()
                       if name.startswith("cordon_reloads_total") and value != before.get(name, 0)}
            if any("refused" in name or "fail" in name for name in changed):
                raise Unusable(f"the exchange was refused: {cordon.process.log_tail()}")
            if changed:
                return time.monotonic() - start
            time.sleep(0.05)
    raise Unusable(f"no exchange within {SWAP_SECONDS_MAX} s")
