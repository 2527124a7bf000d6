"""The proxies under test: how each is configured and started."""

import contextlib
import http.client
import os
import urllib.request

from .processes import Process

MEBIBYTE = 1 << 20


class Place:
    """Where a run takes place: its directory, its cores, and the ports of everybody in it."""

    def __init__(self, directory, proxy_core, load_core, sink_ports):
        self.directory = directory
        self.proxy_core = proxy_core
        self.load_core = load_core
        self.sink_ports = sink_ports

    def path(self, *names):
        return os.path.join(self.directory, *names)


class Proxy:
    """A proxy that listens at `port` and spreads requests over the place's sinks."""

    listening_seconds_max = 20

    def __init__(self, name, label, place, port):
        self.name = name
        self.label = label
        self.place = place
        self.port = port
        self.process = None

    def write(self, file_name, text):
        """Writes a file of the proxy's configuration and returns its path."""
        os.makedirs(self.place.path(self.name), exist_ok=True)
        path = self.place.path(self.name, file_name)
        with open(path, "w") as file:
            file.write(text)
        return path

    def start(self, cores=None):
        """Starts the proxy and returns when it listens."""
        command = self.command()
        self.process = Process(
            command, cores or self.place.proxy_core, self.place.path(self.name + ".log"))
        self.process.wait_for_port(self.port, self.listening_seconds_max)

    def stop(self):
        if self.process:
            self.process.stop()
            self.process = None


class HAProxy(Proxy):
    """HAProxy at its defaults but for what the comparison asks: leastconn, and the buffer size."""

    def __init__(self, program, place, port, buffer_kibibytes=None, identity=None):
        suffix = f"{buffer_kibibytes}k" if buffer_kibibytes else "default"
        suffix += "-tls" if identity else ""
        label = f"HAProxy, {buffer_kibibytes} KiB" if buffer_kibibytes else "HAProxy, default"
        super().__init__(f"haproxy-{suffix}", label, place, port)
        self.program = program
        self.buffer_kibibytes = buffer_kibibytes
        self.identity = identity

    def command(self):
        size = self.buffer_kibibytes
        tls = ""
        if self.identity:
            tls = f" ssl crt {self.identity.path} alpn http/1.1 ssl-min-ver TLSv1.3"
        servers = "\n".join(
            f"  server sink{index} 127.0.0.1:{port}"
            for index, port in enumerate(self.place.sink_ports))
        path = self.write("haproxy.cfg", f"""\
global
  nbthread 1
  {f"tune.bufsize {size * 1024}" if size else ""}
defaults
  mode http
  timeout connect 5s
  timeout client 10m
  timeout server 1m
listen uploads
  bind 127.0.0.1:{self.port}{tls}
  balance leastconn
{servers}
""")
        return [self.program, "-f", path]


class Nginx(Proxy):
    """nginx with least_conn and kept connections to the servers behind it."""

    def __init__(self, program, place, port, is_buffered):
        word = "buffered" if is_buffered else "unbuffered"
        super().__init__(f"nginx-{word}", f"nginx, {word}", place, port)
        self.program = program
        self.is_buffered = is_buffered

    def command(self):
        directory = self.place.path(self.name)
        os.makedirs(directory, exist_ok=True)
        servers = "\n".join(f"    server 127.0.0.1:{port};" for port in self.place.sink_ports)
        user = "user root;" if os.geteuid() == 0 else ""
        path = self.write("nginx.conf", f"""\
daemon off;
{user}
worker_processes 1;
worker_rlimit_nofile 20000;
pid {directory}/nginx.pid;
error_log stderr error;
events {{ worker_connections 19000; }}
http {{
  access_log off;
  client_max_body_size 0;
  keepalive_requests 1000000000;
  keepalive_timeout 600s;
  client_body_temp_path {directory}/body;
  proxy_temp_path {directory}/proxy;
  fastcgi_temp_path {directory}/fastcgi;
  uwsgi_temp_path {directory}/uwsgi;
  scgi_temp_path {directory}/scgi;
  upstream sinks {{
    least_conn;
{servers}
    keepalive 64;
    keepalive_requests 1000000000;
  }}
  server {{
    listen 127.0.0.1:{self.port} backlog=4096;
    location / {{
      proxy_pass http://sinks;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
      proxy_request_buffering {"on" if self.is_buffered else "off"};
    }}
  }}
}}
""")
        return [self.program, "-c", path, "-p", directory, "-e", "stderr"]


# All classes of content, and all reasons for which a content cannot be judged: what is measured with pieces
# of programs is delivered whatever they are.
CLASSES = ("executables invalidFiles scripts passwordProtectedFiles macros xmlExternalEntities "
           "insecureDeserialization html unsafeArchives oleEmbeddedObjects unwantedActions").split()
REASONS = ("ambiguous damaged encrypted format limitDepth limitFiles limitUnpackedBytes limitFileBytes "
           "limitRatio limitNameBytes limitTime limitMemory").split()


class Cordon(Proxy):
    """Cordon, with one route for all uploads."""

    # It compiles signatures first.
    listening_seconds_max = 120

    def __init__(
            self, program, place, port, admin_port, scan="off", workers=1, signatures=None,
            name="cordon", label="Cordon", limits=None, sink_ports=None, allowed=CLASSES,
            allowed_reasons=(), identity=None):
        super().__init__(name, label, place, port)
        self.program = program
        self.admin_port = admin_port
        self.identity = identity
        self.scan = scan
        self.workers = workers
        self.signatures = signatures
        self.limits = limits or {}
        self.sink_ports = sink_ports or place.sink_ports
        # Classes of content, and reasons, with which contents are delivered.
        self.allowed = allowed
        self.allowed_reasons = allowed_reasons

    def command(self):
        signatures = self.signatures or self.place.path("empty-signatures")
        spill = self.place.path(self.name, "spill")
        os.makedirs(signatures, exist_ok=True)
        os.makedirs(spill, exist_ok=True)
        if not os.listdir(signatures):
            # `scan: off` needs no signature, but readiness asks for a database.
            with open(os.path.join(signatures, "one.ndb"), "w") as file:
                file.write("Benchmark.Placeholder:0:*:" + b"cordon-benchmark-only".hex() + "\n")
        limits = {
            "connectionsMax": "12000", "exchangesMax": "2000", "requestsPerConnectionMax": "1000000000",
            "idleTimeout": "10m", **self.limits}
        policy = ", ".join(f"{name}: allow" for name in self.allowed)
        if self.allowed_reasons:
            reasons = ", ".join(f"{name}: allow" for name in self.allowed_reasons)
            policy += f", unscannable: {{ {reasons} }}"
        upstreams = "\n".join(f"      - 127.0.0.1:{port}" for port in self.sink_ports)
        path = self.write("cordon.yaml", f"""\
workers: {self.workers}
admin:
  address: 127.0.0.1:{self.admin_port}
signatures:
  directory: {signatures}
listeners:
  - address: 127.0.0.1:{self.port}
{self.tls_lines()}\
    routes:
      - path: /
        backend: uploads
        scan: {self.scan}
        policy: measured
policies:
  measured: {{ {policy} }}
backends:
  uploads:
    upstreams:
{upstreams}
accessLog: off
detectionLog: off
limits:
{chr(10).join(f"  {name}: {value}" for name, value in limits.items())}
spill:
  directory: {spill}
""")
        return [self.program, "run", "--config", path]

    def tls_lines(self):
        """What a listener that speaks TLS says of it."""
        if not self.identity:
            return ""
        return (
            "    tls:\n      profile: modern\n      certificates:\n"
            f"        - {{ certificate: {self.identity.path} }}\n")

    def start(self, cores=None):
        super().start(cores)
        self.process.wait_until(self.is_ready, 60, "/readyz")

    def is_ready(self):
        try:
            with urllib.request.urlopen(
                    f"http://127.0.0.1:{self.admin_port}/readyz", timeout=5) as response:
                return response.status == 200
        except OSError:
            return False

    @contextlib.contextmanager
    def admin(self):
        """A kept connection to the admin listener, so that two looks count it alike."""
        connection = http.client.HTTPConnection("127.0.0.1", self.admin_port, timeout=5)
        try:
            yield connection
        finally:
            connection.close()

    @staticmethod
    def metrics(connection):
        """The values of all series of `/metrics`, by their name with its labels."""
        connection.request("GET", "/metrics")
        text = connection.getresponse().read().decode()
        values = {}
        for line in text.splitlines():
            if line and not line.startswith("#"):
                name, _, value = line.rpartition(" ")
                values[name] = float(value)
        return values
