package mpd.dns.forward;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One nameserver and how it does.
///
/// Two questions passed over in silence, one after the other, set it aside: it is asked after the others.
/// Now and then one question tries it in its old place again; any answer puts it back there.
final class Upstream {

    private static final Logger LOG = LoggerFactory.getLogger(Upstream.class);
    private static final int SILENCES = 2;

    private final InetSocketAddress address;
    private final long setAsideNanos;

    // Guarded by this: exchanges on all event loops report here.
    private long asked;
    private long answered;
    private long failures;
    private long timeouts;
    private int silences;
    private long tryAgain;
    private long smoothedNanos;
    private long lastNanos;
    private UpstreamStatus.@Nullable Trouble trouble;

    Upstream(InetSocketAddress address, Duration setAside) {
        this.address = address;
        this.setAsideNanos = setAside.toNanos();
    }

    InetSocketAddress address() {
        return address;
    }

    /// As a person writes it.
    String text() {
        String host = address.getAddress().getHostAddress();
        return address.getPort() == 53 ? host : host + " port " + address.getPort();
    }

    synchronized void asked() {
        asked++;
    }

    /// Whether it stands in its place now. Of the questions that come when a silent one is due to be
    /// tried, one is told so.
    synchronized boolean inPlace(long now) {
        if (silences < SILENCES) {
            return true;
        }
        boolean due = now - tryAgain >= 0;
        if (due) {
            tryAgain = now + setAsideNanos;
        }
        return due;
    }

    synchronized void answered(long nanos) {
        answered++;
        lastNanos = nanos;
        smoothedNanos = smoothedNanos == 0 ? nanos : smoothedNanos + (nanos - smoothedNanos) / 8;
        heard();
    }

    /// It answered, but nothing of use.
    synchronized void refused(String what) {
        failures++;
        trouble = new UpstreamStatus.Trouble(Instant.now(), what);
        heard();
    }

    /// It cannot be talked to. That costs a client no time, so it keeps its place.
    synchronized void failed(String what) {
        failures++;
        trouble = new UpstreamStatus.Trouble(Instant.now(), what);
    }

    synchronized void silent(long now) {
        timeouts++;
        silences++;
        trouble = new UpstreamStatus.Trouble(Instant.now(), "timed out");
        if (silences == SILENCES) {
            tryAgain = now + setAsideNanos;
            LOG.warn("upstream {} does not answer and is asked after the others", text());
        }
    }

    private void heard() {
        if (silences >= SILENCES) {
            LOG.info("upstream {} answers again", text());
        }
        silences = 0;
    }

    synchronized UpstreamStatus status() {
        return new UpstreamStatus(
                address,
                silences >= SILENCES,
                asked,
                answered,
                failures,
                timeouts,
                answered == 0 ? Optional.empty() : Optional.of(Duration.ofNanos(smoothedNanos)),
                answered == 0 ? Optional.empty() : Optional.of(Duration.ofNanos(lastNanos)),
                Optional.ofNullable(trouble));
    }
}
