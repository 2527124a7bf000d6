# The parts of appliance/demo. Sourced after requirements.sh, with `root` set.

# The temporary directory of this run, and the processes to end, in the order of their start.
directory=
pids=()
upstreams=()

# Builds the program and sets `cordon` to its path. Says little where there is nothing to do.
buildRelease() {
  local build=(swift build --package-path "$root" -c release --static-swift-stdlib)
  if [[ ! -x $root/.build/release/cordon ]]; then
    echo "building a release; the first time takes some minutes"
  fi
  "${build[@]}" --product cordon </dev/null &
  pids=("$!")
  wait "$!" || wrong "the build failed: see above"
  pids=()
  cordon=$("${build[@]}" --show-bin-path </dev/null)/cordon
}

# A directory for this run. Not on a tmpfs: uploads are spilled to it, and memory is no place for that.
makeDirectory() {
  local parent
  for parent in "$root/.build" /var/tmp; do
    if [[ -w $parent && $(stat -f -c %T "$parent") != tmpfs ]]; then
      mktemp -d "$parent/cordon-demo.XXXXXX"
      return
    fi
  done
  wrong "$root and /var/tmp are memory file systems: put this tree on a disk"
}

# Ends what was started and removes what was made. Runs however the script ends.
#
# Each process leads a group of its own (`set -m`), so that Ctrl-C reaches this script alone, and what
# it ends is ended with all its children.
cleanUp() {
  trap '' INT TERM HUP
  local pid deadline=$((SECONDS + 5))
  for pid in "${pids[@]}"; do kill -TERM -- "-$pid" 2>/dev/null || true; done
  # Cordon drains for as long as its configuration here gives; then it is made to end.
  for pid in "${pids[@]}"; do
    while kill -0 -- "-$pid" 2>/dev/null && ((SECONDS < deadline)); do sleep 0.05; done
    kill -KILL -- "-$pid" 2>/dev/null || true
    wait "$pid" 2>/dev/null || true
  done
  if [[ -n $directory ]]; then rm -rf "$directory"; fi
}

# Prints a TCP port from $1 on that nobody listens on, for a listener that cannot choose its own.
freePort() {
  local port
  for ((port = $1; port < $1 + 100; port++)); do
    if ! (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then
      echo "$port"
      return
    fi
  done
  wrong "ports $1 to $port are all taken: end what listens there (ss -ltnp shows it)"
}

# Starts a sample backend on a port of its choice and notes its address.
startBackend() {
  local log=$directory/$1.log address='' pid
  "$cordon" sample-backend --listen 127.0.0.1:0 --name "$1" >"$log" 2>&1 </dev/null &
  pid=$!
  pids+=("$pid")
  while [[ -z $address ]]; do
    if ! kill -0 "$pid" 2>/dev/null; then
      wrong "the sample backend $1 did not start: $(tail -n 1 "$log")"
    fi
    sleep 0.02
    address=$(sed -n 's/^listening on //p' "$log")
  done
  upstreams+=("$address")
}

writeConfiguration() {
  {
    echo "admin: { address: 127.0.0.1:$adminPort }"
    echo "signatures: { directory: \"$root/appliance/signatures\" }"
    echo "listeners:"
    echo "  - address: 127.0.0.1:$port"
    echo "    routes: [{ path: /, backend: samples }]"
    echo "backends:"
    echo "  samples:"
    echo "    upstreams:"
    printf '      - %s\n' "${upstreams[@]}"
    # Ctrl-C is not to wait for a slow upload, nor a demonstration for many descriptors.
    echo "limits: { connectionsMax: 1000, drainTimeout: 2s }"
    echo "spill: { directory: \"$directory\" }"
  } >"$directory/cordon.yaml"
}

# Starts Cordon. Its logs go to this terminal.
startCordon() {
  port=$(freePort 8080)
  adminPort=$(freePort 9090)
  writeConfiguration
  "$cordon" run --config "$directory/cordon.yaml" </dev/null &
  pids+=("$!")
}

waitUntilReady() {
  local pid=${pids[-1]} deadline=$((SECONDS + 30))
  until curl -fs "http://127.0.0.1:$adminPort/readyz" >/dev/null; do
    kill -0 "$pid" 2>/dev/null || wrong "Cordon did not start: see above"
    ((SECONDS < deadline)) || wrong "Cordon did not become ready: see above"
    sleep 0.05
  done
}

# The EICAR string is in two halves, so that scanners let these files be.
showCommands() {
  local url=http://127.0.0.1:$port
  cat <<END

Cordon listens on $url, in front of the sample backends ${upstreams[*]}.
Try, in another terminal:

  a clean upload
    curl -T $(printf %q "$root/README.md") $url/readme
  a large clean upload, which waits on disk for its verdict
    head -c 200M /dev/urandom | curl -T - $url/large
  the EICAR test file
    printf %s 'X5O!P%@AP[4\PZX54(P^)7CC)7}\$EICAR' '-STANDARD-ANTIVIRUS-TEST-FILE!\$H+H*' |
      curl -T - $url/eicar

Figures: curl http://127.0.0.1:$adminPort/metrics
Below are the access log and the detection log. Ctrl-C ends all of it.

END
}

# Waits until a signal comes, or until one of the processes ends of itself.
watchProcesses() {
  wait -n "${pids[@]}" || true
  wrong "a process ended of itself: see above"
}
