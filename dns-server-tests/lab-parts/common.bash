# Sourced by verify, bench and lab, which set `here`, `repository` and `arguments` (their own, to be called with again): what
# the machine must have, the lab roots, and namespaces that nothing outlives.

me=$(basename "$0")
lab=${XDG_CACHE_HOME:-$HOME/.cache}/mpd-dns/lab
scratch=/run/mpd-dns-verify

refuse() {
    printf "$me: %s\n" "$@" >&2
    exit 2
}

# Where Java is, the launcher knows.
. "$repository/dns-server/bin/build.bash"

# Everything the machine lacks is said at once.
check_machine() {
    local missing=()
    [ "$(id -u)" = 0 ] || missing+=("root: the system tests make namespaces and mounts (run it with sudo)")
    [ -n "$(java_home_with javac)" ] || missing+=("JDK 25: install one under /usr/lib/jvm (Debian 13: apt-get install openjdk-25-jdk-headless; else Temurin 25)")
    command -v mvn > /dev/null || missing+=("Maven: apt-get install maven")
    if ! command -v debootstrap > /dev/null; then
        if [ "$(id -u)" != 0 ] || ! command -v apt-get > /dev/null; then
            missing+=("debootstrap: apt-get install debootstrap")
        elif ! install_debootstrap; then
            missing+=("debootstrap: apt-get install debootstrap failed, its words are above")
        fi
    fi
    [ ${#missing[@]} -eq 0 ] || refuse "${missing[@]/#/missing: }"
}

install_debootstrap() {
    echo "$me: installing debootstrap" >&2
    DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends debootstrap > /dev/null ||
        { apt-get update > /dev/null &&
            DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends debootstrap > /dev/null; }
}

# All that the tests start lives in PID and mount namespaces of their own: when the first process in there ends, the
# kernel ends every process and mount with it. That process dies with this one, kill -9 included.
run_in_namespaces() {
    local inside status=0
    trap 'kill -KILL "$inside"; wait "$inside" 2> /dev/null || true; remove_control_groups; echo "$me: interrupted" >&2; exit 130' INT TERM HUP
    MPD_DNS_INSIDE=yes setpriv --pdeathsig KILL \
        unshare --fork --kill-child --pid --mount --mount-proc --propagation private -- "$0" "${arguments[@]}" &
    inside=$!
    # A shell that waits can be interrupted; one that has a program in the foreground cannot.
    wait "$inside" || status=$?
    remove_control_groups
    exit "$status"
}

# Control groups are the one thing that outlives their processes. A group with a process in it belongs to somebody. Those of
# others come and go meanwhile, upon which find fails.
remove_control_groups() {
    local group
    # Some may be of the tests beside the one that runs this, and empty because they are new.
    [ -z "${MPD_DNS_TEST_CLASSPATH:-}" ] || return 0
    { find /sys/fs/cgroup -type d -name 'mpd-dns-lab-*' 2> /dev/null || true; } | while read -r group; do
        [ -n "$(find "$group" -name cgroup.procs -exec cat {} + 2> /dev/null)" ] ||
            find "$group" -depth -type d -exec rmdir {} + 2> /dev/null || true
    done
}

# One run at a time: tests and measurements use fixed addresses of loopback, and disturb each other.
prepare_lab() {
    mkdir -p "$lab"
    # A test that runs one of these scripts is itself part of a run.
    if [ -z "${MPD_DNS_TEST_CLASSPATH:-}" ]; then
        exec 9> "$lab/.lock"
        flock --nonblock 9 || { echo "$me: waiting for another run to end" >&2 && flock 9; }
    fi
    prepare_roots
}

# What runs from a root holds a lock on it, so that nobody takes it away; this process does for as long as it lives.
prepare_roots() {
    local suite
    mkdir -p "$lab"
    exec 8> "$lab/.building"
    flock --nonblock 8 || { echo "$me: waiting for the lab roots to be built" >&2 && flock 8; }
    for suite in bookworm trixie; do
        "$here/lab-parts/build-root" "$suite" "$lab" 8>&- 9>&-
    done
    exec 6< "$lab/bookworm/" 7< "$lab/trixie/"
    flock --shared 6
    flock --shared 7
    exec 8>&-
}

# The classes of the tests, and where they and their libraries are. Those that run now must not be compiled anew.
compile() {
    classpath=${MPD_DNS_TEST_CLASSPATH:-}
    [ -z "$classpath" ] || return 0
    mvn --batch-mode --quiet --file "$repository/pom.xml" --projects dns-server,dns-server-tests test-compile \
        dependency:build-classpath -Dquick -Dunit.tests=none -Dmdep.outputFile=target/test.classpath -Dmdep.includeScope=test 9>&- &&
        classpath=$here/target/test-classes:$(cat "$here/target/test.classpath")
}

# Temporary files are kept in memory, and gone with the namespaces.
mount_scratch() {
    mkdir -p "$scratch"
    mount -t tmpfs -o mode=700 mpd-dns-verify "$scratch"
}
