# Sourced by the other scripts: the project's root, a JDK 25, and the build of what is missing.

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)

# Sets JAVA_HOME to a JDK 25: the one it names already, else one in the usual places, else says what to install.
use_jdk25() {
    local candidate on_path
    on_path=$(readlink -f "$(command -v javac || true)" || true)
    for candidate in "${JAVA_HOME:-}" "${on_path%/bin/javac}" /usr/lib/jvm/*25* /opt/*jdk*25* /opt/java/* "$HOME"/.sdkman/candidates/java/25* \
        "$HOME"/.jdks/*25* /Library/Java/JavaVirtualMachines/*25*/Contents/Home; do
        # what it says of itself in this file, since asking javac would take half a second each time
        if [ -x "$candidate/bin/javac" ] && grep -q '^JAVA_VERSION="25' "$candidate/release" 2>/dev/null; then
            export JAVA_HOME=$candidate PATH="$candidate/bin:$PATH"
            return
        fi
    done
    echo "Rollcall needs a JDK 25 and found none in JAVA_HOME, on the PATH, or in the usual places." >&2
    echo "Install one (Debian 13: apt-get install openjdk-25-jdk; else Temurin 25 from adoptium.net), or set JAVA_HOME." >&2
    exit 1
}

maven() {
    (cd "$ROOT" && ./mvnw -B -ntp "$@")
}

# Builds the programs unless they are newer than every source; two scripts at once build once.
build_if_missing() {
    is_built && return
    mkdir -p "$ROOT/target"
    if ! command -v flock >/dev/null; then
        build
        return
    fi
    (
        flock 9
        is_built || build
    ) 9>"$ROOT/target/build.lock"
}

is_built() {
    local stamp="$ROOT/target/built"
    [ -f "$stamp" ] && [ -z "$(find "$ROOT"/pom.xml "$ROOT"/{common,agent,server,scripts/simulator}/{pom.xml,src/main} "$ROOT"/server/src/test/java/dev/rollcall/server/{bench,inventory} -newer "$stamp" -print -quit)" ]
}

build() {
    # a library that is no longer used would still be on the class path
    rm -rf "$ROOT"/{agent,server,scripts/simulator}/target/{lib,*.jar}
    echo "Building (about two minutes the first time, while Maven fetches the libraries) ..." >&2
    if ! maven -q -DskipTests -Dspotless.check.skip=true -pl common,agent,server,scripts/simulator package >"$ROOT/target/build.log" 2>&1; then
        tail -40 "$ROOT/target/build.log" >&2
        echo "The build failed; the whole log is in target/build.log." >&2
        exit 1
    fi
    archive_command
    touch "$ROOT/target/built"
}

# Flags that every Java program of ours needs.
JAVA_FLAGS=(--enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow)

# For the simulator's programs, which run many agents.
QUIET=("-Djava.util.logging.config.file=$ROOT/scripts/lib/logging.properties")

# A class path of a module's own jar and its libraries.
class_path() {
    local module=$1
    local jars=("$ROOT/$module/target/${module##*/}"-[0-9]*.jar)
    echo "${jars[0]}:$ROOT/$module/target/lib/*"
}

# For all that rollcall does, as server and as client.
SERVER_FLAGS=(-XX:+UseSerialGC -XX:+UseCompactObjectHeaders "${JAVA_FLAGS[@]}")

# A client's command lives for a second: it need not be compiled twice, and loading classes is most of it, which an
# archive made with the build shortens by a third.
COMMAND_ARCHIVE="$ROOT/target/rollcall.jsa"

# Lets a command go as far as it comes without a server, and keeps the classes that it loaded on the way.
archive_command() {
    local nowhere="$ROOT/target/nowhere"
    mkdir -p "$nowhere/rollcall"
    (
        umask 077
        echo '{"server":"https://127.0.0.1:1/","caFingerprint":"'"$(printf '00%.0s' {1..32})"'","token":"none","tokenId":"00000000-0000-7000-8000-000000000000","login":"nobody","district":"none"}' >"$nowhere/rollcall/client.json"
    )
    XDG_CONFIG_HOME="$nowhere" java "${SERVER_FLAGS[@]}" -XX:TieredStopAtLevel=1 -Xlog:disable -XX:ArchiveClassesAtExit="$COMMAND_ARCHIVE" \
        -cp "$(class_path server)" dev.rollcall.server.cli.Main device list >/dev/null 2>&1 || true
    rm -r "$nowhere"
}

# The fastest start and the least memory for an agent; measured in docs/performance.md.
AGENT_FLAGS=(-XX:+UseSerialGC -Xms8m -Xmn2m -Xmx24m -XX:MinHeapFreeRatio=5 -XX:MaxHeapFreeRatio=10 -Xss256k
    -XX:TrimNativeHeapInterval=30000 -XX:TieredStopAtLevel=1 -XX:ReservedCodeCacheSize=8m
    -XX:-UsePerfData -Dio.netty.allocator.type=unpooled -Dio.netty.noPreferDirect=true)
