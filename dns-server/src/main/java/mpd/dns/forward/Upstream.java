package mpd.dns.forward;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One nameserver, how it has done and how it is.
///
/// One that owes an answer for longer than usual, and has said nothing at all since it was asked, is late and
/// at once no longer first; a slow name on a nameserver that goes on answering is held against nobody. So is
/// one that the network does not reach, and one that has failed for names of three domains, nothing else
/// between, for which another one had an answer. Any answer, a usable one in the last case, puts it back.
final class Upstream {

    private static final Logger LOG = LoggerFactory.getLogger(Upstream.class);
    private static final int REFUSED_DOMAINS = 3;
    private static final int MOST_OWED = 32;

    // What any word of it ends.
    private static final Set<Health> UNHEARD = Set.of(Health.LATE, Health.SILENT, Health.UNREACHABLE);
    private static final Set<Health> NO_LOOP =
            Set.of(Health.WELL, Health.LATE, Health.SILENT, Health.UNREACHABLE, Health.REFUSING);

    private final Nameserver nameserver;
    private final ForwardSettings.Patience settings;
    private final Consumer<Upstream> changed;

    // Guarded by this: exchanges on all event loops report here.
    private final Latencies latencies = new Latencies();
    private final Set<Integer> refusedDomains = new HashSet<>();
    private long asked;
    private long answered;
    private long failures;
    private long timeouts;
    private int owed;
    private long heard;
    private boolean everHeard;
    private boolean used;
    private boolean warned;
    private Instant since = Instant.now();
    private @Nullable Instant wellSince;
    private long sinceNanos = System.nanoTime();
    private UpstreamStatus.@Nullable Trouble trouble;
    private @Nullable UpstreamQuestion test;

    // Both written under this, read by every question.
    private volatile Health health = Health.WELL;
    private volatile long patience;
    private volatile boolean slow;

    /// @param changed is told after each change of health, on the thread that made it
    Upstream(Nameserver nameserver, ForwardSettings.Patience settings, Consumer<Upstream> changed) {
        this.nameserver = nameserver;
        this.settings = settings;
        this.changed = changed;
        patience = settings.unknown().toNanos();
    }

    Nameserver nameserver() {
        return nameserver;
    }

    InetSocketAddress address() {
        return nameserver.address();
    }

    /// As a person writes it.
    String text() {
        String host = address().getAddress().getHostAddress();
        return address().getPort() == 53 ? host : host + " port " + address().getPort();
    }

    Health health() {
        return health;
    }

    /// Nanoseconds that it may be silent before the next one is asked too.
    long patience() {
        return patience;
    }

    /// Nanoseconds within which it usually has its say; where that is not known, the least that one is given.
    synchronized long usual() {
        return usual(settings.late());
    }

    // One of twenty would be late where all take the same time, were it no longer than what is usual.
    private long usual(Duration most) {
        return Math.clamp(
                latencies.usual() + latencies.usual() / 10, settings.least().toNanos(), most.toNanos());
    }

    /// Whether most of its answers take longer than it is waited for.
    boolean slow() {
        return slow;
    }

    /// For how long the health has been what it is, in nanoseconds.
    synchronized long unchanged() {
        return System.nanoTime() - sinceNanos;
    }

    /// Whether nobody need wait for it. One that was silent a moment ago may just be slow.
    ///
    /// @param dead for how long one has been silent that is dead
    boolean dead(Duration dead) {
        return health == Health.UNREACHABLE || (health == Health.SILENT && unchanged() >= dead.toNanos());
    }

    /// Nanoseconds since it said anything.
    synchronized long unheard() {
        return everHeard ? System.nanoTime() - heard : Long.MAX_VALUE;
    }

    /// What another had an answer for last, which shows whether it still fails.
    synchronized Optional<UpstreamQuestion> test() {
        return Optional.ofNullable(test);
    }

    /// It is asked for a client.
    synchronized void asked() {
        asked++;
    }

    /// Whether it is the first that is well now.
    synchronized void use(boolean first) {
        if (used != first && health == Health.WELL) {
            since = Instant.now();
        }
        used = first;
    }

    void answered(long nanos) {
        synchronized (this) {
            answered++;
            latencies.add(nanos);
            patience = usual(settings.most());
            slow = latencies.middle() > settings.most().toNanos();
        }
        usable();
    }

    /// It has given a usable answer, to a client's question or to a probe.
    void usable() {
        synchronized (this) {
            refusedDomains.clear();
        }
        heard(NO_LOOP);
    }

    /// It answered, but nothing of use.
    void refused(String what) {
        note(what);
        heard(UNHEARD);
    }

    /// It said something, which makes it well where it is one of these.
    private void heard(Set<Health> ended) {
        synchronized (this) {
            heard = System.nanoTime();
            everHeard = true;
        }
        become(ended, Health.WELL, "answers again");
    }

    /// It failed where another had an answer.
    ///
    /// @param domain tells the domain of the question from others
    void beaten(int domain, UpstreamQuestion question) {
        boolean refusing;
        synchronized (this) {
            test = question;
            // One that is set aside already may fail for any number of them.
            refusing = health == Health.WELL && refusedDomains.add(domain) && refusedDomains.size() >= REFUSED_DOMAINS;
        }
        if (refusing) {
            become(Set.of(Health.WELL), Health.REFUSING, "fails where others have an answer, and is asked after them");
        }
    }

    /// Another has answered this. One that is set aside is tried with it: what one failed at it may fail at for
    /// ever, as with names whose signatures it finds wrong and the other does not look at.
    void elsewhere(UpstreamQuestion question) {
        if (health != Health.WELL) {
            synchronized (this) {
                test = question;
            }
        }
    }

    /// It has said something: to a probe, or that its answer is too long for UDP.
    void there() {
        heard(UNHEARD);
    }

    /// The network does not let a probe reach it. A nameserver that is well is not judged by that.
    void notThere(SocketFailure.Unreachable why) {
        become(Set.of(Health.LATE, Health.SILENT, Health.REFUSING), Health.UNREACHABLE, why.what());
    }

    /// It broke the conversation.
    void failed(String what) {
        note(what);
        heard(UNHEARD);
    }

    /// The network does not reach it.
    void unreachable(SocketFailure.Unreachable why) {
        // Where it is told, the state is told beside it.
        note(why.cause().orElse("no reason given"));
        become(NO_LOOP, Health.UNREACHABLE, why.what());
    }

    private synchronized void note(String what) {
        failures++;
        trouble = new UpstreamStatus.Trouble(Instant.now(), what);
    }

    /// It owes an answer for longer than it usually takes.
    ///
    /// @param since when it was asked, as System.nanoTime() has it
    void late(long since) {
        boolean silent;
        synchronized (this) {
            silent = health == Health.WELL && !(everHeard && heard - since >= 0);
        }
        if (silent) {
            become(Set.of(Health.WELL), Health.LATE, "is late");
        }
    }

    /// It has let a question pass in silence.
    synchronized void timedOut(String what) {
        timeouts++;
        trouble = new UpstreamStatus.Trouble(Instant.now(), what);
    }

    /// A probe has changed nothing.
    ///
    /// @param mute whether two in a row got no word
    void stillAside(boolean mute) {
        switch (health) {
            case LATE -> silent();
            case UNREACHABLE -> warn("cannot be reached, and is asked after the others");
            case REFUSING -> {
                if (mute) {
                    silent();
                }
            }
            case WELL, SILENT, LOOP -> {}
        }
    }

    private void silent() {
        become(Set.of(Health.LATE, Health.REFUSING), Health.SILENT, "does not answer, and is asked after the others");
    }

    /// A probe that was sent to it has come to us.
    void loops() {
        become(NO_LOOP, Health.LOOP, "asks us what we ask it (a loop), and is not asked any more");
    }

    /// A probe that was sent to it has not come to us.
    void noLoop() {
        become(Set.of(Health.LOOP), Health.WELL, "asks us no more, and is asked again");
    }

    /// Whether one more answer that no client waits for may be waited for.
    synchronized boolean mayOwe() {
        if (owed >= MOST_OWED) {
            return false;
        }
        owed++;
        return true;
    }

    synchronized void owesNoMore() {
        owed--;
    }

    /// Does nothing where it is none of `from`: who says that it answers has not seen that it loops.
    private void become(Set<Health> from, Health next, String how) {
        if (health == next) {
            return;
        }
        synchronized (this) {
            if (health == next || !from.contains(health)) {
                return;
            }
            // To have been late for a moment is no news.
            Instant blip = health == Health.LATE && next == Health.WELL ? wellSince : null;
            wellSince = health == Health.WELL ? since : null;
            health = next;
            since = blip == null ? Instant.now() : blip;
            sinceNanos = System.nanoTime();
            refusedDomains.clear();
        }
        switch (next) {
            case SILENT, REFUSING, LOOP -> warn(how);
            case WELL -> well(how);
            case LATE, UNREACHABLE -> LOG.debug("upstream {} {}", text(), how);
        }
        changed.accept(this);
    }

    private void warn(String how) {
        synchronized (this) {
            if (warned && health != Health.LOOP) {
                return;
            }
            warned = true;
        }
        LOG.warn("upstream {} {}", text(), how);
    }

    private void well(String how) {
        synchronized (this) {
            if (!warned) {
                return;
            }
            warned = false;
        }
        LOG.info("upstream {} {}", text(), how);
    }

    synchronized UpstreamStatus status() {
        UpstreamStatus.State state = switch (health) {
            case WELL -> used ? UpstreamStatus.State.IN_USE : UpstreamStatus.State.STANDING_BY;
            case LATE -> UpstreamStatus.State.LATE;
            case SILENT -> UpstreamStatus.State.SILENT;
            case UNREACHABLE -> UpstreamStatus.State.UNREACHABLE;
            case REFUSING -> UpstreamStatus.State.REFUSING;
            case LOOP -> UpstreamStatus.State.LOOP;
        };
        boolean known = !latencies.isEmpty();
        return new UpstreamStatus(
                address(),
                state,
                since,
                asked,
                answered,
                failures,
                timeouts,
                known ? Optional.of(Duration.ofNanos(latencies.smoothed())) : Optional.empty(),
                known ? Optional.of(Duration.ofNanos(latencies.last())) : Optional.empty(),
                latencies.percentiles(),
                Optional.ofNullable(trouble));
    }
}
