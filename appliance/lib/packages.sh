# Debian packages: installs those that are missing, and calls apt-get only then.
#
# Sourced after requirements.sh.

# What it takes to build Cordon, beside Swift's own requirements.
buildPackages=(
  liburing-dev libhyperscan-dev libssl-dev libpcre2-dev zlib1g-dev
  libbz2-dev liblzma-dev libzstd-dev liblz4-dev libbrotli-dev libarchive-dev libnghttp2-dev pkg-config
  git ca-certificates
)

isInstalled() {
  [[ $(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null) == installed ]]
}

# Runs a command as root.
asRoot() {
  if [[ $(id -u) == 0 ]]; then "$@"; else sudo "$@"; fi
}

# Installs what of the named packages is missing.
installPackages() {
  local missing=() package
  if ! command -v dpkg-query >/dev/null; then
    wrong "this is no Debian: install what these packages hold, and run the build by hand: $*"
    return
  fi
  for package in "$@"; do
    isInstalled "$package" || missing+=("$package")
  done
  if ((${#missing[@]} == 0)); then return 0; fi
  if [[ $(id -u) != 0 ]] && ! command -v sudo >/dev/null; then
    wrong "packages are missing: run \`apt-get install ${missing[*]}\` as root"
    return
  fi
  echo "installing ${missing[*]}"
  # Lists may be there and old, so what fails with them is tried again with new ones.
  aptInstall "${missing[@]}" >/dev/null 2>&1 && return 0
  asRoot apt-get update -qq </dev/null && aptInstall "${missing[@]}" ||
    wrong "apt-get could not install ${missing[*]}: see above, then run this again"
}

# Installs without questions, and without starting what a package would start by an init script. No
# package asked for here has a service, but what clamav depends on: see installClamscan.
aptInstall() {
  asRoot env DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 \
    apt-get install -qq -y --no-install-recommends -o DPkg::Lock::Timeout=300 "$@" </dev/null
}

# clamscan without a daemon that fetches databases: the tests give it their own.
installClamscan() {
  if isInstalled clamav; then return 0; fi
  if command -v debconf-set-selections >/dev/null; then
    echo 'clamav-freshclam clamav-freshclam/autoupdate_freshclam select manual' |
      asRoot debconf-set-selections
  fi
  local isMasked=
  if [[ -d /run/systemd/system ]] && ! isInstalled clamav-freshclam; then
    asRoot systemctl mask --quiet clamav-freshclam.service && isMasked=1
  fi
  local status=0
  installPackages clamav || status=$?
  if [[ -n $isMasked ]]; then
    asRoot systemctl unmask --quiet clamav-freshclam.service
    asRoot systemctl disable --quiet clamav-freshclam.service || true
  fi
  return "$status"
}
