# What every script of the virtual gateway needs; sourced, never run.
vm_root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../../.." && pwd)
vm_parts=$vm_root/scripts/vm/parts
vm_cache=${XDG_CACHE_HOME:-$HOME/.cache}/edge-vm
vm_built=$vm_root/out/vm # links to what this checkout uses of the cache
vm_dir=${EDGE_VM_DIR:-${XDG_RUNTIME_DIR:-/tmp}/edge-vm-$(id -u)}

die() { echo "vm: $*" >&2; exit 1; }

hash_of() { # of files and folders (names within, modes and contents), and of the words given after --
    local paths=()
    while [ $# -gt 0 ] && [ "$1" != -- ]; do paths+=("$1"); shift; done
    { find "${paths[@]}" -printf '%P %m\n' | LC_ALL=C sort
      find "${paths[@]}" -type f -print0 | LC_ALL=C sort -z | xargs -0 cat
      printf '%s\n' "$@"; } | sha256sum | cut -c1-16
}

alive() { # pid file -> whether its process lives
    local pid; pid=$(cat "$1" 2>/dev/null) && [ -n "$pid" ] && kill -0 "$pid" 2>/dev/null
}

in_lab() { nsenter --target "$(cat "$vm_dir/lab.pid")" --user --net --mount --preserve-credentials "$@"; }

# The same in the background: becomes the command, so that $! is its process.
start_in_lab() { exec nsenter --target "$(cat "$vm_dir/lab.pid")" --user --net --mount --preserve-credentials "$@"; }
