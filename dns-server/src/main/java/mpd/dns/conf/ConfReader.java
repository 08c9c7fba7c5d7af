package mpd.dns.conf;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import mpd.dns.zone.Subnet;
import mpd.dns.zone.ZoneSettings;
import org.xbill.DNS.Name;

/// Reads dnsmasq's configuration: the main file, the directories of drop-in files, and hosts files.
///
/// What it says depends on the files alone. It remembers the records of those that have not changed, so that a
/// reading costs the changed ones, as a whole, and all lines that say more than records; what is remembered
/// are the same [Claims][mpd.dns.registry.Claims].
public final class ConfReader {

    /// Where files are looked for.
    ///
    /// @param confFile    the main file; need not be there
    /// @param recordsDirs directories of drop-in files, read after the main file; need not be there
    /// @param etcHosts    the machine's hosts file
    /// @param expected    of all these, the ones that a person has named: it is a problem when they are not
    ///     there
    public record Places(Optional<Path> confFile, List<Path> recordsDirs, Path etcHosts, Set<Path> expected) {

        /// The machine's own hosts file.
        public static final Path ETC_HOSTS = Path.of("/etc/hosts");

        public Places {
            recordsDirs = List.copyOf(recordsDirs);
            expected = Set.copyOf(expected);
        }

        /// Places that need not be there.
        public Places(Optional<Path> confFile, List<Path> recordsDirs, Path etcHosts) {
            this(confFile, recordsDirs, etcHosts, Set.of());
        }
    }

    /// TTL of records that have none of their own where `local-ttl` does not tell, in seconds.
    static final long STANDARD_TTL = 1;

    private final Places places;
    private final List<Name> served;
    private final ReadFiles known = new ReadFiles();
    // The TTL that the last reading found, which it needs from its first line on.
    private long ttl = STANDARD_TTL;

    /// @param zones   served whatever the files say; nameservers given for a name in them are a problem
    /// @param subnets likewise, with their reverse names
    public ConfReader(Places places, List<Name> zones, List<Subnet> subnets) {
        this.places = places;
        List<Name> all = new ArrayList<>(ZoneSettings.of(zones, subnets).neverDenied());
        all.addAll(zones);
        subnets.forEach(subnet -> all.addAll(subnet.reverseZones()));
        served = List.copyOf(all);
    }

    /// Reads everything. Never fails: what is wrong is among the problems.
    public synchronized Configuration read(FileSource source) {
        FileSource files = new OneLook(source);
        Reading reading = reading(files);
        Configuration read = reading.finish(places.etcHosts());
        if (reading.localTtl() != ttl) {
            ttl = reading.localTtl();
            read = reading(files).finish(places.etcHosts());
        }
        known.end();
        return read;
    }

    private Reading reading(FileSource files) {
        Reading reading = new Reading(files, served, places.expected(), known, ttl);
        places.confFile().ifPresent(reading::main);
        places.recordsDirs().forEach(reading::records);
        return reading;
    }
}
