"""What TLS costs: uploads over kept sessions, and handshakes."""

import contextlib
import os
import re
import subprocess
import time

from . import host
from .cells import CONNECTIONS, alternate
from .host import Unusable
from .load import Load

SIZES = {"1 MiB": 1 << 20, "1 KiB": 1 << 10}
# The one that all speak: which is best is another question than what a proxy makes of it.
CIPHER = "TLS_AES_128_GCM_SHA256"
HANDSHAKES = {"full handshakes": "-new", "resumed handshakes": "-reuse"}
# Programs that make handshakes at the same time, so that a proxy has more than one to do in a turn.
HANDSHAKING = 4


class Identity:
    """A certificate with its key, in one file for HAProxy and Cordon alike."""

    def __init__(self, openssl, place):
        self.path = place.path("identity.pem")
        key, certificate = place.path("identity.key"), place.path("identity.crt")
        host.run_quietly([
            openssl, "req", "-x509", "-nodes", "-days", "30", "-subj", "/CN=bench.test", "-newkey", "ec",
            "-pkeyopt", "ec_paramgen_curve:P-256", "-addext", "subjectAltName=DNS:bench.test",
            "-keyout", key, "-out", certificate])
        with open(self.path, "w") as file:
            for part in (certificate, key):
                with open(part) as source:
                    file.write(source.read())


class SecureLoad:
    """Clients that speak TLS 1.3: h2load for uploads, OpenSSL's own for handshakes; sinks beside them."""

    def __init__(self, load, h2load, openssl):
        self.load = load
        self.h2load = h2load
        self.openssl = openssl
        self.sinks = None

    @contextlib.contextmanager
    def listening(self):
        """The time in which there are sinks."""
        listen = [
            part for port in self.load.place.sink_ports for part in ("--listen", f"127.0.0.1:{port}")]
        self.sinks = self.load.start(["sink", *listen])
        try:
            self.sinks.popen.stdout.readline()
            yield
        finally:
            Load.finish(self.sinks)

    def bodies(self, size):
        """A file of that size."""
        path = self.load.place.path(f"body-{size}")
        if not os.path.exists(path):
            with open(path, "wb") as file:
                file.write(os.urandom(size))
        return path

    def uploads(self, proxy, size, extent):
        """One run of uploads; `extent` are h2load's words for how many, or how long."""
        command = [
            self.h2load, "--h1", f"--tls13-ciphers={CIPHER}", "--threads", "1", "--clients",
            str(CONNECTIONS), *extent, "--data", self.bodies(size), f"https://127.0.0.1:{proxy.port}/"]
        run, (output,) = self.measured(proxy, [command])
        return dict(run, **uploaded(output, size))

    def handshakes(self, proxy, word, seconds):
        """One run of connections with one request each; `word` is OpenSSL's for which handshakes."""
        command = [
            self.openssl, "s_time", "-connect", f"127.0.0.1:{proxy.port}", "-tls1_3",
            "-ciphersuites", CIPHER, word, "-www", "/", "-time", str(seconds)]
        run, outputs = self.measured(proxy, [command] * HANDSHAKING)
        return dict(run, **shaken(outputs, word))

    def measured(self, proxy, commands):
        """Runs programs at the same time: what that has cost, and what each has said."""
        core = ["taskset", "-c", self.load.place.load_core]
        started = time.monotonic()
        with self.load.metering(proxy.process, [self.sinks]) as costs:
            running = [
                subprocess.Popen(
                    core + command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                    stderr=subprocess.STDOUT, text=True)
                for command in commands]
            try:
                outputs = [each.communicate(timeout=180)[0] for each in running]
            finally:
                for each in running:
                    each.kill()
        seconds = time.monotonic() - started
        for each, output in zip(running, outputs):
            if each.returncode != 0:
                raise Unusable(f"{' '.join(each.args)}: {output[-500:]}")
        return dict(costs, seconds=seconds, cpuSeconds=costs["ownCPUSeconds"]), outputs


def uploaded(output, size):
    """What h2load says that it has done; Unusable where that is not what is measured."""
    done = re.search(
        r"requests: \d+ total, \d+ started, (\d+) done, (\d+) succeeded, (\d+) failed", output)
    statuses = re.search(r"status codes: (\d+) 2xx", output)
    if not done or not statuses or "TLS Protocol: TLSv1.3" not in output:
        raise Unusable(f"h2load: {output[-500:]}")
    count = int(statuses.group(1))
    if count == 0 or int(done.group(2)) != int(done.group(1)) or int(done.group(3)) > 0:
        raise Unusable(f"h2load: {done.group(0)}")
    return {"responses": count, "bodyBytes": count * size}


def shaken(outputs, word):
    """What OpenSSL's program says that it has done: a letter for each handshake, r for a resumed one."""
    count = resumed = 0
    for output in outputs:
        found = re.search(r"^(\d+) connections in [\d.]+s;", output, re.MULTILINE)
        if not found:
            raise Unusable(f"openssl s_time: {output[-500:]}")
        count += int(found.group(1))
        resumed += max(len(line) for line in re.findall(r"^r*", output, re.MULTILINE))
    wanted = count if word == "-reuse" else 0
    if count == 0 or abs(resumed - wanted) > 0.01 * count:
        raise Unusable(f"openssl s_time {word}: {resumed} of {count} handshakes were resumed")
    return {"responses": count, "bodyBytes": 0}


def uploads(proxies, load, size, seconds, rounds, say):
    """CPU for uploads of one size over kept sessions, unscanned, through each proxy."""
    rates = {}

    def runner(proxy):
        def run(is_warm_up):
            if is_warm_up:
                # In less a slow machine may have nothing done.
                duration = max(2, round(seconds))
                first = load.uploads(proxy, size, ["--duration", str(duration)])
                rates[proxy.name] = first["responses"] / duration
                return first
            # A number of requests, so that none is cut at the end and goes unpaid.
            count = max(CONNECTIONS, round(rates[proxy.name] * seconds))
            return load.uploads(proxy, size, ["--requests", str(count)])
        return run

    contenders = {proxy.name: (proxy.label, runner(proxy)) for proxy in proxies}
    return alternate(contenders, rounds, say, f"uploads of {size} bytes over TLS")


def handshakes(proxies, load, word, seconds, rounds, say):
    """CPU for handshakes of one kind, each with one small request."""
    def runner(proxy):
        # OpenSSL's program counts whole seconds.
        return lambda is_warm_up: load.handshakes(
            proxy, word, 1 if is_warm_up else max(1, round(seconds)))

    contenders = {proxy.name: (proxy.label, runner(proxy)) for proxy in proxies}
    return alternate(contenders, rounds, say, f"handshakes ({word})")
