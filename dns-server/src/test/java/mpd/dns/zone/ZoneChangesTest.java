package mpd.dns.zone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/// A zone that was changed name by name is the one that is built of what it has at the end.
class ZoneChangesTest {

    private static final List<String> NAMES = List.of(
            "mpd.test.",
            "a.mpd.test.",
            "b.a.mpd.test.",
            "c.b.a.mpd.test.",
            "d.c.b.a.mpd.test.",
            "*.mpd.test.",
            "*.a.mpd.test.",
            "*.b.a.mpd.test.",
            "x.*.a.mpd.test.",
            "*nd.mpd.test.",
            "*d.test.",
            "other.example.",
            "deep.down.other.example.",
            "*.other.example.",
            "*.",
            "*where.",
            "1.0.163.10.in-addr.arpa.",
            "x.cut.mpd.test.",
            "*.cut.mpd.test.");
    private static final List<String> DATA = List.of(
            "A 10.0.0.1", "A 10.0.0.2", "AAAA fd00::1", "CNAME a.mpd.test.", "CNAME deep.down.other.example.", "TXT t");
    private static final ZoneSettings SETTINGS = ZoneSettings.of(
            List.of(name("mpd.test.")),
            List.of(Subnet.parse("10.163.0.0/24").orElseThrow()),
            new Additions(List.of(name("local.")), List.of(name("cut.test.")), 1, 1));

    private static final List<ZoneSettings> SEVERAL = List.of(
            SETTINGS,
            ZoneSettings.of(List.of(name("mpd.home.")), List.of()),
            ZoneSettings.of(
                    List.of(name("mpd.home.")),
                    List.of(),
                    new Additions(List.of(), List.of(name("down.other.example."), name("cut.elsewhere.")), 1, 1)),
            ZoneSettings.of(List.of(name("mpd.home."), Name.root), List.of()));

    private static Name name(String text) {
        return Name.fromConstantString(text);
    }

    private static Record record(Name owner, String data) {
        String[] parts = data.split(" ", 2);
        try {
            return Record.fromString(owner, Type.value(parts[0]), DClass.IN, 1, parts[1], Name.root);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Record> records(Name owner, Random random) {
        List<Record> records = new ArrayList<>();
        for (String data : DATA) {
            if (random.nextInt(4) == 0) {
                records.add(record(owner, data));
            }
        }
        return records;
    }

    private static List<Name> asked() {
        List<String> more = List.of(
                "sand.mpd.test.", "q.sand.mpd.test.", "n.a.mpd.test.", "down.other.example.", "example.", "test.", ".");
        return Stream.concat(NAMES.stream(), more.stream())
                .map(ZoneChangesTest::name)
                .toList();
    }

    private static String answers(ZoneSnapshot zone, Name name) {
        StringBuilder all = new StringBuilder();
        for (int type : new int[] {Type.A, Type.AAAA, Type.TXT, Type.SOA, Type.NS, Type.ANY}) {
            all.append("%s %d %s%n".formatted(name, type, zone.lookup(name, type)));
        }
        return all.toString();
    }

    private static String everything(ZoneSnapshot zone) {
        StringBuilder all = new StringBuilder("names " + zone.names() + "\n");
        for (Name name : asked()) {
            all.append(answers(zone, name));
            all.append("%s %s %s %s %s%n"
                    .formatted(
                            zone.gives(name),
                            zone.exists(name),
                            zone.emptyNonTerminal(name),
                            zone.wildcardFor(name),
                            zone.enclosingZone(name)));
        }
        return all.toString();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void changedNameByNameOrBuiltAtOnceItAnswersTheSame(long seed) {
        Random random = new Random(seed);
        Map<Name, List<Record>> given = new HashMap<>();
        ZoneSnapshot changed = ZoneSnapshot.of(SETTINGS, List.of(), 7);
        for (int round = 0; round < 200; round++) {
            Map<Name, List<Record>> change = new HashMap<>();
            for (int i = random.nextInt(4); i >= 0; i--) {
                Name owner = name(NAMES.get(random.nextInt(NAMES.size())));
                change.put(owner, random.nextBoolean() ? List.of() : records(owner, random));
            }
            given.putAll(change);
            changed = changed.with(change, 7);
            List<Record> all = given.values().stream().flatMap(List::stream).toList();
            assertThat(everything(changed))
                    .as("round %d: %s", round, change)
                    .isEqualTo(everything(ZoneSnapshot.of(SETTINGS, all, 7)));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void whatElseIsGivenInATopLevelDomainChangesNoAnswer(long seed) {
        Random random = new Random(seed);
        List<String> tops = List.of("test.", "example.", "arpa.", "local.", "elsewhere.");
        List<Name> asked = Stream.concat(
                        asked().stream().filter(name -> name.labels() > 2),
                        tops.stream().flatMap(top -> Stream.of(name("x." + top), name("*.a.b." + top))))
                .toList();
        for (int round = 0; round < 200; round++) {
            List<Record> given = NAMES.stream()
                    .filter(_ -> random.nextInt(5) == 0)
                    .flatMap(owner -> records(name(owner), random).stream())
                    .toList();
            List<Record> more = Stream.concat(
                            given.stream(), tops.stream().map(top -> record(name("unrelated." + top), "TXT t")))
                    .toList();
            for (ZoneSettings settings : SEVERAL) {
                ZoneSnapshot zone = ZoneSnapshot.of(settings, given, 7);
                ZoneSnapshot fuller = ZoneSnapshot.of(settings, more, 7);
                for (Name name : asked) {
                    assertThat(answers(zone, name)).as("with %s", given).isEqualTo(answers(fuller, name));
                }
            }
        }
    }
}
