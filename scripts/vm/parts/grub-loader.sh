# What a machine started by Debian's GRUB is made of; sourced by scripts/vm/parts/pc-*, never run.
loader_name=GRUB
kernel_package=linux-image-cloud-amd64
drivers='virtio_ring virtio virtio_pci_legacy_dev virtio_pci_modern_dev virtio_pci virtio_blk qemu_fw_cfg'
programs=/usr/bin/grub-editenv

loader_version() { dpkg-query -W -f '${Version}' grub-pc-bin; }
loader_built() { :; } # Debian's is taken as it is
machine_parts() { machine_parts=(-drive "file=$disk,format=raw,if=virtio,cache=writethrough${disk_refuses:+,readonly=on}"); }

put_loader() { # disk, first MiB of its first partition, folder to work in
    mkdir -p "$3/boot"
    cp "$guest/grub.cfg" "$3/boot/"
    for block in edge1.env edge2.env; do
        grub-editenv "$3/boot/$block" create; grub-editenv "$3/boot/$block" set edge_slot=a edge_end=1
    done
    /sbin/mke2fs -qq -t ext2 -L BOOT -E root_owner=0:0 -d "$3/boot" "$3/part" 8M > /dev/null
    dd if="$3/part" of="$1" bs=1M seek="$2" conv=notrunc,sparse status=none

    # GRUB itself, where grub-install would put it: boot.img in the first sector looks for the rest in the one after it.
    grub-mkimage -O i386-pc -o "$3/core.img" -p '(hd0,msdos1)/' \
        biosdisk part_msdos ext2 linux normal configfile test echo serial terminal loadenv reboot sleep
    dd if=/usr/lib/grub/i386-pc/boot.img of="$1" bs=440 count=1 conv=notrunc status=none
    dd if="$3/core.img" of="$1" bs=512 seek=1 conv=notrunc status=none
}

torn_test() { # release 1 runs in slot b
    until_off 'cat /dev/zero | head -c 512 | dd of=/boot/edge1.env bs=512 conv=notrunc; edge boot status' ''
    until_off 'edge boot keep; edge boot status; edge boot try' ''
    check "the first block torn: GRUB takes the second: $(slots_started)" "$(ran 1 && [ "$(slots_started)" = b ]; echo $?)"

    # A worn medium: what GRUB cannot take away it does not start, or it would start it for ever.
    disk_refuses=1; power_on '' '' 'EDGE-GRUB slot=b'; disk_refuses=''
    check "a disk that takes no write: GRUB starts the default, and not the trial" "$(grep -q '^EDGE-GRUB slot=b' "$folder/start"; echo $?)"
    power_on '' '' 'EDGE-GRUB slot=a'
    check "with one that takes it: the trial, once" "$(grep -q '^EDGE-GRUB slot=a' "$folder/start"; echo $?)"
}
