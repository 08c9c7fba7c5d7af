# Sourced where the program is run, and where its AOT cache is made.

# How many MiB the container may take, by the control groups mounted at $1; nothing where there is no limit.
memory_limit() {
    local file limit
    for file in "$1/memory.max" "$1/memory/memory.limit_in_bytes"; do
        limit=
        [ ! -r "$file" ] || read -r limit < "$file" || true
        # Without a limit the one says `max`, the other a number beyond all memory.
        if [[ $limit =~ ^[0-9]{1,15}$ ]]; then
            echo "$((10#$limit >> 20))"
            return
        fi
    done
}

# Enough to read 100,000 names anew. In a container with a limit what objects may take is three tenths of it: as much again
# is Java's own, and a third of all are pages of its files. In a small one the thorough compiler is left out, which takes 30 MiB
# for a moment now and then.
heap=512
compilers=()
limit=$(memory_limit /sys/fs/cgroup)
if [ -n "$limit" ]; then
    ((limit * 3 / 10 >= heap)) || heap=$((limit * 3 / 10))
    ((heap >= 20)) || heap=20
    ((limit >= 192)) || compilers=(-XX:TieredStopAtLevel=1)
fi

# How Java is called. Sized for a server that serves thousands of names from a few MiB and must not grow; DNS makes little
# garbage. A method is compiled when it has been called ten times as often as usual before: at a start nearly all that is
# compiled is never used again, and on one core it is what a start waits for. Most of what queries go through is compiled after
# twice the usual number instead, for a server that is asked little. What compiling leaves behind is given back.
# The AOT cache stays where it was made for: at another address Java would rewrite all of it, in memory of its own. Netty is
# told to use what Java 24 began to warn of: what it has instead compiles code at each start, and so does Java for a method
# that is called by reflection, nearly always once. The cache has nothing of what methods did in the training, and need not be
# searched for it. Buffers that nobody releases are looked for in tests alone: to follow one in 128, as Netty would, takes as
# long as a query each time, and shows in the slowest hundredth. Java need not look four times a second whether locks that
# nobody waits for any more can be let go: there are few. A later Java that lacks one of the -XX options starts without it,
# except for what stands behind CompileCommand: one that does not know that starts not at all.
java_options=(-XX:+UseSerialGC -XX:+UseCompactObjectHeaders -Xms16m -Xmn4m -Xmx"$heap"m -XX:MinHeapFreeRatio=20
    -XX:MaxHeapFreeRatio=40 -XX:CompileThresholdScaling=10 -XX:CompileCommand=quiet
    "-XX:CompileCommand=CompileThresholdScaling,mpd.dns.*::*,0.2"
    "-XX:CompileCommand=CompileThresholdScaling,io.netty.*::*,0.2"
    "-XX:CompileCommand=CompileThresholdScaling,java.util.concurrent.*::*,0.2" -XX:TrimNativeHeapInterval=5000
    -XX:+ExitOnOutOfMemoryError -XX:-UsePerfData -XX:+UnlockDiagnosticVMOptions -XX:+IgnoreUnrecognizedVMOptions
    -XX:AsyncDeflationInterval=60000 -XX:ArchiveRelocationMode=0 -XX:-AOTReplayTraining --sun-misc-unsafe-memory-access=allow
    -Dio.netty.noUnsafe=false -Dio.netty.jfr.enabled=false -Dio.netty.leakDetection.level=disabled
    -Djdk.reflect.useNativeAccessorOnly=true "${compilers[@]}")

# Who asks comes before who compiles: a query that waits for a compiler on the same core waits for milliseconds. Java warns
# anybody but root that it may not be allowed to, although to come last is always allowed.
((EUID != 0)) || java_options+=(-XX:ThreadPriorityPolicy=1 -XX:CompilerThreadPriority=10)

# The file name of the AOT cache (the classes of a program, parsed and linked) of a program, a directory with dns-server.jar
# and lib/, for a Java. Java does not notice that a jar is another one than its cache was made from, and would run the old
# classes: so the name is a digest of the jars, and of what the Java says it is, where it does.
cache_name() {
    local digest release=$2/release
    [ -r "$release" ] || release=/dev/null
    digest=$( (cd "$1" && exec cksum dns-server.jar lib/*.jar -) < "$release" | cksum)
    echo "${digest// /-}.aot"
}
