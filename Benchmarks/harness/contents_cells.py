"""The measurements of what looking into contents costs, one function to each row of the table."""

import base64
import csv
import io
import json
import os
import random
import statistics
import time
import zipfile

from .contents_processes import Inspectors
from .contents_uploads import Client, Repeated, instream, latencies
from .engine_runs import medians
from .host import CPUReading, Unusable, run_quietly

MEBIBYTE = 1 << 20
BOUNDARY = b"b3nchmark"


def corpus(corpora, name, directory, count, seed):
    """The bodies of a corpus of documents, or a seeded sample of them."""
    archive, table = (os.path.join(corpora, name + end) for end in (".tar.zst", ".csv"))
    if not os.path.exists(archive):
        raise Unusable(f"no {name}.tar.zst: set CORDON_CORPORA to the corpora's directory")
    place = os.path.join(directory, name)
    os.makedirs(place)
    run_quietly(["tar", "--zstd", "-xf", archive, "-C", place])
    with open(table, encoding="utf-8", newline="") as file:
        paths = sorted(row["path"] for row in csv.DictReader(file))
    if count:
        paths = sorted(random.Random(seed).sample(paths, min(count, len(paths))))
    bodies = []
    for path in paths:
        with open(os.path.join(place, path), "rb") as file:
            bodies.append(file.read())
    return bodies


def spent(process, work):
    """Processor seconds of a process tree while something is done."""
    before = CPUReading(process.pid)
    work()
    return CPUReading(process.pid).since(before)


def documents(cordon, clamd, bodies, rounds, say):
    """CPU for each file of a corpus: by Cordon with all its processes, and by clamd over its socket."""
    client, verdicts, errors = Client(cordon.port), {}, 0

    def upload():
        verdicts.clear()
        for body in bodies:
            verdict = client.send(body).verdict
            verdicts[verdict] = verdicts.get(verdict, 0) + 1

    def stream():
        nonlocal errors
        errors = sum(instream(clamd.socket_path, body).endswith("ERROR") for body in bodies)

    contenders = {"cordon": lambda: spent(cordon.process, upload)}
    if clamd:
        contenders["clamd"] = lambda: spent(clamd.process, stream)
    # Once over all of it, so that caches and the pages of both databases are there.
    for run in contenders.values():
        run()
    runs = medians(contenders, rounds)
    client.close()
    row = {"files": len(bodies), "bytes": sum(map(len, bodies)), "verdicts": verdicts, "runs": runs,
           "errorsOfClamd": errors}
    for name, each in runs.items():
        row[name] = each["median"] / len(bodies) * 1e3
        say(f"  {name}: {row[name]:.2f} ms each")
    return row


def form(body):
    return (b"--" + BOUNDARY + b'\r\nContent-Disposition: form-data; name="file"; filename="file.bin"\r\n'
            b"Content-Type: application/octet-stream\r\n\r\n" + body + b"\r\n--" + BOUNDARY + b"--\r\n")


def in_json(body):
    return json.dumps({"name": "file.bin", "file": base64.b64encode(body).decode()}).encode()


CARRIERS = {
    "raw": ("application/octet-stream", bytes),
    "multipart": ("multipart/form-data; boundary=" + BOUNDARY.decode(), form),
    "base64 in JSON": ("application/json", in_json)}


def carriers(cordon, path, count, rounds):
    """CPU for each of `count` binaries of nearly 1 MiB: as bodies, in forms, and as base64 in JSON."""
    with open(path, "rb") as file:
        # Of different sizes: a size decides whether digests are computed, by a filter that may be wrong.
        pieces = [file.read(MEBIBYTE)[:MEBIBYTE - 1009 * number] for number in range(count)]
    client = Client(cordon.port)
    undelivered = set()

    def sending(media_type, wrapped):
        def send():
            verdicts = {client.send(body, media_type).verdict for body in wrapped}
            undelivered.update(verdicts - {"delivered"})
        send()
        return lambda: spent(cordon.process, send)

    runs = medians({name: sending(media_type, [wrap(piece) for piece in pieces])
                    for name, (media_type, wrap) in CARRIERS.items()}, rounds)
    client.close()
    if undelivered:
        raise Unusable(f"not delivered: {', '.join(sorted(undelivered))}")
    raw = runs["raw"]["median"]
    return {name: {"milliseconds": each["median"] / count * 1e3, "times": each["median"] / raw,
                   "samples": each["samples"]} for name, each in runs.items()}


def explosives(cordon, made, say):
    """Verdict, CPU and memory of small files that unpack to great ones; each in inspectors that are new."""
    inspectors, rows = Inspectors(cordon.process.pid), []
    client = Client(cordon.port)
    for name, body in made:
        inspectors.renew()
        memory = inspectors.reset_peaks()
        before, start = CPUReading(cordon.process.pid), time.monotonic()
        verdict = client.send(body).verdict
        wall = time.monotonic() - start
        row = {"name": name, "bytes": len(body), "verdict": verdict, "wall": wall,
               "cpu": CPUReading(cordon.process.pid).since(before), "memory": inspectors.grown(memory)}
        say(f"  {name}: {verdict}, {row['cpu'] * 1e3:.0f} ms, "
            + ("an inspector was lost" if row["memory"] is None else f"{row['memory'] / MEBIBYTE:.1f} MiB"))
        rows.append(row)
    client.close()
    return rows


def base_cost(cordon, bodies):
    """Memory that each inspector shares with nobody: when it is ready, and after it has judged documents."""
    inspectors = Inspectors(cordon.process.pid)
    inspectors.renew()
    ready = inspectors.unshared()
    client = Client(cordon.port)
    for body in bodies:
        client.send(body)
    client.close()
    return {"ready": ready, "used": inspectors.unshared(), "documents": len(bodies)}


def archive_of(bodies, bytes_max):
    """A great archive that takes long to look into."""
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for number, body in enumerate(bodies):
            if output.tell() > bytes_max:
                break
            archive.writestr(f"{number}.bin", body)
    return output.getvalue()


def percentile(values, share):
    return values[min(len(values) - 1, int(len(values) * share))]


def beside(cordon, small, large, seconds, rounds, say):
    """How long small uploads take, with large archives uploaded beside them and without."""
    runs = {"alone": [], "beside": []}
    latencies(cordon.port, small, 0.5, 0.001)
    for _ in range(rounds):
        runs["alone"].append(latencies(cordon.port, small, seconds, 0.001))
        other = Repeated(cordon.port, [large])
        # It is under way once the first has been judged.
        while other.count == 0 and other.thread.is_alive():
            time.sleep(0.01)
        before = other.count
        runs["beside"].append(latencies(cordon.port, small, seconds, 0.001))
        judged = other.count - before
        other.stop()
        say(f"  p99 {percentile(runs['alone'][-1], .99):.2f} ms alone, "
            f"{percentile(runs['beside'][-1], .99):.2f} ms beside {judged} archives")
    return {name: {"p50": statistics.median(percentile(run, 0.5) for run in each),
                   "p99": statistics.median(percentile(run, 0.99) for run in each),
                   "uploads": sum(map(len, each))} for name, each in runs.items()} | {
        "archiveBytes": len(large), "verdicts": sorted(other.verdicts)}
