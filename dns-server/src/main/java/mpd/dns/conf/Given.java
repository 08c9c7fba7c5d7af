package mpd.dns.conf;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.LongFunction;
import java.util.stream.Stream;
import mpd.dns.registry.Claim;
import mpd.dns.registry.Claims;
import mpd.dns.registry.Origin;
import mpd.dns.registry.Precedence;
import mpd.dns.zone.Names;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;

/// Records that lines give. Those of options come before those of hosts files, and these before those of
/// `address=`, whichever line comes first.
final class Given {

    private final long standardTtl;
    // Ended parts, and the one that single lines are added to.
    private final List<Claims> named = new ArrayList<>();
    private final List<Claims> covering = new ArrayList<>();
    private final List<Claims> hosts = new ArrayList<>();
    private List<Claim> openNamed = new ArrayList<>();
    private List<Claim> openCovering = new ArrayList<>();

    /// @param standardTtl of what has no TTL of its own, in seconds
    Given(long standardTtl) {
        this.standardTtl = standardTtl;
    }

    /// A record option.
    ///
    /// @param make the record with a TTL
    void record(LongFunction<Record> make, OptionalLong ttl, Origin origin) {
        openNamed.add(claim(make.apply(ttl.orElse(standardTtl)), origin, false));
    }

    /// An address of `host-record=` or of a hosts file.
    void host(Name owner, InetAddress address, OptionalLong ttl, Origin origin) {
        openNamed.add(claim(address(owner, address, ttl.orElse(standardTtl)), origin, true));
    }

    /// An address of `address=`: for the name itself and all below, or for those below alone.
    void covering(Name domain, InetAddress address, Origin origin) throws BadLine {
        Name below = below(domain);
        if (!domain.isWild() && domain.labels() > 1) {
            openCovering.add(coveringClaim(domain, address, origin));
        }
        if (!endsPattern(domain)) {
            openCovering.add(coveringClaim(below, address, origin));
        }
    }

    /// The owner name for what is below the domain of `address=`.
    static Name below(Name domain) throws BadLine {
        return endsPattern(domain) || domain.isWild()
                ? domain
                : Names.wildcard(domain).orElseThrow(() -> new BadLine("expected a name of at most 253 bytes"));
    }

    private Claim coveringClaim(Name owner, InetAddress address, Origin origin) {
        return new Claim(address(owner, address, standardTtl), Precedence.FILE, origin, null, true);
    }

    /// Everything that a file gives by lines that stand by themselves.
    void add(Given file) {
        end();
        file.end();
        named.addAll(file.named);
        covering.addAll(file.covering);
    }

    /// Everything that a hosts file gives.
    void addHosts(Given file) {
        file.end();
        hosts.addAll(file.named);
    }

    /// Whether there is nothing.
    boolean isEmpty() {
        return parts().isEmpty();
    }

    /// All of it, in order.
    List<Claims> parts() {
        end();
        return Stream.of(named, hosts, covering).flatMap(List::stream).toList();
    }

    private void end() {
        if (!openNamed.isEmpty()) {
            named.add(Claims.of(openNamed));
            openNamed = new ArrayList<>();
        }
        if (!openCovering.isEmpty()) {
            covering.add(Claims.of(openCovering));
            openCovering = new ArrayList<>();
        }
    }

    /// Whether the domain stands for all names that end so.
    private static boolean endsPattern(Name domain) {
        byte[] label = domain.getLabel(0);
        return label.length > 2 && label[1] == '*';
    }

    private static Claim claim(Record record, Origin origin, boolean reverse) {
        return new Claim(record, Precedence.FILE, origin, reverse);
    }

    private static Record address(Name owner, InetAddress address, long ttl) {
        return address.getAddress().length == 4
                ? new ARecord(owner, DClass.IN, ttl, address)
                : new AAAARecord(owner, DClass.IN, ttl, address);
    }
}
