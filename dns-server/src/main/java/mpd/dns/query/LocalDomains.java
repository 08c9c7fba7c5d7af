package mpd.dns.query;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import mpd.dns.wire.Question;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/// Names that are answered here although they are in no zone. Immutable; swapped as a whole.
///
/// @param denied  names that are never asked upstream (`local=/*ads.test/`)
/// @param dotless addresses of every name of one label (`address=//IP`)
/// @param ttl     of these addresses, in seconds
/// @param canaries whether the names by which browsers ask if they may go around this resolver are denied
///     (`--canary-domains`)
public record LocalDomains(Predicate<Name> denied, List<InetAddress> dotless, long ttl, boolean canaries) {

    /// There are none.
    public static final LocalDomains NONE = new LocalDomains(_ -> false, List.of(), 0, false);

    public LocalDomains {
        dotless = List.copyOf(dotless);
    }

    /// Whether the name is never asked upstream.
    boolean denies(Name name) {
        return denied.test(name) || canary(name);
    }

    /// Whether that is because a browser asks by it.
    boolean canary(Name name) {
        return canaries && Canaries.cover(name);
    }

    /// The addresses, where they answer the question. An empty list is the answer where the name has addresses,
    /// and none of the family that is asked for: nobody walks around them by the other one.
    Optional<List<Record>> addresses(Question question) {
        int type = question.type();
        boolean asked = type == Type.A || type == Type.AAAA || type == Type.ANY;
        if (dotless.isEmpty() || question.name().labels() != 2 || !asked) {
            return Optional.empty();
        }
        List<Record> records = new ArrayList<>();
        for (InetAddress address : dotless) {
            Record record = address instanceof Inet6Address
                    ? new AAAARecord(question.name(), DClass.IN, ttl, address)
                    : new ARecord(question.name(), DClass.IN, ttl, address);
            if (type == Type.ANY || type == record.getType()) {
                records.add(record);
            }
        }
        return Optional.of(records);
    }
}
