"""What the scanning figures need: signatures, bodies, and clamd."""

import glob
import hashlib
import os
import shutil
import socket

from .host import Unusable, run_quietly
from .processes import Process

SIGNATURES = ("daily.ndb", "rfxn.ndb", "rfxn.hdb", "main-20k.hdb", "daily.fp", "main.fp")
BODY_BYTES = 1 << 20
PIECES_PER_FILE = 4


def unpack_signatures(archive, directory):
    """Unpacks the databases that the figures are for into a directory of their own."""
    everything = directory + "-all"
    os.makedirs(everything)
    os.makedirs(directory)
    run_quietly(["tar", "--zstd", "-xf", archive, "-C", everything])
    for name in SIGNATURES:
        found = glob.glob(os.path.join(everything, "**", name), recursive=True)
        if not found:
            raise Unusable(f"{archive}: no {name} in it")
        shutil.copy(found[0], os.path.join(directory, name))
    shutil.rmtree(everything)


def write_bodies(path, count):
    """Writes the first distinct MiB of this machine's libraries and executables, one after another.

    In the order of their names, at most four of each file, so that beginnings (where the type of a
    file is seen) and middles are both there. Returns a digest of all, to tell two machines apart.
    """
    seen = set()
    digest = hashlib.sha256()
    libraries = sorted(glob.glob("/usr/lib/x86_64-linux-gnu/*.so*"))
    programs = sorted(glob.glob("/usr/bin/*"))
    with open(path, "wb") as bodies:
        # One of each in turn, as neither is typical alone.
        for pair in zip_longest(libraries, programs):
            for name in pair:
                if not name or os.path.islink(name) or not os.path.isfile(name):
                    continue
                with open(name, "rb") as file:
                    for _ in range(PIECES_PER_FILE):
                        piece = file.read(BODY_BYTES)
                        piece_digest = hashlib.sha256(piece).digest()
                        if len(piece) < BODY_BYTES or piece_digest in seen:
                            break
                        seen.add(piece_digest)
                        digest.update(piece)
                        bodies.write(piece)
                        if len(seen) == count:
                            return digest.hexdigest()
    raise Unusable(f"fewer than {count} MiB of libraries and executables on this machine")


def zip_longest(first, second):
    for index in range(max(len(first), len(second))):
        yield [each[index] for each in (first, second) if index < len(each)]


class Clamd:
    """clamd on the proxy's core, with the same databases and without its cache of clean files."""

    def __init__(self, program, place, signatures):
        self.program = program
        self.place = place
        self.signatures = signatures
        self.socket_path = place.path("clamd.sock")
        self.process = None

    def start(self):
        configuration = self.place.path("clamd.conf")
        temporary = self.place.path("clamd-tmp")
        os.makedirs(temporary, exist_ok=True)
        with open(configuration, "w") as file:
            file.write(f"""\
Foreground yes
LocalSocket {self.socket_path}
DatabaseDirectory {self.signatures}
TemporaryDirectory {temporary}
DisableCache yes
StreamMaxLength 64M
MaxThreads 4
SelfCheck 0
{"User root" if os.geteuid() == 0 else ""}
""")
        self.process = Process(
            [self.program, "--config-file", configuration], self.place.proxy_core,
            self.place.path("clamd.log"))
        self.process.wait_until(self.answers, 120, "clamd")

    def answers(self):
        if not os.path.exists(self.socket_path):
            return False
        try:
            with socket.socket(socket.AF_UNIX) as connection:
                connection.settimeout(2)
                connection.connect(self.socket_path)
                connection.sendall(b"zPING\0")
                return connection.recv(16).startswith(b"PONG")
        except OSError:
            return False

    def stop(self):
        if self.process:
            self.process.stop()
            self.process = None
