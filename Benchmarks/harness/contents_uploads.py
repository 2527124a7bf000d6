"""What uploads in the measurements of contents, one request after the other; a server behind the proxy."""

import http.client
import json
import socket
import struct
import threading
import time

from .host import Unusable


class Sink:
    """A server that takes every upload and answers 200, on kept connections."""

    def __init__(self):
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            connection, _ = self.socket.accept()
            threading.Thread(target=self.serve, args=(connection,), daemon=True).start()

    @staticmethod
    def serve(connection):
        with connection, connection.makefile("rb", buffering=1 << 20) as stream:
            while True:
                length = 0
                while (line := stream.readline()) not in (b"\r\n", b""):
                    if line.lower().startswith(b"content-length:"):
                        length = int(line.split(b":")[1])
                if not line:
                    return
                while length > 0:
                    length -= len(stream.read(min(length, 1 << 20)))
                connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")


class Answer:
    """What came of an upload."""

    def __init__(self, status, text):
        self.status = status
        try:
            said = json.loads(text)
        except ValueError:
            said = {}
        self.reason, self.detail = said.get("reason", ""), said.get("detail", "")

    @property
    def verdict(self):
        return "delivered" if self.status == 200 else f"{self.status} {self.reason} {self.detail}".strip()


class Client:
    """Uploads to a proxy over one connection, which is made again where the proxy has closed it."""

    def __init__(self, port):
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)

    def send(self, body, content_type="application/octet-stream"):
        headers = {"Content-Type": content_type, "Accept": "application/json"}
        for attempt in (1, 2):
            try:
                self.connection.request("POST", "/", body=body, headers=headers)
                response = self.connection.getresponse()
                return Answer(response.status, response.read())
            except (http.client.RemoteDisconnected, ConnectionError, BrokenPipeError):
                self.connection.close()
                if attempt == 2:
                    raise
        raise Unusable("no answer")

    def close(self):
        self.connection.close()


def instream(socket_path, body):
    """Has clamd scan bytes, and gives what it says."""
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(300)
        connection.connect(socket_path)
        connection.sendall(b"zINSTREAM\0" + struct.pack(">I", len(body)) + body + bytes(4))
        return connection.makefile("rb").read().rstrip(b"\0").decode(errors="replace")


class Repeated:
    """Uploads the same bodies again and again from a thread of its own, until it is stopped."""

    def __init__(self, port, bodies):
        self.client, self.bodies, self.count, self.verdicts = Client(port), bodies, 0, set()
        self.is_stopped = False
        self.thread = threading.Thread(target=self.run, daemon=True)
        self.thread.start()

    def run(self):
        while not self.is_stopped:
            for body in self.bodies:
                if self.is_stopped:
                    return
                self.verdicts.add(self.client.send(body).verdict)
                self.count += 1

    def stop(self):
        self.is_stopped = True
        self.thread.join(120)
        self.client.close()


def latencies(port, bodies, seconds, pause):
    """Milliseconds that uploads take, one after the other with pauses, sorted."""
    client, taken = Client(port), []
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        for body in bodies:
            start = time.perf_counter()
            client.send(body)
            taken.append((time.perf_counter() - start) * 1e3)
            time.sleep(pause)
    client.close()
    return sorted(taken)
