"""Starting and ending what is measured, so that nothing is left running."""

import os
import signal
import socket
import subprocess
import time

from .host import Unusable

_running = []


class Process:
    """A program that runs on one core until `stop`."""

    def __init__(self, command, cores, log_path, stdin=subprocess.DEVNULL, stdout=None):
        self.name = os.path.basename(command[0])
        self.log_path = log_path
        # No file: a pipe that dies with its reader would look like a failure of the program.
        with open(log_path, "ab") as log:
            self.popen = subprocess.Popen(
                ["taskset", "-c", cores, *command], stdin=stdin, stdout=stdout or log,
                stderr=log, text=stdout is not None)
        _running.append(self)

    @property
    def pid(self):
        return self.popen.pid

    def stop(self, seconds=10):
        """Ends the program as an operator would, and at once if it does not end by then."""
        if self in _running:
            _running.remove(self)
        if self.popen.poll() is None:
            self.popen.send_signal(signal.SIGTERM)
            try:
                self.popen.wait(seconds)
            except subprocess.TimeoutExpired:
                self.popen.kill()
                self.popen.wait()
        return self.popen.returncode

    def log_tail(self):
        """The end of what the program has said."""
        with open(self.log_path, errors="replace") as file:
            return file.read()[-2000:]

    def wait_until(self, is_ready, seconds, what):
        """Waits until `is_ready` holds; Unusable where the program ends or takes too long."""
        end = time.monotonic() + seconds
        while not is_ready():
            if self.popen.poll() is not None:
                raise Unusable(f"{self.name} ended with {self.popen.returncode}: {self.log_tail()}")
            if time.monotonic() > end:
                raise Unusable(f"{self.name} was not ready after {seconds} s: {self.log_tail()}")
            time.sleep(0.02)

    def wait_for_port(self, port, seconds=20):
        """Waits until something listens at a port of the loopback interface."""
        self.wait_until(lambda: is_listening(port), seconds, f"port {port}")


def is_listening(port):
    """Whether a socket listens at a port; asked of the kernel, so that no connection is made."""
    wanted = f":{port:04X}"
    for table in ("/proc/net/tcp", "/proc/net/tcp6"):
        try:
            with open(table) as file:
                for line in file:
                    fields = line.split()
                    if fields[3] == "0A" and fields[1].endswith(wanted):
                        return True
        except OSError:
            continue
    return False


def free_ports(count):
    """Ports at which nothing listens now."""
    sockets = [socket.socket() for _ in range(count)]
    try:
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in sockets]
    finally:
        for each in sockets:
            each.close()


def stop_all():
    """Ends everything that is still running."""
    for process in list(_running):
        process.stop(seconds=3)
