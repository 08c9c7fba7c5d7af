package mpd.dns.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.time.Instant;
import java.util.List;
import mpd.dns.query.Lasting;
import mpd.dns.query.QueryCounters;
import mpd.dns.registry.Registry;
import mpd.dns.registry.SourceId;
import mpd.dns.registry.SourceState;
import mpd.dns.registry.View;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/// How large the table of repeated queries becomes.
final class RepeatedQueriesTableTest {

    private final Registry registry =
            new Registry(List.of(Name.fromConstantString("mpd.test.")), List.of(), () -> Instant.EPOCH);
    private final View view = registry.view();

    private static ByteBuf query(int number) {
        Name owner = Name.fromConstantString("n" + number + ".mpd.test.");
        return Unpooled.wrappedBuffer(
                Message.newQuery(Record.newRecord(owner, Type.A, DClass.IN)).toWire());
    }

    @Test
    void aTableThatHasBecomeTooBigIsBegunAnew() {
        RepeatedQueries queries = new RepeatedQueries(100_000);
        for (int i = 0; i < 1000; i++) {
            ByteBuf packet = query(i);
            queries.table(view).keep(packet, new byte[500], new Lasting.WithView(QueryCounters.Kind.LOCAL));
            assertThat(queries.find(packet, view)).isNotNull();
            assertThat(queries.table(view).bytes()).hasValueLessThanOrEqualTo(100_000);
        }
    }

    @Test
    void whatTakesThePlaceOfAnotherDoesNotMakeTheTableBigger() {
        RepeatedQueries queries = new RepeatedQueries(100_000);
        RepeatedQueries.Table table = queries.table(view);
        ByteBuf packet = query(1);
        for (int i = 0; i < 3000; i++) {
            table.keep(packet, new byte[500], new Lasting.WithView(QueryCounters.Kind.LOCAL));
        }
        assertThat(queries.table(view)).isSameAs(table);
        assertThat(table.bytes()).hasValueLessThan(1000);
        assertThat(table.taken()).hasValue(1);
    }

    @Test
    void aTableGrowsWithWhatIsAskedAndIsSmallAgainAfterAChange() {
        RepeatedQueries queries = new RepeatedQueries(Long.MAX_VALUE);
        int first = queries.table(view).places().length;
        for (int i = 0; i < 3 * first; i++) {
            ByteBuf packet = query(i);
            queries.table(view).keep(packet, new byte[50], new Lasting.WithView(QueryCounters.Kind.LOCAL));
            assertThat(queries.find(packet, view)).isNotNull();
        }
        assertThat(queries.table(view).places()).hasSize(4 * first);
        registry.register(SourceId.FLAGS, new SourceState.Pending(Instant.EPOCH));
        assertThat(queries.table(registry.view()).places()).hasSize(first);
    }
}
