# What a machine started by U-Boot is made of; sourced by scripts/vm/parts/pc-*, never run.
# Everything lies on one card, as on many boards: the environment where no partition is, from 1 MiB on.
loader_name=U-Boot
kernel_package=linux-image-amd64 # the one for virtual machines has no cards
drivers='crc16 crc32c_generic mbcache jbd2 ext4 mmc_core sdhci cqhci sdhci-pci mmc_block virtio_ring virtio virtio_pci_legacy_dev virtio_pci_modern_dev virtio_pci virtio_blk qemu_fw_cfg'
programs=

loader_version() { apt-cache show --no-all-versions u-boot-qemu | sed -n 's/^Version: //p'; }
loader_built() { # -> $rom, a folder
    rom=$vm_cache/rom-$(hash_of "$vm_parts/uboot" "$vm_root/scripts/vm/guest-uboot"/{uboot.config,environment} -- "$(loader_version)")
    (exec 9> "$vm_cache/lock"; flock 9; [ -e "$rom" ] || { echo "building U-Boot (a minute)" >&2; "$vm_parts/uboot" "$rom"; }
     touch "$rom"
     find "$vm_cache" -maxdepth 1 -name 'rom-*' ! -path "$rom" -mmin +60 -exec rm -rf {} +)
    export rom
}
machine_parts() {
    machine_parts=(-bios "$rom/u-boot.rom" -device sdhci-pci -device sd-card,drive=card
        -drive "id=card,file=$disk,format=raw,if=none,cache=writethrough")
}

put_loader() { # disk, first MiB of the place for it, folder to work in
    truncate -s 256M "$1" # the size of a card is a power of two
    /sbin/sfdisk -q --delete "$1" 1
    "$rom/mkenvimage" -r -s 0x4000 -o "$3/copy" "$guest/environment"
    for copy in 0 1; do dd if="$3/copy" of="$1" bs=16K seek=$(($2 * 64 + copy)) conv=notrunc status=none; done
}

torn_test() { # release 1 runs in slot b
    local copy
    for copy in 2048 2080; do
        until_off "dd if=/dev/zero of=/dev/mmcblk0 bs=512 count=1 seek=$copy conv=notrunc; edge boot status" ''
        until_off 'edge boot keep; edge boot status' ''
        check "the copy in sector $copy torn: U-Boot takes the other: $(slots_started)" "$(ran 1 && [ "$(slots_started)" = b ]; echo $?)"
    done
    # The flag stands outside of the checksum.
    until_off 'printf "\376" | dd of=/dev/mmcblk0 bs=1 seek=1048580 conv=notrunc
        printf "\377" | dd of=/dev/mmcblk0 bs=1 seek=1064964 conv=notrunc
        edge boot try' ''
    until_off 'edge boot status' ''
    check "the flag runs over from 255 to 0, and the newer copy counts: $(slots_started)" "$(ran installed && [ "$(slots_started)" = a ]; echo $?)"
    until_off 'edge boot status' ''
    check "and once only: $(slots_started)" "$(ran 1 && [ "$(slots_started)" = b ]; echo $?)"
}
