"""A Cordon whose one listener has the scan API."""

import hashlib
import os

from running.cordon import Cordon

from .samples import PLANTED

# The keys: name, calls in a month, calls in a second.
KEYS = {"of many": ("many", "unlimited", "unlimited"), "of two": ("two", "2", "unlimited"),
        "of a slow one": ("slow", "unlimited", "1")}


class Service(Cordon):
    def __init__(self, program, directory):
        with open(os.path.join(directory, "keys"), "w") as file:
            for key, (name, month, second) in KEYS.items():
                file.write(f"{hashlib.sha256(key.encode()).hexdigest()} {name} {month} {second}\n")
        super().__init__(
            program, directory, PLANTED, "{ path: /, scanAPI: true }",
            f"scanAPI: {{ keysFile: {directory}/keys, quotasFile: {directory}/quotas }}", workers=2,
            ready_seconds=60)
        self.url = f"http://127.0.0.1:{self.address[1]}"
