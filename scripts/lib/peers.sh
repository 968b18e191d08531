# Sourced by agent-bench: the agents that ours is measured beside. Fetches what can be had, before the host boots, and says what
# cannot; afterwards says what each takes. Needs hosts.sh, and what agent-bench has: inside(), figure(), ours, at_rest, in kB.

# From apt, or from a package named NAME.deb that somebody laid into $cache: Debian has no glpi-agent.
packaged=(fusioninventory-agent glpi-agent facter ocsinventory-agent zabbix-agent2)
peers=()
# MeshAgent comes as a program inside the npm package of its server.
mesh_version=1.1.55
mesh_program=package/agents/meshagent_x86-64
mesh_sha256=460acbb38b0bdb3d227de65010b1a323f448ec196860ce4979c0b8314763eb56
mesh=$cache/meshagent-$mesh_version
# where nothing listens, and nothing can: an address of the host alone
nowhere=127.0.0.1:9

fetch_peers() { # into $work/root, while that is not booted and the network of this machine can be used
    local peer
    printf '#!/bin/sh\nexit 101\n' >"$work/root/usr/sbin/policy-rc.d"
    chmod 755 "$work/root/usr/sbin/policy-rc.d"
    cp -L /etc/resolv.conf "$work/root/etc/resolv.conf"
    for peer in "${packaged[@]}"; do
        fetch "$peer" install_packaged "$peer"
    done
    rm "$work/root/usr/sbin/policy-rc.d"
    fetch MeshAgent install_mesh
}
fetch() { # fetch PEER COMMAND...
    local peer=$1
    shift
    if "$@" >"$work/peer.log" 2>&1; then
        peers+=("$peer")
    else
        echo "     not here: $peer ($(tail -1 "$work/peer.log"))"
    fi
}
install_packaged() {
    local what=$1
    if [ -e "$cache/$1.deb" ]; then
        what=/root/$1.deb
        cp "$cache/$1.deb" "$work/root$what"
    fi
    DEBIAN_FRONTEND=noninteractive timeout 200 chroot "$work/root" sh -c \
        '[ -n "$(ls /var/lib/apt/lists/*Packages* 2>/dev/null)" ] || apt-get -q update; apt-get -qy --no-install-recommends install "$1"' \
        sh "$what"
}
install_mesh() { # and its settings; what was fetched is kept
    local folder=$work/mesh digits
    if [ ! -e "$mesh" ]; then
        mkdir -p "$folder"
        (cd "$folder" && timeout 300 npm pack --silent "meshcentral@$mesh_version") || return 1
        tar -xzf "$folder/meshcentral-$mesh_version.tgz" -C "$folder" "$mesh_program" || return 1
        mv "$folder/$mesh_program" "$mesh"
        rm -r "$folder"
    fi
    sha256sum -c <<<"$mesh_sha256  $mesh" || { rm "$mesh"; return 1; }
    digits=$(printf '%096d' 0)
    mkdir "$work/root/opt/mesh"
    install -m 0755 "$mesh" "$work/root/opt/mesh/meshagent"
    printf '%s\r\n' MeshName=lab MeshType=2 "MeshID=0x$digits" "ServerID=$digits" "MeshServer=wss://$nowhere/agent.ashx" \
        >"$work/root/opt/mesh/meshagent.msh"
    printf '%s\n' '[Service]' WorkingDirectory=/opt/mesh 'ExecStart=/opt/mesh/meshagent run' \
        >"$work/root/etc/systemd/system/meshagent.service"
}

cold() { # cold NAME COMMAND...: the best of three
    local name=$1 i best=
    shift
    for i in 1 2 3; do
        inside bash -c 'TIMEFORMAT="%R %U %S"; time "$@" >/dev/null 2>&1' bash "$@" 2>"$work/time" || true
        best+="$(awk '{ printf "%.2f %.2f", $1, $2 + $3 }' "$work/time")"$'\n'
    done
    best=$(sort -n <<<"$best" | grep . | head -1)
    [ -n "${ours:-}" ] || ours=$best
    awk -v name="$name" -v is="$best" -v ours="$ours" 'BEGIN {
        split(is, a, " "); split(ours, b, " ")
        printf "%-52s %10.2f %6.2f", name, a[1], a[2]
        if (is != ours) printf "   ours: %.1f x wall, %.1f x CPU", b[1] / (a[1] ? a[1] : 0.01), b[2] / (a[2] ? a[2] : 0.01)
        print ""
    }'
}
resting() { # resting NAME UNIT: the PSS of all its processes, half a minute after its start
    local pss
    inside systemctl start "$2" || true
    sleep 30
    pss=$(inside sh -c 'for each in $(cat "/sys/fs/cgroup$(systemctl show -p ControlGroup --value "$1")/cgroup.procs"); do
            cat "/proc/$each/smaps_rollup"
        done | awk "/^Pss:/ { sum += \$2 } END { print sum + 0 }"' sh "$2" 2>/dev/null) || pss=0
    inside systemctl stop "$2" || true
    [ "$pss" != 0 ] || { echo "     not here: $1 at rest (its service does not run)"; return 0; }
    figure "$1 at rest, PSS" "$(awk -v kb="$pss" 'BEGIN { printf "%.1f", kb / 1000 }')" MB ""
    awk -v a="$at_rest" -v b="$pss" 'BEGIN { printf "     ours: %.1f x\n", a / b }'
}
beside_peers() {
    local peer folder
    for peer in "${peers[@]}"; do
        case "$peer" in
            fusioninventory-agent | glpi-agent)
                cold "$peer" "$peer" --local=/root/theirs --no-task=deploy,collect,wakeonlan,netdiscovery,netinventory,esx
                folder=/etc/${peer/fusioninventory-agent/fusioninventory}
                # asks every second, and is refused
                inside sh -c 'printf "%s\n" "server = http://$2/" "delaytime = 1" >>"$1/agent.cfg"' sh "$folder" "$nowhere"
                resting "$peer" "$peer" ;;
            facter) cold "$peer" facter --json ;;
            ocsinventory-agent) cold "$peer" ocsinventory-agent --local=/root --stdout ;;
            zabbix-agent2) resting "$peer" zabbix-agent2 ;;
            # its server would give it scripts, which take memory, too
            MeshAgent) resting "MeshAgent, without scripts of a server," meshagent ;;
        esac
    done
}
