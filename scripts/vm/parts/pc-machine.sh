# An emulated PC with two systems, of scripts/vm/grub and scripts/vm/uboot; sourced, never run.
# $loader: grub or uboot, see LOADER-loader.sh; $folder: the run's; $disk: the machine's; $limit: seconds of one start; $log: every console.

prepare_pc() { # packages, published edge, the parts of the disk (cached), a folder that is deleted at the end
    "$vm_parts/packages" "$loader"
    EDGE_SIMULATOR=none "$vm_parts/published" # it has no simulator
    local edge=$vm_root/out/publish/linux-x64
    operator=$edge/edge-operator class=small-pc
    mkdir -p "$vm_cache"
    loader_built
    base=$vm_cache/$loader-$(hash_of "$vm_parts/pc-disk" "$vm_parts/$loader-loader.sh" "$vm_root/scripts/vm"/guest-{pc,"$loader"} "$edge/edge" -- \
        "$(loader_version)")
    (exec 9> "$vm_cache/lock"; flock 9; [ -e "$base" ] || { echo "making the disk (seconds)" >&2; "$vm_parts/pc-disk" "$base" "$edge" "$loader"; }
     touch "$base"
     find "$vm_cache" -maxdepth 1 -name "$loader-*" ! -path "$base" -mmin +60 -exec rm -rf {} +)
    folder=$(mktemp -d "${TMPDIR:-/tmp}/edge-$loader.XXXXXX") machine=
    trap '[ -z "$machine" ] || kill -KILL "$machine" 2>/dev/null || true; rm -rf "$folder"' EXIT
    cp -r "$base/data" "$folder/data"
    houses=$folder/houses
    : > "$log"
    [ $what != once ] || [ -n "$disk" ] && [ -e "$disk" ] || fresh_disk
}

file_system() { # folder, MiB, file
    rm -f "$3"; E2FSPROGS_FAKE_TIME=1700000000 /sbin/mke2fs -qq -t ext2 -U 5ed60000-0000-4000-8000-000000000001 \
        -E root_owner=0:0,hash_seed=5ed60000-0000-4000-8000-000000000002 -d "$1" "$3" "$2"M > /dev/null
}
at() { od -A n -t u4 -j $((446 + 16 * ($1 - 1) + 8)) -N 4 "$disk" | tr -d ' '; } # partition 1 to 4 -> its first sector

# System a is installed, b is empty, data say how this machine is set up.
fresh_disk() {
    [ -n "$disk" ] || disk=$folder/disk.img
    cp --sparse=always "$base/disk.img" "$disk"
    system_tree installed ''; file_system "$folder/tree" 72 "$folder/image"
    dd if="$folder/image" of="$disk" bs=1M seek=$(($(at 2) / 2048)) conv=notrunc,sparse status=none
    rm -f "$folder/image"; /sbin/mke2fs -qq -t ext4 -d "$folder/data" "$folder/image" 64M > /dev/null
    dd if="$folder/image" of="$disk" bs=1M seek=$(($(at 4) / 2048 + 1)) conv=notrunc,sparse status=none
    rm "$folder/image"
}

# What can be wrong with a system that two persons have signed.
system_tree() { # release, how
    local tree=$folder/tree
    rm -rf "$tree"; cp -al "$base/root" "$tree"
    echo "$1" > "$tree/etc/release"
    own() { cp "$tree/$1" "$folder/own"; rm "$tree/$1"; mv "$folder/own" "$tree/$1"; } # no more the base's
    case "$2" in
        '') ;;
        no-kernel) rm "$tree/boot/vmlinuz"; head -c 8000000 /dev/zero > "$tree/boot/vmlinuz" ;;
        panic) rm "$tree/sbin/init"; printf '#!/bin/sh\nexit 1\n' > "$tree/sbin/init"; chmod 755 "$tree/sbin/init" ;;
        early-hang) # the first instruction of the kernel jumps to itself: bzImage, protected-mode code behind the setup sectors
            own boot/vmlinuz
            printf '\xeb\xfe' | dd of="$tree/boot/vmlinuz" bs=1 seek=$((($(od -A n -t u1 -j 497 -N 1 "$tree/boot/vmlinuz") + 1) * 512)) conv=notrunc status=none ;;
        late-hang) touch "$tree/etc/hangs" ;;
        silent) touch "$tree/etc/silent" ;;
    esac
}

made_release() { # release, how it is broken or ''
    system_tree "$1" "$2"; file_system "$folder/tree" 64 "$folder/image"
    # A busy machine needs its time to get well; one that never will is waited for less.
    release_system "$1" "$folder/image" "" "${latest:-}" --deadline "$([ "$2" = silent ] && echo 20s || echo 5m)"
    latest=$1
    want_system "$1"
    rm -rf "$folder/stick"; mkdir -p "$folder/stick"
    cp -r "$houses/vendor/public" "$folder/stick/vendor"; cp -r "$houses/operator/public" "$folder/stick/operator"
    file_system "$folder/stick" 160 "$folder/stick.img"
}

# One start, until the machine is off: by itself, reset (which ends it here), cut, or standing still.
power_on() { # commands, step at which edge is held, text to cut at
    printf '%s' "$1" > "$folder/do"; printf '%s' "$2" > "$folder/hold"; : > "$folder/console"
    machine_parts
    local stick=() end=$((SECONDS + limit)) text=$3 size=0 moved=0 spent=0 now times=()
    [ ! -e "$folder/stick.img" ] || stick=(-drive "file=$folder/stick.img,format=raw,if=virtio,readonly=on")
    qemu-system-x86_64 -M pc -accel tcg -cpu max -m 256 -nodefaults -nic none -display none -monitor none -no-reboot \
        "${machine_parts[@]}" "${stick[@]}" \
        -fw_cfg "name=opt/edge/do,file=$folder/do" -fw_cfg "name=opt/edge/hold,file=$folder/hold" \
        -serial "file:$folder/console" < /dev/null > "$folder/qemu.log" 2>&1 & machine=$!
    while kill -0 $machine 2>/dev/null; do
        if read -ra times 2>/dev/null < "/proc/$machine/stat"; then spent=$(((times[13] + times[14]) / 100)); fi # seconds of a processor
        now=$(stat -c %s "$folder/console"); [ "$now" = $size ] || { size=$now; moved=$spent; }
        if { [ -n "$text" ] && grep -aqF "$text" "$folder/console"; } || grep -aqF EDGE-HELD "$folder/console"; then kill -KILL $machine; break; fi
        # The reset that a hardware watchdog gives a board: this machine has none that runs before a kernel does. What stands
        # still turns in a circle; a machine that others keep from running is not reset for it.
        if [ "$spent" -ge $((moved + 60)) ] || [ $SECONDS -ge $end ]; then echo "EDGE-WATCHDOG" >> "$folder/console"; kill -KILL $machine; break; fi
        sleep 0.1
    done
    wait $machine 2>/dev/null || true
    machine=
    sed 's/\x1b\[[0-9;?]*[A-Za-z]//g; s/\x1bc//g; s/\r//g' "$folder/console" | grep -a . | tee -a "$log" > "$folder/start" || true
    [ -n "$text" ] || [ $what != once ] || cat "$folder/qemu.log" >&2
    if [ $what = once ]; then cat "$folder/start"; fi
}
ended_well() { if [ -n "$cut" ]; then grep -qF "$cut" "$folder/start"; else grep -q '^EDGE-DONE 0' "$folder/start"; fi; }

# Starts until it goes off by itself, or edge is held at the step; all consoles in $folder/seen.
until_off() { # commands, step or ''
    local start
    : > "$folder/seen"
    for ((start = 0; start < 12; start++)); do
        power_on "$1" "$2" ''
        cat "$folder/start" >> "$folder/seen"
        if [ -n "$2" ]; then grep -qF "EDGE-HELD $2" "$folder/seen" && return; fi
        grep -q '^EDGE-DONE' "$folder/start" && [ -z "$2" ] && return
    done
    return 1
}
slots_started() { sed -n 's/^EDGE-\(GRUB\|UBOOT\) slot=\(.\)$/\2/p' "$folder/seen" | xargs; }
starts() { grep -c '^EDGE-\(GRUB\|UBOOT\) slot=.$' "$folder/seen"; }
ran() { [ "$(sed -n 's/^EDGE-UP .*release=//p' "$folder/seen" | tail -n 1)" = "$1" ]; } # the last start
said() { grep -a -m 1 -o "$1.*" "$folder/seen"; }
held_phase() { sed -n 's/^EDGE-HELD [a-z-]* \(.*\)/\1/p' "$folder/seen" | tail -n 1; }
