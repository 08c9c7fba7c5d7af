package mpd.dns.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import mpd.dns.zone.Additions;
import mpd.dns.zone.Subnet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;
import org.xbill.DNS.PTRRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.ReverseMap;
import org.xbill.DNS.Type;

/// A registry that took in one change after another holds what one holds that took in the last state at once.
class RegistryChangesTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final SourceState READ = new SourceState.Following(NOW);
    private static final List<SourceId> SOURCES =
            List.of(SourceId.FLAGS, SourceId.CONFIGURATION, SourceId.PLATFORM_ENV, SourceId.PODMAN);
    private static final Map<SourceId, List<Precedence>> PRECEDENCES = Map.of(
            SourceId.FLAGS, List.of(Precedence.FLAG),
            SourceId.CONFIGURATION, List.of(Precedence.FILE),
            SourceId.PLATFORM_ENV, List.of(Precedence.PLATFORM),
            SourceId.PODMAN, List.of(Precedence.LABEL, Precedence.DERIVED));
    private static final List<Name> OWNERS = List.of(
            name("a.mpd.test."), name("A.mpd.test."), name("b.mpd.test."), name("*.b.mpd.test."), name("c.example."));
    private static final List<InetAddress> ADDRESSES = List.of(
            InetAddress.ofLiteral("10.163.0.1"),
            InetAddress.ofLiteral("10.163.0.2"),
            InetAddress.ofLiteral("10.99.0.1"),
            InetAddress.ofLiteral("0.0.0.0"),
            InetAddress.ofLiteral("fd00::1"),
            InetAddress.ofLiteral("::"));

    private final Random random;
    private int line;

    RegistryChangesTest() {
        random = new Random(1);
    }

    private static Name name(String text) {
        return Name.fromConstantString(text);
    }

    private static Registry registry() {
        Registry registry = new Registry(
                List.of(name("mpd.test.")),
                List.of(Subnet.parse("10.163.0.0/24").orElseThrow()),
                () -> NOW);
        SOURCES.forEach(source -> registry.register(source, READ));
        return registry;
    }

    private <T> T any(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    private Record record() {
        Name owner = any(OWNERS);
        InetAddress address = any(ADDRESSES);
        long ttl = random.nextInt(1, 3);
        return switch (random.nextInt(8)) {
            case 0 -> new CNAMERecord(owner, DClass.IN, ttl, any(OWNERS));
            case 1 -> new PTRRecord(ReverseMap.fromAddress(address), DClass.IN, ttl, owner);
            default ->
                address.getAddress().length == 4
                        ? new ARecord(owner, DClass.IN, ttl, address)
                        : new AAAARecord(owner, DClass.IN, ttl, address);
        };
    }

    private Claims part(SourceId source) {
        List<Claim> claims = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            Origin origin = new Origin.File(Path.of("/f"), random.nextInt(3) == 0 ? 1 : ++line);
            Precedence precedence = any(PRECEDENCES.getOrDefault(source, List.of()));
            boolean covering = precedence == Precedence.FILE && random.nextInt(3) == 0;
            Record record = record();
            claims.add(
                    covering
                            ? new Claim(record, precedence, origin, null, true)
                            : new Claim(record, precedence, origin, random.nextBoolean()));
        }
        return Claims.of(claims);
    }

    /// Keeps some parts as the same objects, drops some, moves some, and adds others.
    private Contribution next(SourceId source, Contribution before) {
        List<Claims> parts = new ArrayList<>(before.parts());
        parts.removeIf(_ -> random.nextInt(4) == 0);
        for (int i = random.nextInt(3); i > 0; i--) {
            parts.add(random.nextInt(parts.size() + 1), part(source));
        }
        if (parts.size() > 1 && random.nextInt(10) == 0) {
            parts.add(parts.removeFirst());
        }
        List<ReverseName> reverses = new ArrayList<>();
        if (source.equals(SourceId.PODMAN) && random.nextBoolean()) {
            reverses.add(new ReverseName(any(ADDRESSES), any(OWNERS), new Origin.Flag("container")));
        }
        List<Subnet> subnets =
                random.nextInt(10) == 0 ? List.of(Subnet.parse("10.99.0.0/24").orElseThrow()) : before.subnets();
        return new Contribution(parts, reverses, random.nextInt(20) == 0 ? List.of() : subnets, Additions.NONE);
    }

    private static List<String> entries(Registry registry) {
        return registry.view().entries().stream().map(Entry::toString).toList();
    }

    private static List<String> answers(Registry registry) {
        List<String> answers = new ArrayList<>();
        List<Name> asked = new ArrayList<>(OWNERS);
        ADDRESSES.forEach(address -> asked.add(ReverseMap.fromAddress(address)));
        asked.add(name("x.b.mpd.test."));
        for (Name name : asked) {
            for (int type : new int[] {Type.A, Type.AAAA, Type.CNAME, Type.PTR}) {
                // The serial is how many changes there were.
                answers.add(registry.view().zone().lookup(name, type).toString().replaceAll(" \\d{10} ", " SERIAL "));
            }
        }
        return answers;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void oneChangeAfterAnotherIsTheLastStateAtOnce(long seed) {
        random.setSeed(seed);
        Registry changed = registry();
        Map<SourceId, Contribution> contributions = new LinkedHashMap<>();
        SOURCES.forEach(source -> contributions.put(source, Contribution.EMPTY));
        for (int round = 0; round < 300; round++) {
            SourceId source = any(SOURCES);
            Contribution next = next(source, contributions.getOrDefault(source, Contribution.EMPTY));
            contributions.put(source, next);
            changed.update(source, next, READ);
            Registry atOnce = registry();
            contributions.forEach((each, contribution) -> atOnce.update(each, contribution, READ));
            assertThat(entries(changed)).as("round %d", round).isEqualTo(entries(atOnce));
            assertThat(answers(changed)).as("round %d", round).isEqualTo(answers(atOnce));
        }
    }
}
