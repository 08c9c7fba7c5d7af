package mpd.dns.tests.bench;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.dns.DnsResponseCode;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import mpd.dns.tests.lab.Packets;
import mpd.dns.wire.Query;
import mpd.dns.wire.QueryScreen;
import mpd.dns.wire.Response;
import mpd.dns.wire.ResponseWriter;
import mpd.dns.wire.Screened;
import mpd.dns.zone.Subnet;
import mpd.dns.zone.ZoneAnswer;
import mpd.dns.zone.ZoneSettings;
import mpd.dns.zone.ZoneSnapshot;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/// One step on the general way of a query at a time, in a zone of so many names. JMH runs each, with another
/// name of the zone at each call.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class Step {

    private static final int PACKETS = 4_096;

    @Param({"10", "1000", "100000"})
    int names;

    private final List<ByteBuf> packets = new ArrayList<>();
    private final List<Query> queries = new ArrayList<>();
    private final List<Response> responses = new ArrayList<>();
    private ZoneSnapshot zone;
    private int next;

    /// Makes the zone and what it is asked.
    @Setup
    public void prepare() {
        final AnswerZone content = new AnswerZone(names);
        final ZoneSettings settings = ZoneSettings.of(
                List.of(Name.fromConstantString("mpd.test.")),
                List.of(Subnet.parse(AnswerZone.SUBNET).orElseThrow()));
        zone = ZoneSnapshot.of(settings, records(content), 1);
        final Random random = new Random(names);
        for (int packet = 0; packet < PACKETS; packet++) {
            final AnswerZone.Question question =
                    content.questions(random.nextInt(names) + 1).get(packet % 2);
            prepare(Unpooled.wrappedBuffer(Packets.query(question.name(), Type.value(question.type()))));
        }
    }

    private void prepare(final ByteBuf packet) {
        packets.add(packet);
        final Query query = ((Screened.Accepted) QueryScreen.screen(packet)).query();
        queries.add(query);
        final ZoneAnswer answer =
                zone.lookup(query.question().name(), query.question().type());
        responses.add(new Response(
                DnsResponseCode.NOERROR, true, ((ZoneAnswer.Found) answer).records(), List.of(), Optional.empty()));
    }

    private static List<Record> records(final AnswerZone content) {
        final List<Record> records = new ArrayList<>();
        for (int number = 1; number <= content.names(); number++) {
            for (final AnswerZone.Question question : content.questions(number).subList(0, 2)) {
                final Name owner = Name.fromConstantString(question.name() + ".");
                final InetAddress address = InetAddress.ofLiteral(question.answer());
                records.add(
                        address instanceof Inet6Address
                                ? new AAAARecord(owner, DClass.IN, 1, address)
                                : new ARecord(owner, DClass.IN, 1, address));
            }
        }
        return records;
    }

    private int next() {
        next = next + 1 & PACKETS - 1;
        return next;
    }

    /// From the bytes of a packet to its question.
    @Benchmark
    public Screened parse() {
        return QueryScreen.screen(packets.get(next()));
    }

    /// From the question to its records.
    @Benchmark
    public ZoneAnswer lookUp() {
        final Query query = queries.get(next());
        return zone.lookup(query.question().name(), query.question().type());
    }

    /// From the records to the bytes of the answer.
    @Benchmark
    public byte[] encode() {
        final int index = next();
        return ResponseWriter.write(queries.get(index), responses.get(index), ResponseWriter.MOST_UDP);
    }
}
