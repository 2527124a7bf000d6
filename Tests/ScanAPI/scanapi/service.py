"""A Cordon whose one listener has the scan API."""

import hashlib
import os
import socket
import subprocess
import sys
import time
import urllib.request

from .samples import PLANTED

# The keys: name, calls in a month, calls in a second.
KEYS = {"of many": ("many", "unlimited", "unlimited"), "of two": ("two", "2", "unlimited"),
        "of a slow one": ("slow", "unlimited", "1")}


class Service:
    def __init__(self, program, directory):
        signatures = os.path.join(directory, "signatures")
        os.mkdir(signatures)
        with open(os.path.join(signatures, "planted.ndb"), "w") as file:
            file.write(f"Planted:0:*:{PLANTED.hex()}\n")
        with open(os.path.join(directory, "keys"), "w") as file:
            for key, (name, month, second) in KEYS.items():
                file.write(f"{hashlib.sha256(key.encode()).hexdigest()} {name} {month} {second}\n")
        with socket.create_server(("127.0.0.1", 0)) as first, socket.create_server(("127.0.0.1", 0)) as other:
            listen, admin = first.getsockname()[1], other.getsockname()[1]
        self.url = f"http://127.0.0.1:{listen}"
        configuration = os.path.join(directory, "cordon.yaml")
        with open(configuration, "w") as file:
            file.write(f"""workers: 2
admin: {{ address: "127.0.0.1:{admin}" }}
signatures: {{ directory: {signatures} }}
listeners:
  - address: 127.0.0.1:{listen}
    routes: [{{ path: /, scanAPI: true }}]
scanAPI:
  keysFile: {directory}/keys
  quotasFile: {directory}/quotas
limits: {{ connectionsMax: 100 }}
spill: {{ directory: {directory} }}
accessLog: off
detectionLog: off
""")
        self.process = subprocess.Popen(
            [program, "run", "--config", configuration], stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL)
        deadline = time.monotonic() + 60
        while True:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{admin}/readyz", timeout=5) as answer:
                    if answer.status == 200:
                        return
            except OSError:
                pass
            if self.process.poll() is not None or time.monotonic() > deadline:
                self.end()
                sys.exit("error: cordon did not become ready: see above")
            time.sleep(0.05)

    def end(self):
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
