# Sourced by the tests on Debian 12 systemd hosts: what they need, their root, a server out of its tar.gz in a network of
# its own, and how they say what is true. Sets base, deb and work; whoever sources it sets stop() and more(), and the
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

base=${ROLLCALL_HOST_CACHE:-/var/cache/rollcall-test}/bookworm
mkdir -p "${base%/*}"
if [ -z "${needs:-}" ] && [ ! -x "$base/sbin/init" ]; then
    echo "making a Debian 12 root in $base (once)"
    rm -rf "$base.new"
    mkdir -p "$base.new"
    debootstrap --variant=minbase --include=systemd,systemd-sysv,dbus,iproute2,procps bookworm "$base.new" >/dev/null
    mv "$base.new" "$base"
fi

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
    wait_for 40 "the server runs on 192.0.2.1 and a technician is signed in" sign_in
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
