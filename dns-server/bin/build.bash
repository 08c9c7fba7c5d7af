# Sourced by the launcher and by container/build: where Java is, and the program built from the sources as they are.
#
# A build is a directory dns-server/target/launcher/KEY with dns-server.jar, lib/ and an AOT cache, and KEY stands for the sources it
# was made from (their names, sizes and times). It appears whole, by a rename, and is never changed: a server that runs
# keeps its classes while the next build is made beside it. Who runs from a build holds a shared lock on it; builds that
# nobody holds and that are no longer current are removed by the next one.

java_wanted=25
build_repository=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
builds=$build_repository/dns-server/target/launcher
. "$build_repository/dns-server/bin/java.bash"

stop_with() {
    printf 'mpd-dns: %s\n' "$@" >&2
    exit 2
}

# The version of a Java, from the file that says it; the few that have none are asked.
java_version() {
    local version
    version=$(sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release" 2> /dev/null) || true
    [ -n "$version" ] || version=$("$1/bin/java" -version 2>&1 | sed -n 's/.* version "\([0-9]*\).*/\1/p') || true
    echo "${version:-0}"
}

# Prints the home of a Java that is new enough and has the given tool, or nothing.
java_home_with() {
    local tool=$1 home on_path
    on_path=$(command -v java || true)
    [ -z "$on_path" ] || on_path=$(dirname "$(dirname "$(readlink -f "$on_path")")")
    for home in "${JAVA_HOME:-}" "$on_path" /usr/lib/jvm/* /opt/java/* /opt/*jdk* /usr/local/*jdk* \
        "${HOME:-/root}"/.sdkman/candidates/java/* "${HOME:-/root}"/.jdks/* \
        "${HOME:-/root}"/.local/share/mise/installs/java/*; do
        if [ -n "$home" ] && [ -x "$home/bin/$tool" ] && [ "$(java_version "$home")" -ge "$java_wanted" ]; then
            echo "$home"
            return
        fi
    done
}

no_java() {
    stop_with "no JDK $java_wanted or newer found in JAVA_HOME, PATH, /usr/lib/jvm, /opt or ~/.sdkman" \
        "install one: 'apt-get install openjdk-25-jdk-headless' on Debian 13, else Temurin 25 (https://adoptium.net)," \
        "or set JAVA_HOME to where it is"
}

source_key() {
    (cd "$build_repository" && find pom.xml .mvn dns-server/{pom.xml,src/main,training} -type f \
        ! -name '.*' ! -name '*~' -printf '%p %s %T@\n') | LC_ALL=C sort | sha256sum | cut -c 1-16
}

remove_old_builds() {
    local build
    for build in "$builds"/*/; do
        if [ "$(basename "$build")" != "$1" ]; then
            flock --nonblock --exclusive "$build" rm -rf "$build" || true
        fi
    done
}

# Runs a command to its end, its words in build.log.
run_logged() {
    local command
    trap 'kill "$command" 2> /dev/null; exit 130' INT TERM HUP
    "$@" < /dev/null >> "$builds/build.log" 2>&1 9>&- &
    command=$!
    # A shell that waits can be interrupted; one that has a program in the foreground cannot.
    wait "$command" && trap - INT TERM HUP
}

run_maven() {
    : > "$builds/build.log"
    run_logged env "JAVA_HOME=$1" mvn --batch-mode --file "$build_repository/pom.xml" --projects dns-server --also-make \
        package -Dmaven.test.skip=true "-Dprogram.directory=$2"
}

# Makes a program of what Maven built in a directory.
make_ready() {
    mkdir "$2/program" && mv "$2/dns-server.jar" "$2/lib" "$2/program/" &&
        run_logged "$1/bin/java" "$build_repository/dns-server/training/ReadyJars.java" "$2/program"
}

# Makes the AOT cache of a program, for a Java that runs on this machine; needs a JDK for itself.
train() {
    local jdk=$1 program=$2 java=$3
    run_logged "$jdk/bin/java" "$build_repository/dns-server/training/Training.java" \
        "$program/$(cache_name "$program" "$java")" "$program/dns-server.jar" "$java/bin/java" "${java_options[@]}"
}

build_program() {
    local key=$1 jdk partial
    jdk=$(java_home_with javac)
    [ -n "$jdk" ] || no_java
    command -v mvn > /dev/null ||
        stop_with "has to be built, and Maven is missing: 'apt-get install maven' (or put mvn on the PATH)"
    echo "mpd-dns: building (nothing is built yet, or sources changed), about a minute" >&2
    partial=$(mktemp -d "$builds/.partial-XXXXXX")
    if ! { run_maven "$jdk" "$partial" && make_ready "$jdk" "$partial"; }; then
        rm -rf "$partial"
        tail -n 30 "$builds/build.log" >&2
        stop_with "the build failed; all of its log: $builds/build.log"
    fi
    train "$jdk" "$partial/program" "$(java_home_with java)" ||
        echo "mpd-dns: starts take longer, for the program could not be trained; why: $builds/build.log" >&2
    mv "$partial/program" "$builds/$key"
    rm -rf "$partial"
}

build_under_lock() {
    local key
    mkdir -p "$builds" 2> /dev/null && [ -w "$builds" ] ||
        stop_with "has to be built, and $builds cannot be written"
    exec 9> "$builds/.lock"
    flock --nonblock 9 || { echo "mpd-dns: waiting for another call that is building" >&2 && flock 9; }
    # Whoever held the lock may have built what is wanted, and files may have changed meanwhile.
    key=$(source_key)
    if [ ! -d "$builds/$key" ]; then
        rm -rf "$builds"/.partial-*
        build_program "$key"
        remove_old_builds "$key"
    fi
    exec 9>&-
}

# Sets `program` to the build of the sources as they are, made now if need be, and holds it until this process (or
# what it becomes by exec) ends.
find_program() {
    local attempt
    for attempt in 1 2 3; do
        program=$builds/$(source_key)
        [ -d "$program" ] || build_under_lock
        # Sources edited while they were compiled, or a build removed before it was held: look again.
        if exec 8< "$program" && flock --shared 8 && [ -e "$program/dns-server.jar" ]; then
            return
        fi 2> /dev/null
    done
    stop_with "the sources kept changing while they were built; call again"
}
