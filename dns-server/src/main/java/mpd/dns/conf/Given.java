package mpd.dns.conf;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.LongFunction;
import mpd.dns.registry.Claim;
import mpd.dns.registry.Origin;
import mpd.dns.registry.Precedence;
import mpd.dns.zone.Names;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/// Records whose TTL is not known before the last line has been read.
final class Drafts {

    private static final long STANDARD_TTL = 1;

    private final List<Draft> records = new ArrayList<>();
    private final List<Draft> hosts = new ArrayList<>();
    private final List<Draft> addresses = new ArrayList<>();

    /// @param make    the record with a TTL
    /// @param reverse whether it may name its address
    private record Draft(LongFunction<Record> make, OptionalLong ttl, Origin origin, boolean reverse) {}

    /// A record option.
    void record(LongFunction<Record> make, OptionalLong ttl, Origin origin) {
        records.add(new Draft(make, ttl, origin, false));
    }

    /// An address of `host-record=`.
    void host(Name owner, InetAddress address, OptionalLong ttl, Origin origin) {
        records.add(new Draft(address(owner, address), ttl, origin, true));
    }

    /// An address of a hosts file.
    void hostsFile(Name owner, InetAddress address, Origin origin) {
        hosts.add(new Draft(address(owner, address), OptionalLong.empty(), origin, true));
    }

    /// An address of `address=`: for the name itself and all below, or for those below alone.
    void covering(Name domain, InetAddress address, Origin origin) throws BadLine {
        if (!domain.isWild() && domain.labels() > 1) {
            addresses.add(new Draft(address(domain, address), OptionalLong.empty(), origin, false));
        }
        if (!endsPattern(domain)) {
            Name below = domain.isWild()
                    ? domain
                    : Names.wildcard(domain).orElseThrow(() -> new BadLine("expected a name of at most 253 bytes"));
            addresses.add(new Draft(address(below, address), OptionalLong.empty(), origin, false));
        }
    }

    /// Whether the domain stands for all names that end so.
    private static boolean endsPattern(Name domain) {
        byte[] label = domain.getLabel(0);
        return label.length > 2 && label[1] == '*';
    }

    /// The claims: records of options first, then hosts files, then `address=`. Within an RRset the lowest TTL
    /// counts for all (RFC 2181 section 5.2); what an option or hosts file says of a name's addresses of one
    /// family beats `address=`.
    List<Claim> claims(OptionalLong localTtl) {
        long standard = localTtl.orElse(STANDARD_TTL);
        Map<RrsetKey, Long> lowest = new HashMap<>();
        Set<Name> aliases = new HashSet<>();
        Set<RrsetKey> explicit = new HashSet<>();
        List<Draft> named = new ArrayList<>(records);
        named.addAll(hosts);
        for (Draft draft : named) {
            Record record = draft.make().apply(draft.ttl().orElse(standard));
            explicit.add(RrsetKey.of(record));
            if (record.getType() == Type.CNAME) {
                aliases.add(record.getName());
            }
            lowest.merge(RrsetKey.of(record), record.getTTL(), Math::min);
        }
        Set<Claim> claims = new LinkedHashSet<>();
        for (Draft draft : named) {
            claims.add(claim(draft, lowest.getOrDefault(key(draft), standard)));
        }
        Set<RrsetKey> real = new HashSet<>();
        addresses.stream().filter(draft -> !isNull(draft)).forEach(draft -> real.add(key(draft)));
        for (Draft draft : addresses) {
            RrsetKey key = key(draft);
            // `address=/DOMAIN/#` counts where no real address is given for the domain.
            boolean overruled = isNull(draft) && real.contains(key);
            if (!explicit.contains(key) && !aliases.contains(key.owner()) && !overruled) {
                claims.add(claim(draft, standard));
            }
        }
        return List.copyOf(claims);
    }

    private static RrsetKey key(Draft draft) {
        return RrsetKey.of(draft.make().apply(0));
    }

    private static boolean isNull(Draft draft) {
        return switch (draft.make().apply(0)) {
            case ARecord a -> a.getAddress().isAnyLocalAddress();
            case AAAARecord aaaa -> aaaa.getAddress().isAnyLocalAddress();
            default -> false;
        };
    }

    private static Claim claim(Draft draft, long ttl) {
        return new Claim(draft.make().apply(ttl), Precedence.FILE, draft.origin(), draft.reverse());
    }

    private static LongFunction<Record> address(Name owner, InetAddress address) {
        return address.getAddress().length == 4
                ? ttl -> new ARecord(owner, DClass.IN, ttl, address)
                : ttl -> new AAAARecord(owner, DClass.IN, ttl, address);
    }

    private record RrsetKey(Name owner, int type) {
        static RrsetKey of(Record record) {
            return new RrsetKey(record.getName(), record.getType());
        }
    }
}
