# Sourced where the program is run, and where its AOT cache is made.

# How Java is called. Sized for a server that serves thousands of names from a few MiB and must not grow; DNS makes little
# garbage. A method is compiled when it has been called ten times as often as usual before: at a start nearly all that is
# compiled is never used again, and on one core it is what a start waits for. What compiling leaves behind is given back.
# The AOT cache stays where it was made for: at another address Java would rewrite all of it, in memory of its own. Netty is
# told to use what Java 24 began to warn of: what it has instead compiles code at each start.
java_options=(-XX:+UseSerialGC -XX:+UseCompactObjectHeaders -Xms16m -Xmn4m -Xmx256m -XX:MinHeapFreeRatio=20
    -XX:MaxHeapFreeRatio=40 -XX:CompileThresholdScaling=10 -XX:TrimNativeHeapInterval=5000
    -XX:+ExitOnOutOfMemoryError -XX:-UsePerfData -XX:+UnlockDiagnosticVMOptions -XX:ArchiveRelocationMode=0
    --sun-misc-unsafe-memory-access=allow -Dio.netty.noUnsafe=false -Dio.netty.jfr.enabled=false)

# The file name of the AOT cache (the classes of a program, parsed and linked) of a program, a directory with dns-server.jar
# and lib/, for a Java. Java does not notice that a jar is another one than its cache was made from, and would run the old
# classes: so the name is a digest of the jars, and of what the Java says it is.
cache_name() {
    local digest
    digest=$( (cd "$1" && cksum dns-server.jar lib/*.jar && cksum < "$2/release") | cksum)
    echo "${digest// /-}.aot"
}
