"""A Cordon of a suite's own."""

import os
import socket
import subprocess
import sys
import time
import urllib.request


class Cordon:
    """A Cordon with one signature, `Planted`, and one listener, from ready to told to end."""

    def __init__(self, program, directory, planted, routes, lines="", workers=1, ready_seconds=30):
        signatures = os.path.join(directory, "signatures")
        os.mkdir(signatures)
        with open(os.path.join(signatures, "planted.ndb"), "w") as file:
            file.write(f"Planted:0:*:{planted.hex()}\n")
        with socket.create_server(("127.0.0.1", 0)) as first, socket.create_server(("127.0.0.1", 0)) as other:
            self.address, admin = first.getsockname(), other.getsockname()
        configuration = os.path.join(directory, "cordon.yaml")
        with open(configuration, "w") as file:
            file.write(f"""workers: {workers}
admin: {{ address: "127.0.0.1:{admin[1]}" }}
signatures: {{ directory: {signatures} }}
listeners:
  - address: 127.0.0.1:{self.address[1]}
    routes: [{routes}]
{lines}
limits: {{ connectionsMax: 100 }}
spill: {{ directory: {directory} }}
accessLog: off
detectionLog: off
""")
        self.process = subprocess.Popen(
            [program, "run", "--config", configuration], stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL)
        deadline = time.monotonic() + ready_seconds
        while not self.is_ready(admin[1]):
            if self.process.poll() is not None or time.monotonic() > deadline:
                self.end()
                sys.exit("error: cordon did not become ready: see above")
            time.sleep(0.05)

    @staticmethod
    def is_ready(admin):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{admin}/readyz", timeout=5) as answer:
                return answer.status == 200
        except OSError:
            return False

    def end(self):
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
