package mpd.dns.forward;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.SequencedMap;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/// Names that nobody but us has asked for, each sent to one nameserver. When one comes to us as a query, that
/// nameserver asks us what we ask it, through however many others.
///
/// They are below `.test` (RFC 6761), which resolvers pass on more often than `.invalid`.
final class LoopProbes {

    private static final String ZONE = ".test.";
    private static final int RANDOM = 16;
    private static final int LABEL = 2 * RANDOM;
    private static final int NAME = 1 + LABEL + 1 + "test".length() + 1;
    private static final int LABELS = 3;
    // A nameserver may try for long before it gives up.
    private static final int MOST_LIVE = 512;

    private final RandomGenerator random;
    private final Predicate<UpstreamQuestion> outside;
    // Guarded by this: sent on one event loop, received on all.
    private final SequencedMap<String, Probe> live = new LinkedHashMap<>();

    /// @param outside whether a question may be sent upstream
    LoopProbes(RandomGenerator random, Predicate<UpstreamQuestion> outside) {
        this.random = random;
        this.outside = outside;
    }

    /// A probe on its way.
    static final class Probe {
        private final Upstream upstream;
        private final UpstreamQuestion question;
        // Set where a query comes in, read where the probe was sent.
        private volatile boolean returned;

        Probe(Upstream upstream, UpstreamQuestion question) {
            this.upstream = upstream;
            this.question = question;
        }

        UpstreamQuestion question() {
            return question;
        }

        /// Whether it has come to us.
        boolean returned() {
            return returned;
        }
    }

    /// A new name for this nameserver; null where nothing below `.test` may leave.
    @Nullable
    Probe next(Upstream upstream) {
        byte[] bytes = new byte[RANDOM];
        random.nextBytes(bytes);
        String label = HexFormat.of().formatHex(bytes);
        ByteBuffer wire = ByteBuffer.allocate(NAME + 4);
        wire.put(name(label + ZONE).toWire()).putShort((short) Type.TXT).putShort((short) DClass.IN);
        UpstreamQuestion question = new UpstreamQuestion(wire.array(), false, false, false, false);
        if (!outside.test(question)) {
            return null;
        }
        Probe probe = new Probe(upstream, question);
        synchronized (this) {
            live.put(label, probe);
            if (live.size() > MOST_LIVE) {
                live.pollFirstEntry();
            }
        }
        return probe;
    }

    /// Whether this is a probe of ours that has come back; its nameserver is then known to loop.
    boolean returned(Name name) {
        if (name.labels() != LABELS || name.length() != NAME || name.getLabel(0)[0] != LABEL) {
            return false;
        }
        Probe probe;
        synchronized (this) {
            probe = live.get(label(name));
        }
        if (probe == null) {
            return false;
        }
        probe.returned = true;
        probe.upstream.loops();
        return true;
    }

    // Whoever passed it on may have changed its letter case.
    private static String label(Name name) {
        byte[] label = name.getLabel(0);
        return new String(label, 1, label[0], StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT);
    }

    private static Name name(String text) {
        try {
            return Name.fromString(text);
        } catch (TextParseException e) {
            throw new IllegalStateException(text, e);
        }
    }
}
