# Sourced, after hosts.sh, by the tests on whole machines: QEMU machines, emulated, from an image of Debian 12 with a kernel that does what
# a folder of the host's says and powers off. Whoever sources it calls end_machine in stop().

# the image is made anew when what is in it becomes different
included=systemd,systemd-sysv,dbus,iproute2,procps,kmod,linux-image-amd64,libtpm2-pkcs11-1,opensc,cryptsetup-bin,dmsetup,smartmontools
swtpm_pid=
in=()

make_machine() {
    local root=$machine.new
    [ ! -s "$machine.img" ] || return 0
    echo "making a machine's disk in $machine.img (once)"
    rm -rf "$cache"/machine-*
    debootstrap --variant=minbase --include="$included" bookworm "$root" >/dev/null
    printf '%s\n' 9p 9pnet_virtio virtio_net >"$root/etc/modules-load.d/share.conf"
    echo machine >"$root/etc/hostname"
    cat >"$root/etc/systemd/system/step.service" <<UNIT
[Unit]
After=multi-user.target
[Service]
Type=oneshot
ExecStart=/bin/sh -c 'mkdir -p /share && mount -t 9p -o trans=virtio share /share && sh /share/step >/share/out 2>&1; \
    echo \$? >/share/ended; sync; systemctl --no-block poweroff'
[Install]
WantedBy=graphical.target
UNIT
    cat >"$root/etc/systemd/system/cable.service" <<UNIT
[Unit]
Before=network.target network-online.target
Wants=network.target
[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart=/bin/sh -c 'link=\$(ls /sys/class/net | grep -v lo | head -1); ip addr add 192.0.2.2/24 dev \$link; ip link set \$link up'
[Install]
WantedBy=multi-user.target
UNIT
    mkdir -p "$root/etc/systemd/system/"{multi-user,graphical}.target.wants
    ln -s ../cable.service "$root/etc/systemd/system/multi-user.target.wants/"
    ln -s ../step.service "$root/etc/systemd/system/graphical.target.wants/"
    ln -sf /lib/systemd/system/graphical.target "$root/etc/systemd/system/default.target"
    # with unlock=/dev/vda on the kernel's command line the root is /dev/mapper/root, by a passphrase that is no secret
    cat >"$root/etc/initramfs-tools/hooks/unlock" <<'HOOK'
#!/bin/sh
[ "$1" != prereqs ] || exit 0
. /usr/share/initramfs-tools/hook-functions
copy_exec /sbin/cryptsetup
manual_add_modules dm_crypt aes_generic ecb xts sha256_generic algif_skcipher
mkdir -p "$DESTDIR/etc"
printf unlock >"$DESTDIR/etc/unlock"
HOOK
    cat >"$root/etc/initramfs-tools/scripts/local-top/unlock" <<'SCRIPT'
#!/bin/sh
[ "$1" != prereqs ] || exit 0
for word in $(cat /proc/cmdline); do
    case $word in
        unlock=*)
            modprobe -a dm_crypt algif_skcipher
            until [ -b "${word#unlock=}" ]; do sleep 1; done
            cryptsetup open --key-file /etc/unlock "${word#unlock=}" root
            ;;
    esac
done
SCRIPT
    chmod +x "$root/etc/initramfs-tools/hooks/unlock" "$root/etc/initramfs-tools/scripts/local-top/unlock"
    chroot "$root" update-initramfs -u >/dev/null
    chroot "$root" dpkg-query -W -f '${Package}\n' >"$machine.packages"
    cp "$root"/boot/vmlinuz-* "$machine.vmlinuz"
    cp "$root"/boot/initrd.img-* "$machine.initrd"
    mke2fs -q -t ext4 -d "$root" "$machine.part" 3G
    rm -rf "$root"
    mv "$machine.part" "$machine.img"
}
machine=$cache/machine-$({ echo "$included"; declare -f make_machine; } | cksum | cut -d' ' -f1)
disk() { # disk NAME: over the image
    qemu-img create -q -f qcow2 -F raw -b "$machine.img" "$work/$1.qcow2"
}

# plug_chip FOLDER [1.2]: a TPM 2.0, or one of the older kind, with the state that is in the folder; sets chip, of QEMU's arguments
plug_chip() {
    local kind=--tpm2 device=tpm-crb
    [ "${2:-2.0}" = 2.0 ] || kind='' device=tpm-tis
    rm -f "$work/tpm.sock"
    mkdir -p "$1"
    swtpm socket $kind --tpmstate "dir=$1" --ctrl "type=unixio,path=$work/tpm.sock" --terminate &
    swtpm_pid=$!
    until [ -S "$work/tpm.sock" ]; do sleep 0.1; done
    chip=(-chardev "socket,id=chip,path=$work/tpm.sock" -tpmdev emulator,id=tpm,chardev=chip -device "$device,tpmdev=tpm")
}
# power_on LIMIT KERNEL_ARGUMENTS QEMU_ARGUMENTS...: from power on to power off, at most so many seconds; runs $work/share/step, whose output
# is in $work/share/out. $in is put before it, to enter a network namespace.
power_on() {
    local limit=$1 append=$2
    shift 2
    rm -f "$work/share/"{out,ended}
    timeout "$limit" "${in[@]}" qemu-system-x86_64 -accel tcg,thread=multi -kernel "$machine.vmlinuz" -initrd "$machine.initrd" \
        -append "rw console=ttyS0 quiet systemd.show_status=0 $append" "$@" \
        -virtfs "local,path=$work/share,mount_tag=share,security_model=none" \
        -display none -monitor none -serial "file:$work/console" -no-reboot -pidfile "$work/qemu.pid" </dev/null
    rm -f "$work/qemu.pid"
    [ -z "$swtpm_pid" ] || wait "$swtpm_pid" || true
    swtpm_pid=
    [ "$(cat "$work/share/ended")" = 0 ]
}
end_machine() {
    [ -z "$swtpm_pid" ] || kill "$swtpm_pid" 2>/dev/null
    [ ! -s "$work/qemu.pid" ] || kill -KILL "$(cat "$work/qemu.pid")" 2>/dev/null
}
more() { # what the machine said, where something failed
    [ ! -s "$work/share/out" ] || tail -40 "$work/share/out" | sed 's/^/     guest: /'
    [ ! -s "$work/console" ] || tail -5 "$work/console" | sed 's/^/     console: /'
}
