package mpd.dns.forward;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/// What is known of how a nameserver, or the way to it, takes EDNS. Lives on one event loop.
///
/// - One that does not understand it says so (RFC 6891 section 7), and is asked without it for a while.
/// - There are boxes that drop what has it, in silence. So one that has not answered any such question yet, and
///   has owed an answer to one for a moment, is asked without it where that makes no other answer, and with it
///   again from time to time.
final class EdnsSupport {

    private static final long OWES = TimeUnit.MILLISECONDS.toNanos(200);
    private static final long SHORTEST_DOUBT = TimeUnit.SECONDS.toNanos(10);

    private final LongSupplier nanos;
    private final Duration without;
    private boolean fails;
    private long failsSince;
    private boolean answers;
    private boolean tried;
    private long triedSince;
    private long doubt = SHORTEST_DOUBT;

    /// @param nanos   time that only goes on
    /// @param without for how long one that does not understand EDNS is asked without it, and the longest time
    ///                between two trials of one that is silent
    EdnsSupport(LongSupplier nanos, Duration without) {
        this.nanos = nanos;
        this.without = without;
    }

    /// Whether to ask with EDNS.
    ///
    /// @param needed whether an answer without it would be another one
    boolean isWorthAsking(boolean needed) {
        long now = nanos.getAsLong();
        fails &= now - failsSince < without.toNanos();
        return !fails && (needed || answers || !isDoubtful(now));
    }

    private boolean isDoubtful(long now) {
        if (tried && now - triedSince >= doubt) {
            tried = false;
            doubt = Math.min(2 * doubt, without.toNanos());
        }
        return tried && now - triedSince >= OWES;
    }

    /// It is asked with EDNS.
    void asked() {
        if (!tried) {
            tried = true;
            triedSince = nanos.getAsLong();
        }
    }

    /// It has answered a question with EDNS, in whatever way.
    void answered() {
        answers = true;
    }

    /// It understood a question only without EDNS.
    void failed() {
        fails = true;
        failsSince = nanos.getAsLong();
    }

    /// For how long an answer without the signatures that were asked for may be good.
    int secondsUnsigned() {
        return (int) without.toSeconds();
    }
}
