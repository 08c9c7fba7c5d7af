package mpd.dns.server;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;
import mpd.dns.http.Figures;
import org.xbill.DNS.Rcode;

/// How many answers left, by transport and response code.
final class ResponseCounters {

    private static final int RCODES = 24;
    /// Told of from the start, so that the first of them is seen as a change.
    private static final List<Integer> USUAL =
            List.of(Rcode.NOERROR, Rcode.FORMERR, Rcode.SERVFAIL, Rcode.NXDOMAIN, Rcode.NOTIMP, Rcode.REFUSED);

    private final LongAdder[] udp = zeros();
    private final LongAdder[] tcp = zeros();

    /// Counts one more.
    void count(Answering.Over over, int rcode) {
        if (rcode < RCODES) {
            counters(over)[rcode].increment();
        }
    }

    /// The counts now.
    List<Figures.Responses> snapshot() {
        List<Figures.Responses> all = new ArrayList<>();
        for (Answering.Over over : Answering.Over.values()) {
            for (int rcode = 0; rcode < RCODES; rcode++) {
                long count = counters(over)[rcode].sum();
                if (count > 0 || USUAL.contains(rcode)) {
                    all.add(new Figures.Responses(over.name().toLowerCase(Locale.ROOT), Rcode.string(rcode), count));
                }
            }
        }
        return all;
    }

    private LongAdder[] counters(Answering.Over over) {
        return switch (over) {
            case UDP -> udp;
            case TCP -> tcp;
        };
    }

    private static LongAdder[] zeros() {
        return Stream.generate(LongAdder::new).limit(RCODES).toArray(LongAdder[]::new);
    }
}
