# What every script of the virtual gateway needs; sourced, never run.
vm_root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../../.." && pwd)
vm_parts=$vm_root/scripts/vm/parts
vm_cache=${XDG_CACHE_HOME:-$HOME/.cache}/edge-vm
vm_built=$vm_root/out/vm # links to what this checkout uses of the cache
vm_dir=${EDGE_VM_DIR:-${XDG_RUNTIME_DIR:-/tmp}/edge-vm-$(id -u)}

die() { echo "vm: $*" >&2; exit 1; }

# The folder is emptied and written by scripts/vm/up: only one that is this user's, and new, empty or a lab's already.
own_folder() {
    [ ${#vm_dir} -le 80 ] || die "$vm_dir is too long for the sockets in it (80 characters); EDGE_VM_DIR names another folder"
    [[ "$vm_dir" = /* && "$vm_dir" != *$'\n'* ]] || die "EDGE_VM_DIR must be a whole path, such as /tmp/my-gateway, not '$vm_dir'"
    [ ! -e "$vm_dir" ] && [ ! -L "$vm_dir" ] && return
    [ -d "$vm_dir" ] && [ ! -L "$vm_dir" ] && [ -O "$vm_dir" ] || die "$vm_dir is not a folder of yours; EDGE_VM_DIR names another one"
    [ -e "$vm_dir/console.log" ] || [ -z "$(ls -A "$vm_dir")" ] ||
        die "$vm_dir has other things in it; EDGE_VM_DIR names a folder that is new or empty"
}

# A root file system has files of several owners: root makes them, or a user namespace with ids of the user's own.
owners() { # -> as_root, the words before a command that makes some
    as_root=(); [ "$(id -u)" = 0 ] && return
    as_root=(unshare --map-auto --map-root-user)
    "${as_root[@]}" true 2>/dev/null ||
        die "no subordinate ids for this user; as root: usermod --add-subuids 100000-165535 --add-subgids 100000-165535 $(id -un)"
}

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

# Whether a process works in this folder: its number may have been given to another one since.
in_folder() { tr '\0' ' ' 2>/dev/null < "/proc/$1/cmdline" | grep -qF "$vm_dir"; }

in_lab() { nsenter --target "$(cat "$vm_dir/lab.pid")" --user --net --mount --preserve-credentials "$@"; }

# The same in the background: becomes the command, so that $! is its process.
start_in_lab() { exec nsenter --target "$(cat "$vm_dir/lab.pid")" --user --net --mount --preserve-credentials "$@"; }
