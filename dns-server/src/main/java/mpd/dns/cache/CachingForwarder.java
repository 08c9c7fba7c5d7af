package mpd.dns.cache;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import mpd.dns.forward.Forwarder;
import mpd.dns.forward.Places;
import mpd.dns.forward.UpstreamAnswer;
import mpd.dns.forward.UpstreamAnswer.Answered;
import mpd.dns.forward.UpstreamAnswer.Provenance;
import mpd.dns.forward.UpstreamQuestion;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xbill.DNS.Name;

/// Answers from what was answered before, and asks another forwarder for the rest.
///
/// - Clients that ask the same at one time share one question; each has a stage of its own, which it may
///   cancel.
/// - Failures are remembered for seconds, see [Failures].
/// - When the nameservers are silent for 1.8 seconds, are known to be dead, fail, or there are none, an answer
///   past its TTL by a day at most is given (RFC 8767), while the question goes on. So it is when another
///   denies the name in the place of the one that gave it.
/// - What is asked for often is asked again before it expires.
///
/// Everything that is kept hangs on one state, which a flush replaces: a question under way then still answers
/// those who wait for it, but what it brings goes into the state that nobody looks at any more.
public final class CachingForwarder implements Forwarder {

    private static final Logger LOG = LoggerFactory.getLogger(CachingForwarder.class);

    private static final Duration SILENT = Duration.ofMillis(1800);
    // RFC 8914 section 4.24.
    private static final int NETWORK_ERROR = 23;

    private final Forwarder upstream;
    private final CacheTimer timer;
    private final CacheClock clock;
    private final Tally tally = new Tally();
    private final AtomicInteger waiting = new AtomicInteger();
    // Both swapped under the lock of this object, read by each question.
    private volatile CacheSettings settings;
    private volatile State state;

    /// What is known and what is being asked.
    private record State(Store store, Failures failures, ConcurrentMap<CacheKey, Flight> flights) {}

    /// @param upstream knows the nameservers
    /// @param timer    for the moment when they have been silent for too long
    /// @param clock    by which answers age
    public CachingForwarder(Forwarder upstream, CacheTimer timer, CacheClock clock, CacheSettings settings) {
        this.upstream = upstream;
        this.timer = timer;
        this.clock = clock;
        this.settings = settings;
        state = empty(settings);
    }

    /// Keeps answers like this from now on. Another size empties the cache.
    public synchronized void use(CacheSettings next) {
        boolean sameSize = next.size().equals(settings.size());
        settings = next;
        if (!sameSize) {
            state = empty(next);
        }
    }

    /// Forgets everything, failures and questions under way included. To be called when another set of
    /// nameservers is used, unless that is empty: another network has other answers, no network has none.
    public synchronized void flush() {
        state = empty(settings);
    }

    /// Forgets failures, and lets nobody join the questions under way. To be called whenever nameservers
    /// change.
    public synchronized void forgetFailures() {
        state = new State(state.store(), new Failures(), new ConcurrentHashMap<>());
    }

    /// Counters since the start.
    public CacheStatus status() {
        return tally.status(state.store());
    }

    /// What is known and fresh.
    @Override
    public Optional<Answered> peek(UpstreamQuestion question) {
        long now = clock.now();
        Entry entry = state.store().get(CacheKey.of(question));
        if (entry == null || !entry.fresh(now)) {
            tally.misses.increment();
            return Optional.empty();
        }
        tally.hits.increment();
        return Optional.of(entry.answer(now, settings.ttls()));
    }

    @Override
    public Optional<Answered> expired(UpstreamQuestion question) {
        Entry entry = state.store().get(CacheKey.of(question));
        if (entry == null || !entry.usableStale(clock.now())) {
            return Optional.empty();
        }
        Answered answer = stale(entry);
        count(answer);
        return Optional.of(answer);
    }

    /// What is kept and would be given out, fresh or not, for who looks and is no client: it counts nowhere.
    public Optional<Answered> known(UpstreamQuestion question) {
        long now = clock.now();
        Entry entry = state.store().look(CacheKey.of(question));
        if (entry == null || entry.fresh(now)) {
            return Optional.ofNullable(entry).map(fresh -> fresh.answer(now, settings.ttls()));
        }
        return entry.usableStale(now) ? Optional.of(stale(entry)) : Optional.empty();
    }

    @Override
    public boolean loops(Name name) {
        return upstream.loops(name);
    }

    @Override
    public void again() {
        tally.hits.increment();
    }

    @Override
    public CompletionStage<UpstreamAnswer> ask(UpstreamQuestion question) {
        State current = state;
        CacheKey key = CacheKey.of(question);
        long now = clock.now();
        Entry entry = current.store().get(key);
        if (entry != null && entry.fresh(now)) {
            tally.hits.increment();
            refresh(current, key, question, entry, now);
            return CompletableFuture.completedFuture(entry.answer(now, settings.ttls()));
        }
        tally.misses.increment();
        return missed(current, key, question, entry != null && entry.usableStale(now) ? entry : null, now);
    }

    /// @param expired to fall back on
    private CompletionStage<UpstreamAnswer> missed(
            State current, CacheKey key, UpstreamQuestion question, @Nullable Entry expired, long now) {
        Failures.Failure failure = current.failures().get(key);
        if (failure != null && failure.holds(now)) {
            return given(expired == null ? failure.again(now) : stale(expired));
        }
        if (waiting.get() >= Places.NUMBER) {
            return given(expired == null ? tooMany() : stale(expired));
        }
        Flight own = new Flight(key, expired, clock.awake());
        Flight flight = flight(current, own, question);
        // The timer of one that was asked while the entry was fresh may have found nothing to fall back on.
        boolean silent = (failure != null && failure.recent(now)) || clock.awake() - flight.since() >= SILENT.toNanos();
        if (expired != null && silent && !flight.answer().isDone()) {
            return given(stale(expired));
        }
        return flight.equals(own) ? waitFor(flight) : waitFor(flight).thenApply(CachingForwarder::shared);
    }

    /// Asks again, in the background, for what would soon be missed.
    private void refresh(State current, CacheKey key, UpstreamQuestion question, Entry entry, long now) {
        if (!entry.wantsRefresh(now) || current.flights().containsKey(key)) {
            return;
        }
        Failures.Failure failure = current.failures().get(key);
        if (failure == null || !failure.holds(now)) {
            Flight flight = new Flight(key, entry, clock.awake());
            if (current.flights().putIfAbsent(key, flight) == null) {
                start(current, flight, question);
            }
        }
    }

    /// The question under way, or a new one.
    private Flight flight(State current, Flight flight, UpstreamQuestion question) {
        CacheKey key = flight.key();
        Entry expired = flight.kept();
        Flight other = current.flights().putIfAbsent(key, flight);
        if (other != null) {
            tally.coalesced.increment();
            return other;
        }
        // One may have landed since we looked.
        long now = clock.now();
        Entry entry = current.store().get(key);
        Failures.Failure failure = current.failures().get(key);
        if (entry != null && entry.fresh(now)) {
            land(current, flight, entry.answer(now, settings.ttls()));
        } else if (failure != null && failure.holds(now)) {
            land(current, flight, expired == null ? failure.again(now) : stale(expired));
        } else {
            start(current, flight, question);
        }
        return flight;
    }

    private void start(State current, Flight flight, UpstreamQuestion question) {
        // Who has something to fall back on does not wait for interfaces to come back, or for the dead.
        CompletionStage<UpstreamAnswer> asked =
                asked(question, () -> fallback(flight).ifPresent(flight.answer()::complete));
        // A failure that took no time costs nothing to have again: there is no nameserver, or too many
        // questions.
        boolean remember = !asked.toCompletableFuture().isDone();
        if (remember && flight.kept() != null) {
            later(() -> fallback(flight).ifPresent(flight.answer()::complete));
        }
        var _ = asked.whenComplete((answer, _) -> came(current, flight, answer == null ? broken() : answer, remember));
    }

    // AD says that the answer's AD is wanted (RFC 6840 section 5.7): so one entry serves who wants it and who
    // does not.
    private CompletionStage<UpstreamAnswer> asked(UpstreamQuestion question, Runnable gone) {
        try {
            return upstream.ask(
                    new UpstreamQuestion(
                            question.question(),
                            question.edns(),
                            question.dnssecOk(),
                            true,
                            question.checkingDisabled()),
                    gone);
        } catch (RuntimeException | OutOfMemoryError e) {
            LOG.error("the question cannot be asked", e);
            return CompletableFuture.completedFuture(broken());
        }
    }

    private void later(Runnable then) {
        try {
            timer.after(SILENT, then);
        } catch (RejectedExecutionException ignored) {
            // The server stops; the nameservers have the last word.
            return;
        }
    }

    /// Who waits gets the answer before it is kept, and so does who asks meanwhile: the flight ends last.
    ///
    /// @param remember a failure
    private void came(State current, Flight flight, UpstreamAnswer answer, boolean remember) {
        long now = clock.now();
        CacheKey key = flight.key();
        try {
            Judgement judgement = answer instanceof Answered answered
                    ? Judge.of(key, answered, settings, now)
                    : new Judgement.Failing();
            boolean _ = flight.answer().complete(given(current, flight, answer, judgement, now));
            keep(current, flight, answer, judgement, remember, now);
        } catch (RuntimeException | OutOfMemoryError e) {
            LOG.error("an answer cannot be judged or kept, and is passed on as it came", e);
        } finally {
            land(current, flight, answer);
        }
    }

    private static void keep(
            State current, Flight flight, UpstreamAnswer answer, Judgement judgement, boolean remember, long now) {
        CacheKey key = flight.key();
        if (answer instanceof Answered answered && Entry.denies(answered.message())) {
            Entry kept = current.store().look(key);
            if (kept != null && kept.usableStale(now) && kept.outranks(answered)) {
                current.failures().failed(key, answer, now);
                return;
            }
            if (kept != null && beforeItsTime(kept, answered, judgement, now)) {
                current.store().unpopular(key);
                current.failures().forget(key);
                return;
            }
        }
        switch (judgement) {
            case Judgement.Keep(Entry entry, boolean _) -> {
                current.store().put(key, entry, now);
                current.failures().forget(key);
            }
            case Judgement.Leave(boolean supersedes)
            when supersedes -> {
                current.store().remove(key);
                current.failures().forget(key);
            }
            // Who refreshes would ask again with each query.
            case Judgement.Leave _ -> current.store().unpopular(key);
            case Judgement.Failing()
            when remember || answer instanceof Answered -> current.failures().failed(key, answer, now);
            case Judgement.Failing() -> {}
        }
    }

    /// Whether it denies a name that exists by what is known, and for longer, or denies it for others who have
    /// not had their say.
    private static boolean beforeItsTime(Entry kept, Answered denial, Judgement judgement, long now) {
        return switch (judgement) {
            case Judgement.Keep(Entry entry, boolean _) ->
                kept.holdsBeyond(Entry.unheard(denial).isEmpty() ? entry.expires() : now);
            case Judgement.Leave(boolean supersedes) -> supersedes && kept.holdsBeyond(now);
            case Judgement.Failing _ -> false;
        };
    }

    private UpstreamAnswer given(State current, Flight flight, UpstreamAnswer answer, Judgement judgement, long now) {
        if (!(answer instanceof Answered answered) || judgement instanceof Judgement.Failing) {
            return fallback(flight).orElse(answer);
        }
        Entry kept = flight.kept();
        boolean outranked = kept != null && Entry.denies(answered.message()) && kept.outranks(answered);
        return (outranked ? fallback(flight) : Optional.<UpstreamAnswer>empty())
                .orElseGet(() -> Limited.to(
                        settings.ttls(), toGiveAgain(current, flight.key(), answered, judgement, now), flight.key()));
    }

    /// The same, and how it may be given again where it is kept now. Denials go through the cache once, which
    /// may not keep them.
    private Answered toGiveAgain(State current, CacheKey key, Answered answer, Judgement judgement, long now) {
        return judgement instanceof Judgement.Keep(Entry entry, boolean asItCame)
                        && asItCame
                        && !entry.denies()
                        && current.store().takes(key, entry)
                ? answer.given(new Provenance.Asked(List.of(), Optional.of(entry.again(now, settings.ttls()))))
                : answer;
    }

    private static void land(State current, Flight flight, UpstreamAnswer answer) {
        boolean _ = current.flights().remove(flight.key(), flight);
        boolean _ = flight.answer().complete(answer);
    }

    private CompletionStage<UpstreamAnswer> waitFor(Flight flight) {
        waiting.incrementAndGet();
        // Not on the client's own stage, where a cancel would keep it from running.
        var _ = flight.answer().whenComplete((answer, _) -> {
            waiting.decrementAndGet();
            count(answer);
        });
        return flight.answer().copy();
    }

    private CompletionStage<UpstreamAnswer> given(UpstreamAnswer answer) {
        count(answer);
        return CompletableFuture.completedFuture(answer);
    }

    private void count(UpstreamAnswer answer) {
        if (answer instanceof Answered answered && answered.provenance() instanceof Provenance.Stale) {
            tally.staleAnswers.increment();
        }
    }

    /// What those who wait get for want of anything better.
    private Optional<UpstreamAnswer> fallback(Flight flight) {
        Entry kept = flight.kept();
        return kept != null && kept.usableStale(clock.now()) ? Optional.of(stale(kept)) : Optional.empty();
    }

    private Answered stale(Entry expired) {
        return expired.stale(clock.now(), settings.ttls());
    }

    private State empty(CacheSettings now) {
        return new State(new Store(now.size(), clock, tally), new Failures(), new ConcurrentHashMap<>());
    }

    /// As it is for a client whose question was on its way already.
    private static UpstreamAnswer shared(UpstreamAnswer answer) {
        return answer instanceof Answered answered && answered.provenance() instanceof Provenance.Asked
                ? answered.given(new Provenance.Shared())
                : answer;
    }

    private static UpstreamAnswer tooMany() {
        return new UpstreamAnswer.Failed(NETWORK_ERROR, "more than " + Places.NUMBER + " queries wait for answers");
    }

    private static UpstreamAnswer broken() {
        return new UpstreamAnswer.Failed(NETWORK_ERROR, "forwarding failed inside the server");
    }
}
