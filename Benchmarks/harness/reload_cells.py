"""What is exchanged under load, and how it is known that it was."""

import os
import re
import signal
import subprocess
import threading
import time

from . import host
from .host import Unusable
from .load import Load
from .processes import free_ports
from .proxies import REASONS, Cordon
from .tls import Identity

KINDS = ("certificates", "configurations", "signatures", "takeovers")
CONNECTIONS = 32
BODY_BYTES = 1 << 10
# The load is started again and again: so many requests each time.
RUN_REQUESTS = 20_000
EXCHANGE_SECONDS_MAX = 30


def exchange(kind, program, load, count, requests):
    """Exchanges something `count` times while at least `requests` are made, and counts what failed."""
    openssl = host.find_program("openssl")
    identity = Identity(openssl, load.place) if kind == "certificates" else None
    signatures = load.place.path(f"signatures-{kind}")
    os.makedirs(signatures)
    add_signature(signatures, 0)
    ports = free_ports(2)
    cordon = Cordon(
        program, load.place, ports[0], ports[1], scan="hold", signatures=signatures,
        name=f"cordon-{kind}", allowed_reasons=REASONS, identity=identity)
    cordon.start()
    steps = {
        "certificates": lambda number: reload_certificate(cordon, openssl),
        "configurations": lambda number: reload_configuration(cordon, number),
        "signatures": lambda number: reload_signatures(cordon, signatures, number),
        "takeovers": lambda number: take_over(cordon)}
    source = SecuredRequests(cordon, load) if identity else PlainRequests(cordon, load)
    done = 0
    started = time.monotonic()
    try:
        with source.running() as tally:
            while done < count:
                steps[kind](done + 1)
                done += 1
            while tally["requests"] < requests and not tally["error"]:
                time.sleep(0.1)
    finally:
        end(cordon)
    if tally["error"]:
        raise Unusable(tally["error"])
    return {"exchanges": done, "requests": tally["requests"], "failed": tally["failed"],
            "seconds": time.monotonic() - started}


def add_signature(directory, number):
    path = os.path.join(directory, "one.ndb")
    with open(path + ".new", "w") as file:
        file.write(f"Benchmark.Number{number}:0:*:{os.urandom(16).hex()}\n")
    os.replace(path + ".new", path)


# What is exchanged.

def reload_certificate(cordon, openssl):
    Identity(openssl, cordon.place)
    told(cordon, lambda: cordon.process.popen.send_signal(signal.SIGHUP))


def reload_configuration(cordon, number):
    path = cordon.place.path(cordon.name, "cordon.yaml")
    with open(path) as file:
        text = file.read()
    text = re.sub(r"\n  idleTimeout: .*", f"\n  idleTimeout: {600 + number}s", text)
    with open(path + ".new", "w") as file:
        file.write(text)
    os.replace(path + ".new", path)
    told(cordon, lambda: cordon.process.popen.send_signal(signal.SIGHUP))


def reload_signatures(cordon, directory, number):
    """As freshclam brings them: the directory is watched."""
    told(cordon, lambda: add_signature(directory, number), "cordon_signature_loads_total")


def told(cordon, act, name="cordon_reloads_total"):
    """Acts, and waits until it counts as done."""
    with cordon.admin() as admin:
        before = counted(cordon, admin, name)
        act()
        wait(lambda: counted(cordon, admin, name) > before, f"no exchange; {cordon.process.log_tail()}")


def counted(cordon, admin, name):
    values = cordon.metrics(admin)
    refused = [key for key, value in values.items() if key.startswith(name) and "refused" in key and value]
    if refused:
        raise Unusable(f"refused: {cordon.process.log_tail()}")
    return sum(value for key, value in values.items() if key.startswith(name))


def take_over(cordon):
    before = successors(cordon)
    os.kill((before or [cordon.process.pid])[-1], signal.SIGUSR2)
    wait(lambda: len(successors(cordon)) > len(before), f"no takeover; {cordon.process.log_tail()}")


def successors(cordon):
    """The processes that have taken over, in their order."""
    with open(cordon.process.log_path, errors="replace") as file:
        return [int(each) for each in re.findall(r"process=(\d+) .*replaced: draining", file.read())]


def wait(is_done, why):
    end_time = time.monotonic() + EXCHANGE_SECONDS_MAX
    while not is_done():
        if time.monotonic() > end_time:
            raise Unusable(why)
        time.sleep(0.01)


def end(cordon):
    """Ends whoever has the listeners by now, and waits for the others, which drain."""
    for process in successors(cordon)[-1:]:
        os.kill(process, signal.SIGTERM)
    cordon.stop()


# Who asks.

class Requests:
    """Requests, made in one run after another for as long as it takes."""

    def __init__(self, cordon, load):
        self.cordon = cordon
        self.load = load
        self.tally = {"requests": 0, "failed": 0, "error": None}
        self.is_ending = threading.Event()

    def running(self):
        return self

    def __enter__(self):
        self.thread = threading.Thread(target=self.make)
        self.thread.start()
        return self.tally

    def __exit__(self, *_):
        self.is_ending.set()
        self.thread.join()

    def make(self):
        while not self.is_ending.is_set() and not self.tally["error"]:
            try:
                self.run()
            except (Unusable, OSError, ValueError, subprocess.SubprocessError) as error:
                self.tally["error"] = str(error)

    def add(self, requests, failed):
        self.tally["requests"] += requests
        self.tally["failed"] += failed


class PlainRequests(Requests):
    """Uploads by the load program: connections are kept until their last answer says otherwise."""

    def run(self):
        result = self.load.call(self.load.uploads(self.cordon.port, BODY_BYTES, [
            "--connections", str(CONNECTIONS), "--requests", str(RUN_REQUESTS)]))
        good = result["statuses"].get("200", 0)
        self.add(RUN_REQUESTS, max(RUN_REQUESTS - good, result["errors"]))


class SecuredRequests(Requests):
    """Uploads over TLS by h2load; a part of the connections is new."""

    def __init__(self, cordon, load):
        super().__init__(cordon, load)
        self.body = load.place.path("reload-body")
        with open(self.body, "wb") as file:
            file.write(os.urandom(BODY_BYTES))

    def __enter__(self):
        listen = [part for port in self.load.place.sink_ports
                  for part in ("--listen", f"127.0.0.1:{port}")]
        self.sinks = self.load.start(["sink", *listen])
        self.sinks.popen.stdout.readline()
        return super().__enter__()

    def __exit__(self, *error):
        super().__exit__(*error)
        Load.finish(self.sinks)

    def run(self):
        command = [
            "taskset", "-c", self.load.place.load_core, host.find_program("h2load"), "--h1", "--threads",
            "1", "--clients", str(CONNECTIONS), "--requests", str(RUN_REQUESTS), "--data", self.body,
            f"https://127.0.0.1:{self.cordon.port}/"]
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            timeout=180)
        found = re.search(r"status codes: (\d+) 2xx", done.stdout)
        if done.returncode != 0 or not found:
            raise Unusable(f"h2load: {done.stdout[-500:]}")
        self.add(RUN_REQUESTS, RUN_REQUESTS - int(found.group(1)))
