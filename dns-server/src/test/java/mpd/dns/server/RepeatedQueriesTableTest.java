package mpd.dns.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;
import mpd.dns.query.Lasting;
import mpd.dns.query.QueryCounters;
import mpd.dns.zone.ZoneSettings;
import mpd.dns.zone.ZoneSnapshot;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/// How large the table of repeated queries becomes.
final class RepeatedQueriesTableTest {

    private final ZoneSnapshot zone = zone(1);

    private static ZoneSnapshot zone(long serial) {
        return ZoneSnapshot.of(
                ZoneSettings.of(List.of(Name.fromConstantString("mpd.test.")), List.of()), List.of(), serial);
    }

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
            queries.table(zone).keep(packet, new byte[500], new Lasting.WithZones(QueryCounters.Kind.LOCAL));
            assertThat(queries.find(packet, zone)).isNotNull();
            assertThat(queries.table(zone).bytes()).hasValueLessThanOrEqualTo(100_000);
        }
    }

    @Test
    void whatTakesThePlaceOfAnotherDoesNotMakeTheTableBigger() {
        RepeatedQueries queries = new RepeatedQueries(100_000);
        RepeatedQueries.Table table = queries.table(zone);
        ByteBuf packet = query(1);
        for (int i = 0; i < 3000; i++) {
            table.keep(packet, new byte[500], new Lasting.WithZones(QueryCounters.Kind.LOCAL));
        }
        assertThat(queries.table(zone)).isSameAs(table);
        assertThat(table.bytes()).hasValueLessThan(1000);
        assertThat(table.taken()).hasValue(1);
    }

    @Test
    void aTableGrowsWithWhatIsAskedAndIsSmallAgainAfterAChange() {
        RepeatedQueries queries = new RepeatedQueries(Long.MAX_VALUE);
        int first = queries.table(zone).places().length;
        for (int i = 0; i < 3 * first; i++) {
            ByteBuf packet = query(i);
            queries.table(zone).keep(packet, new byte[50], new Lasting.WithZones(QueryCounters.Kind.LOCAL));
            assertThat(queries.find(packet, zone)).isNotNull();
        }
        assertThat(queries.table(zone).places()).hasSize(4 * first);
        assertThat(queries.table(zone(2)).places()).hasSize(first);
    }
}
