package mpd.dns.conf;

import java.net.InetAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.xbill.DNS.Name;

/// What came of files in the last reading, and comes of those that are new. For one thread at a time.
final class ReadFiles {

    private final FileMemory<List<FileLines.Item>> options = new FileMemory<>();
    private final FileMemory<FileLines.Item.Records> hosts = new FileMemory<>();

    /// What the reading of a hosts file depends on.
    ///
    /// @param ttl     of its records, in seconds
    /// @param expand  whether names without a dot become longer
    /// @param domains the lines that tell by what, where they do
    record HostsContext(long ttl, boolean expand, List<ConfLine> domains) {}

    /// A configuration file.
    ///
    /// @param bytes the same object for the same version
    /// @param ttl   of records that have none of their own, in seconds
    List<FileLines.Item> options(Path file, byte[] bytes, long ttl) {
        return options.recall(file, bytes, ttl, () -> FileLines.of(file, bytes, ttl));
    }

    /// A hosts file.
    ///
    /// @param bytes  the same object for the same version
    /// @param suffix what is put behind a name with that address
    FileLines.Item.Records hosts(
            Path file, byte[] bytes, HostsContext context, Function<InetAddress, Optional<Name>> suffix) {
        return hosts.recall(file, bytes, context, () -> {
            Given given = new Given(context.ttl());
            List<Problem> problems = new ArrayList<>();
            new HostsFile(given, problems::add, suffix).read(file, bytes);
            return new FileLines.Item.Records(given, List.copyOf(problems));
        });
    }

    /// Ends a reading: files that were not read in it are forgotten.
    void end() {
        options.end();
        hosts.end();
    }
}
