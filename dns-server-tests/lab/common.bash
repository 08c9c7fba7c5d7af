# Sourced by verify and bench, which set `here`, `repository` and `arguments` (their own, to be called with again): what
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

# Control groups are the one thing that outlives their processes.
remove_control_groups() {
    find /sys/fs/cgroup -depth -type d -path '*/mpd-dns-lab-*' -exec rmdir {} + 2> /dev/null || true
}

prepare_lab() {
    local suite
    mkdir -p "$lab"
    exec 9> "$lab/.lock"
    flock --nonblock 9 || { echo "$me: waiting for another run to end" >&2 && flock 9; }
    for suite in bookworm trixie; do
        "$here/lab/build-root" "$suite" "$lab" 9>&-
    done
}

# Temporary files are kept in memory, and gone with the namespaces.
mount_scratch() {
    mkdir -p "$scratch"
    mount -t tmpfs -o mode=700 mpd-dns-verify "$scratch"
}
