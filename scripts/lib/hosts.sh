# Sourced by the tests on Debian systemd hosts: what they need, their root, a server out of its tar.gz in a network of
# its own, and how they say what is true. Sets cache, base, deb and work; whoever sources it sets stop() and more(), and the
# programs that it needs where they are others than those of a container.

[ "$(id -u)" = 0 ] || { echo "${0##*/} needs root for network namespaces and machines" >&2; exit 1; }
for program in ${needs:-debootstrap systemd-nspawn ip}; do
    command -v "$program" >/dev/null || {
        echo "missing $program: apt-get install ${from:-debootstrap systemd-container iproute2}" >&2
        exit 1
    }
done
newest_deb() { find "$ROOT/installer/target" -maxdepth 1 -name 'rollcall-agent_*.deb' 2>/dev/null | head -1; }
deb=
[ ! -d "$ROOT/installer/target" ] || deb=$(newest_deb)
sources=("$ROOT"/{pom.xml,common/src/main,agent/pom.xml,agent/src/main,server/pom.xml,server/src/main,installer/pom.xml,installer/src})
if [ -z "$deb" ] || [ -n "$(find "${sources[@]}" -newer "$deb" -print -quit)" ]; then
    "$ROOT/scripts/package"
    deb=$(newest_deb)
fi
build_if_missing

cache=${ROLLCALL_HOST_CACHE:-/var/cache/rollcall-test}
mkdir -p "$cache"
base=$cache/bookworm
make_base() { # make_base RELEASE INCLUDED: a root of Debian in $base
    [ ! -x "$base/sbin/init" ] || return 0
    echo "making a root of Debian, $1, in $base (once)"
    rm -rf "$base.new"
    mkdir -p "$base.new"
    debootstrap --variant=minbase --include="$2" "$1" "$base.new" >/dev/null
    mv "$base.new" "$base"
}
[ -n "${needs:-}" ] || make_base bookworm systemd,systemd-sysv,dbus,iproute2,procps

name=rc$$
work=$(mktemp -d /var/tmp/rollcall-hosts.XXXXXX)
server_pid=
trap stop EXIT
trap 'exit 130' INT TERM

end_server() {
    [ -n "$server_pid" ] || return 0
    kill "$server_pid" 2>/dev/null
    wait "$server_pid" 2>/dev/null
}
fail() {
    echo "FAIL $1"
    [ -s "$work/last" ] && sed 's/^/     /' "$work/last"
    more
    tail -5 "$work/server.log" 2>/dev/null | sed 's/^/     server: /'
    exit 1
}
check() { # check WHAT COMMAND...: once, now
    local what=$1
    shift
    "$@" >"$work/last" 2>&1 || fail "$what"
    echo "ok   $what"
}
wait_for() { # wait_for SECONDS WHAT COMMAND...: until it holds
    local until=$((SECONDS + $1)) what=$2
    shift 2
    until "$@" >"$work/last" 2>&1; do
        [ "$SECONDS" -lt "$until" ] || fail "$what"
        sleep 0.3
    done
    echo "ok   $what"
}

rollcall() { "${beside[@]}" "$@"; }
sign_in() {
    rollcall login https://192.0.2.1:8443 --user admin --password-file "$work/password" --ca-fingerprint "$fingerprint"
}
start_server() { # in the network namespace $name-s, which has 192.0.2.1; sets fingerprint
    (
        umask 077
        echo "correct horse battery staple" >"$work/passphrase"
        echo "hosts-$$-password" >"$work/password"
    )
    cat >"$work/rollcall.yaml" <<YAML
data: $work/data
passphrase-file: $work/passphrase
https:
  listen: 192.0.2.1:8443
  names: [192.0.2.1]
gateway:
  listen: 192.0.2.1:8444
YAML
    mkdir "$work/server"
    tar -xzf "$(find "$ROOT/installer/target" -maxdepth 1 -name 'rollcall-server-*.tar.gz' | head -1)" -C "$work/server" --strip-components 1
    beside=(ip netns exec "$name-s" env HOME="$work" XDG_CONFIG_HOME="$work/config" "$work/server/bin/rollcall")
    check "a server is set up" rollcall init --config "$work/rollcall.yaml" --dev \
        --district lincoln --district-name "Lincoln USD" --admin admin --admin-password-file "$work/password"
    fingerprint=$(grep -oE '([0-9a-f]{2}:){31}[0-9a-f]{2}' "$work/last" | head -1)
    "${beside[@]}" serve --config "$work/rollcall.yaml" --dev >"$work/server.log" 2>&1 &
    server_pid=$!
    wait_for 150 "the server runs on 192.0.2.1 and a technician is signed in" sign_in
    check "a token is made" rollcall token create --unit lincoln -o "$work/token"
}

nspawn() { # nspawn NAME ROOT NAMESPACE: a booted host, in the foreground
    SYSTEMD_NSPAWN_UNIFIED_HIERARCHY=1 exec systemd-nspawn -q -D "$2" -M "$1" --register=no --keep-unit -b --console=read-only \
        --network-namespace-path="/run/netns/$3" --resolv-conf=off
}
enter() { # enter PID COMMAND...: inside the host whose nspawn that is
    local leader
    leader=$(pgrep -P "$1" | head -1)
    shift
    nsenter -t "$leader" -a env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 "$@"
}

# One host beside the server, for those who need no more.
lay_cable() { # two network namespaces and a cable, on a network that exists nowhere else
    local end namespace link address
    ip netns add "$name-s"
    ip netns add "$name-d"
    ip link add veth0 netns "$name-s" type veth peer name host0 netns "$name-d"
    for end in "$name-s veth0 192.0.2.1" "$name-d host0 192.0.2.2"; do
        read -r namespace link address <<<"$end"
        ip -n "$namespace" addr add "$address/24" dev "$link"
        ip -n "$namespace" link set "$link" up
        ip -n "$namespace" link set lo up
    done
}
remove_cable() {
    ip netns del "$name-s" 2>/dev/null
    ip netns del "$name-d" 2>/dev/null
}
make_root() { # make_root NAME: in $work/root, an overlay over the cached root, with the token and the package
    mkdir -p "$work"/{upper,overlay,root}
    mount -t overlay overlay -o "lowerdir=$base,upperdir=$work/upper,workdir=$work/overlay" "$work/root"
    rm -f "$work/root/etc/machine-id" "$work/root/var/lib/dbus/machine-id"
    echo "$1" >"$work/root/etc/hostname"
    [ ! -e "$work/token" ] || install -m 0600 "$work/token" "$work/root/root/token"
    cp "$deb" "$work/root/root/agent.deb"
}
host_pid=
leader() { # the host's pid 1, as seen from here
    pgrep -P "$(cat "$work/nspawn.pid")" | head -1
}
run_host() { # nspawn ends with 133 when the host reboots
    local ended
    while [ ! -e "$work/stop" ]; do
        nspawn "$host" "$work/root" "$name-d" >>"$work/host.log" 2>&1 &
        echo $! >"$work/nspawn.pid"
        ended=0
        wait $! || ended=$?
        [ "$ended" = 133 ] || return 0
        date -u +%FT%T.%3NZ >"$work/rebooted"
    done
}
booted() { inside systemctl is-active multi-user.target; }
boot_host() { # boots $work/root as $host, again and again until end_host
    run_host 2>>"$work/host.log" &
    host_pid=$!
    wait_for 60 "a Debian host with systemd has booted" booted
}
end_host() {
    touch "$work/stop"
    [ -n "$host_pid" ] || return 0
    kill -KILL "$(leader)" 2>/dev/null
    kill -KILL "$(cat "$work/nspawn.pid")" 2>/dev/null
    wait "$host_pid" 2>/dev/null
}
