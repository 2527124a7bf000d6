"""The command line of the matrix."""

import argparse
import os
import shutil
import socket
import sys
import tempfile
import threading

from running.cordon import Cordon

from . import archives, bodies, carried, carriers, documents, messages, zips

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))))
PAYLOAD = b"this text is planted for the matrix of evasions: every wrapping of it must be seen through"
WRAPPINGS = zips.ALL + archives.ALL + carried.ALL + bodies.ALL + documents.ALL + messages.ALL
CLASSES = ("executables invalidFiles scripts passwordProtectedFiles macros xmlExternalEntities "
           "insecureDeserialization html unsafeArchives oleEmbeddedObjects unwantedActions").split()


def arguments():
    parser = argparse.ArgumentParser(prog="Tests/Evasion/run", description=__doc__, epilog="""
exit status: 0 if nothing passed and all that common programs open is infected; 1 if not; 77 if there is no
cordon.""")
    parser.add_argument("--cordon", default=os.path.join(ROOT, ".build", "release", "cordon"))
    parser.add_argument("--only", default="", help="wrappings whose name has this")
    parser.add_argument("--carrier", choices=sorted(carriers.ALL), action="append")
    parser.add_argument("--bodies", choices=["strict", "canonical"], default="strict",
                        help="what the route says of bodies")
    parser.add_argument("--keep", metavar="DIR", help="leave the wrapped files there")
    parser.add_argument("--unscannable-max", type=int, default=25,
                        help="how many wrappings may be refused without being seen through")
    return parser.parse_args()


class Sink:
    """A server that takes everything and remembers whether anything came."""

    def __init__(self):
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.address = self.socket.getsockname()
        self.arrived = 0
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        while True:
            connection, _ = self.socket.accept()
            threading.Thread(target=self.answer, args=(connection,), daemon=True).start()

    def answer(self, connection):
        with connection:
            data = b""
            while chunk := connection.recv(1 << 16):
                data += chunk
                head, found, body = data.partition(b"\r\n\r\n")
                if not found:
                    continue
                length = [int(line.split(b":")[1]) for line in head.lower().split(b"\r\n")
                          if line.startswith(b"content-length:")]
                if length and len(body) < length[0]:
                    continue
                self.arrived += 1
                connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
                data = b""


# All classes are allowed, so that nothing but seeing through a wrapping helps.
OPEN = "".join(f"    {name}: allow\n" for name in CLASSES) + (
    "    unscannable: { damaged: block, encrypted: block, limitRatio: block, limitNameBytes: block }")


class Proxy(Cordon):
    """A Cordon that knows the payload, with a policy."""

    def __init__(self, program, directory, sink, policy=OPEN, bodies="strict"):
        super().__init__(
            program, directory, PAYLOAD, f"{{ path: /, backend: sink, policy: open, bodies: {bodies} }}",
            f"""backends: {{ sink: {{ upstreams: ["127.0.0.1:{sink.address[1]}"] }} }}
policies:
  open:
{policy}""")


def judge(wrapping, answer):
    """What is wrong with an answer; empty where nothing is."""
    if answer.arrived or answer.status < 400:
        return "PASSED"
    if answer.reason != "infected" and wrapping.opens:
        return f"not seen through: {answer.status} {answer.reason}"
    return ""


def main():
    options = arguments()
    if not os.access(options.cordon, os.X_OK):
        print(f"skipped: there is no {options.cordon}: swift build -c release --product cordon")
        return 77
    with tempfile.TemporaryDirectory(prefix="cordon-evasion.", dir="/var/tmp") as directory:
        sink = Sink()
        proxy = Proxy(os.path.abspath(options.cordon), directory, sink, bodies=options.bodies)
        try:
            return run(options, proxy, sink)
        finally:
            proxy.end()


def run(options, proxy, sink):
    passed, failed, blind, made = 0, 0, {}, 0
    for wrapping in WRAPPINGS:
        if options.only not in wrapping.name or (wrapping.needs and not shutil.which(wrapping.needs)):
            continue
        made += 1
        wrapped = wrapping.wrap(PAYLOAD)
        if options.keep:
            os.makedirs(options.keep, exist_ok=True)
            with open(os.path.join(options.keep, wrapping.name.replace("/", "-")), "wb") as file:
                file.write(wrapped)
        for name, carrier in carriers.ALL.items():
            if wrapping.is_said and name in carriers.SILENT:
                continue
            if options.carrier and name not in options.carrier:
                continue
            if wrapping.headers and name not in ("raw", "chunked"):
                continue
            before = sink.arrived
            body, headers, chunks = carrier(wrapped, wrapping)
            answer = carriers.send(proxy.address, body, headers, chunks)
            answer.arrived = sink.arrived > before
            wrong = judge(wrapping, answer)
            if wrong:
                failed += 1
                print(f"{wrapping.name} ({name}): {wrong}")
            else:
                passed += 1
                if answer.reason != "infected":
                    blind.setdefault(wrapping.name, f"{answer.status} {answer.reason}")
    for name, answer in blind.items():
        print(f"refused without being seen through: {name}: {answer}")
    print(f"{made} wrappings, {len(blind)} of them refused without being seen through")
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or len(blind) > options.unscannable_max else 0


if __name__ == "__main__":
    sys.exit(main())
