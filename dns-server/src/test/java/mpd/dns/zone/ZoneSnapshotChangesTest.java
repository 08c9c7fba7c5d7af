package mpd.dns.zone;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/// Snapshots made from another, with fewer and with more changed names than there are zones.
class ZoneSnapshotChangesTest {

    private static final int MANY = 100;

    private static Name apex(int number) {
        return Name.fromConstantString("zone" + number + ".test.");
    }

    private static ZoneSnapshot zones(int count) {
        List<Name> apexes = IntStream.range(0, count)
                .mapToObj(ZoneSnapshotChangesTest::apex)
                .toList();
        return ZoneSnapshot.of(ZoneSettings.of(apexes, List.of()), List.of(), 1);
    }

    private static List<Record> address(Name name) throws UnknownHostException {
        return List.of(new ARecord(name, DClass.IN, 1, InetAddress.getByName("10.0.0.1")));
    }

    private static boolean has(ZoneSnapshot zone, Name name, int type) {
        return zone.lookup(name, type) instanceof ZoneAnswer.Found;
    }

    private static void changeApexAndBack(ZoneSnapshot before, Map<Name, List<Record>> others)
            throws UnknownHostException {
        Map<Name, List<Record>> changed = new HashMap<>(others);
        // As a client spells it.
        Name spelled = Name.fromConstantString("ZONE0.test.");
        changed.put(spelled, address(spelled));
        ZoneSnapshot after = before.with(changed, 2);
        assertThat(has(after, apex(0), Type.A)).isTrue();
        assertThat(has(after, apex(0), Type.NS)).isTrue();
        others.keySet().forEach(name -> assertThat(has(after, name, Type.A)).isTrue());

        changed.put(spelled, List.of());
        ZoneSnapshot back = after.with(changed, 3);
        assertThat(has(back, apex(0), Type.A)).isFalse();
        assertThat(has(back, apex(0), Type.NS)).isTrue();
    }

    @Test
    void apexThatAloneChangesKeepsItsNameserver() throws UnknownHostException {
        changeApexAndBack(zones(MANY), Map.of());
    }

    @Test
    void apexThatChangesWithManyOthersKeepsItsNameserver() throws UnknownHostException {
        Map<Name, List<Record>> others = new HashMap<>();
        for (int i = 0; i < MANY; i++) {
            Name name = Name.fromConstantString("n" + i + ".zone0.test.");
            others.put(name, address(name));
        }
        changeApexAndBack(zones(2), others);
    }

    /// Counts which of its names are looked for.
    private static final class Asked extends HashMap<Name, List<Record>> {
        private static final long serialVersionUID = 1;
        private int times;

        @Override
        public @Nullable List<Record> get(Object name) {
            times++;
            return super.get(name);
        }
    }

    @Test
    void oneChangedNameIsNotLookedForInEveryZone() throws UnknownHostException {
        Asked changed = new Asked();
        changed.put(apex(1), address(apex(1)));
        assertThat(has(zones(MANY).with(changed, 2), apex(1), Type.NS)).isTrue();
        assertThat(changed.times).isLessThan(MANY / 10);
    }
}
