package mpd.dns.tests.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;

/// What a process has used, by its own accounting in `/proc`.
final class ProcessUsage {

    private static final int NANOS_A_TICK = 10_000_000;
    private static final Pattern RESIDENT = Pattern.compile("VmRSS:\\s*([0-9]+) kB");

    private ProcessUsage() {}

    /// User and system time, in nanoseconds but counted in hundredths of a second: of all threads, of the
    /// children that have ended, and of those that live. dnsmasq has a child for each connection.
    static long cpuNanos(final ProcessHandle process) {
        return LongStream.concat(
                                LongStream.of(process.pid()),
                                process.descendants().mapToLong(ProcessHandle::pid))
                        .map(pid -> ticks(read(pid, "stat")))
                        .sum()
                * NANOS_A_TICK;
    }

    /// Memory that it holds, in bytes.
    static long residentBytes(final ProcessHandle process) {
        return residentKib(read(process.pid(), "status")) * 1024;
    }

    /// Fields 14 to 17 of `stat`, or none of a process that has gone.
    static long ticks(final String stat) {
        // The name before it may have blanks of its own.
        final String[] fields = stat.substring(Math.min(stat.lastIndexOf(')') + 2, stat.length()))
                .split(" ", -1);
        return fields.length < 15
                ? 0
                : Long.parseLong(fields[11])
                        + Long.parseLong(fields[12])
                        + Long.parseLong(fields[13])
                        + Long.parseLong(fields[14]);
    }

    /// The letter that says what the process does, or nothing when it has gone.
    static String state(final ProcessHandle process) {
        final String stat = read(process.pid(), "stat");
        final int afterName = stat.lastIndexOf(')') + 2;
        return stat.isEmpty() ? "" : stat.substring(afterName, afterName + 1);
    }

    /// `VmRSS` of `status`.
    static long residentKib(final String status) {
        final Matcher resident = RESIDENT.matcher(status);
        if (!resident.find()) {
            throw new IllegalStateException("the process has ended");
        }
        return Long.parseLong(resident.group(1));
    }

    private static String read(final long process, final String file) {
        final Path path = Path.of("/proc/" + process, file);
        try {
            return Files.readString(path);
        } catch (final IOException failure) {
            if (Files.exists(path)) {
                throw new UncheckedIOException(failure);
            }
            return "";
        }
    }
}
