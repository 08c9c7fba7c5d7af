package mpd.dns.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import mpd.dns.forward.UpstreamAnswer;
import mpd.dns.forward.UpstreamAnswer.Answered;
import mpd.dns.forward.UpstreamQuestion;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/// A cache whose clocks, timer and nameserver are moved by the test.
abstract class CacheFixture {

    static final InetSocketAddress UPSTREAM = new InetSocketAddress(InetAddress.ofLiteral("192.0.2.53"), 53);
    static final UpstreamAnswer.Failed SILENCE = new UpstreamAnswer.Failed(22, "192.0.2.53 timed out");

    long nanos = 1_000_000_000_000L;
    long wallAheadMillis;
    final List<UpstreamQuestion> asked = new ArrayList<>();
    final Deque<CompletableFuture<UpstreamAnswer>> open = new ArrayDeque<>();
    final List<Runnable> timers = new ArrayList<>();
    final CacheClock clock = new CacheClock(
            () -> nanos, () -> Instant.ofEpochMilli(1_800_000_000_000L + nanos / 1_000_000 + wallAheadMillis));
    CachingForwarder cache = with(CacheSettings.DEFAULT);

    CachingForwarder with(CacheSettings settings) {
        return new CachingForwarder(this::asked, (_, then) -> timers.add(then), clock, settings);
    }

    static CacheSettings ttls(long given, long mostCached, long leastCached, long negative) {
        CacheSettings.Ttls ttls = new CacheSettings.Ttls(given, mostCached, leastCached, negative);
        return new CacheSettings(CacheSettings.DEFAULT.size(), ttls, false);
    }

    static CacheSettings size(long bytes, int entries) {
        return new CacheSettings(new CacheSettings.Size(bytes, entries), CacheSettings.DEFAULT.ttls(), false);
    }

    private CompletableFuture<UpstreamAnswer> asked(UpstreamQuestion question) {
        CompletableFuture<UpstreamAnswer> answer = new CompletableFuture<>();
        asked.add(question);
        open.add(answer);
        return answer;
    }

    void pass(Duration time) {
        nanos += time.toNanos();
    }

    void pass(long seconds) {
        nanos += TimeUnit.SECONDS.toNanos(seconds);
    }

    void silentFor1800Millis() {
        pass(Duration.ofMillis(1800));
        List<Runnable> due = List.copyOf(timers);
        timers.clear();
        due.forEach(Runnable::run);
    }

    CompletableFuture<UpstreamAnswer> ask(UpstreamQuestion question) {
        return cache.ask(question).toCompletableFuture();
    }

    CompletableFuture<UpstreamAnswer> ask(String name) {
        return ask(question(name, Type.A));
    }

    /// Asks, and lets the nameserver answer this if it is asked.
    UpstreamAnswer ask(UpstreamQuestion question, UpstreamAnswer answer) {
        CompletableFuture<UpstreamAnswer> client = ask(question);
        if (!open.isEmpty()) {
            open.remove().complete(answer);
        }
        return client.join();
    }

    UpstreamAnswer ask(String name, Message answer) {
        return ask(question(name, Type.A), answered(answer));
    }

    /// Lets the longest open question be answered.
    void answers(Message message) {
        open.remove().complete(answered(message));
    }

    static UpstreamQuestion question(String name, int type) {
        return question(name, type, false, false, false);
    }

    static UpstreamQuestion question(String name, int type, boolean dnssec, boolean ad, boolean cd) {
        byte[] wire =
                Message.newQuery(Record.newRecord(name(name), type, DClass.IN)).toWire();
        return new UpstreamQuestion(Arrays.copyOfRange(wire, 12, wire.length), dnssec, dnssec, ad, cd);
    }

    static Answered answered(Message message) {
        return new Answered(message.toWire(65_535), UPSTREAM, Duration.ofMillis(20));
    }

    static Message message(String name, int type, int rcode) {
        Message message = Message.newQuery(Record.newRecord(name(name), type, DClass.IN));
        message.getHeader().setFlag(Flags.QR);
        message.getHeader().setFlag(Flags.RA);
        message.getHeader().setRcode(rcode);
        return message;
    }

    static Message address(String name, long ttl, String address) {
        Message message = message(name, Type.A, Rcode.NOERROR);
        message.addRecord(record(name, "A", ttl, address), Section.ANSWER);
        return message;
    }

    /// A denial with an SOA.
    static Message denial(String name, int rcode, long ttl, long minimum) {
        Message message = message(name, Type.A, rcode);
        message.addRecord(
                new SOARecord(name("test."), DClass.IN, ttl, name("ns.test."), name("x.test."), 1, 2, 3, 4, minimum),
                Section.AUTHORITY);
        return message;
    }

    static Record record(String owner, String type, long ttl, String data) {
        try {
            return Record.fromString(name(owner), Type.value(type), DClass.IN, ttl, data, Name.root);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Name name(String text) {
        return Name.fromConstantString(text);
    }

    static Message read(UpstreamAnswer answer) {
        assertThat(answer).isInstanceOf(Answered.class);
        try {
            return new Message(((Answered) answer).message());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static UpstreamAnswer.Provenance provenance(UpstreamAnswer answer) {
        assertThat(answer).isInstanceOf(Answered.class);
        return ((Answered) answer).provenance();
    }

    static long ttl(UpstreamAnswer answer) {
        Message message = read(answer);
        List<Record> records = message.getSection(Section.ANSWER);
        return (records.isEmpty() ? message.getSection(Section.AUTHORITY) : records)
                .getFirst()
                .getTTL();
    }
}
