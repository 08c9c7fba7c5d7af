package mpd.dns.control;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import mpd.dns.registry.Claim;
import mpd.dns.registry.Contribution;
import mpd.dns.registry.Origin;
import mpd.dns.registry.Precedence;
import mpd.dns.registry.Registry;
import mpd.dns.registry.SourceId;
import mpd.dns.registry.SourceState;
import mpd.dns.registry.View;
import mpd.dns.zone.Subnet;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/// A server with a real registry and made-up surroundings.
public final class SampleServer implements Introspection {

    public static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final SourceId FILES = new SourceId("files");

    private final Registry registry = new Registry(
            List.of(Name.fromConstantString("mpd.test.")),
            List.of(Subnet.parse("10.163.0.0/24").orElseThrow()),
            () -> START);
    private Optional<String> reservation = Optional.empty();
    private List<ServerStatus.Upstream> upstreams = List.of(upstream("192.0.2.53"));
    private String firstAsked = "the first healthy nameserver";
    private Optional<Name> domain = Optional.empty();
    private List<ServerStatus.Upstream> ofDomain = List.of();
    private Optional<Cached> cached = Optional.empty();

    /// A server that has read everything: a flag, files and Podman.
    public static SampleServer ready() {
        SampleServer server = new SampleServer();
        server.flags(
                address("db.mpd.test.", "10.163.0.40", Precedence.FLAG, new Origin.Flag("--record")),
                wildcard("*.app.mpd.test.", "10.163.0.41"),
                wildcard("*.x.app.mpd.test.", "10.163.0.42"));
        server.files(
                address("db.mpd.test.", "10.163.0.99", Precedence.FILE, line(7)),
                alias("www.mpd.test.", "db.mpd.test.", 8),
                alias("out.mpd.test.", "example.org.", 9),
                address("blocked.example.", "10.163.0.9", Precedence.FILE, line(10)));
        server.podman(
                new SourceState.Following(START),
                address(
                        "php.runtime.mpd.test.",
                        "10.163.0.100",
                        Precedence.DERIVED,
                        new Origin.Container("0123456789abcdef".repeat(4), "mpd-runtime-php", "label mpd.runtime")));
        return server;
    }

    /// A server that has waited for Podman in vain.
    public static SampleServer withoutPodman() {
        SampleServer server = new SampleServer();
        server.registry.register(
                SourceId.PODMAN, new SourceState.Absent("not readable: no such socket", Optional.of(START)));
        return server;
    }

    /// A server that still waits for Podman.
    public static SampleServer waiting() {
        SampleServer server = new SampleServer();
        server.registry.register(SourceId.PODMAN, new SourceState.Pending(START));
        return server;
    }

    /// A server that has read everything but the file that would give this name.
    static SampleServer without(Name owner) {
        SampleServer server = ready();
        server.registry.register(SourceId.PLATFORM_ENV, new SourceState.Unread(START, "it is locked", owner));
        return server;
    }

    /// A server that is ready and has something a person should mend.
    public static SampleServer hampered() {
        SampleServer server = ready();
        server.reservation = Optional.of("a file is an old copy");
        return server;
    }

    /// Takes all nameservers away.
    public void forgetUpstreams() {
        upstreams = List.of();
    }

    /// Gives a domain a nameserver of its own.
    void giveDomain(String name, String address) {
        domain = Optional.of(Name.fromConstantString(name));
        ofDomain = List.of(upstream(address, true, "in use", List.of(name)));
    }

    /// Has a nameserver in each of these states, none of them healthy.
    void upstreamsAre(String... states) {
        List<ServerStatus.Upstream> now = new ArrayList<>();
        for (String state : states) {
            now.add(upstream("192.0.2." + (53 + now.size()), false, state));
        }
        upstreams = now;
    }

    /// Has this in the cache for every name.
    void cached(Cached.What what, Duration age, boolean expired) {
        cached = Optional.of(
                new Cached(what, new InetSocketAddress(InetAddress.ofLiteral("192.0.2.99"), 53), age, expired));
    }

    @Override
    public Optional<Cached> cached(Name name, int type) {
        return cached;
    }

    /// Forwards in another way.
    void ask(String whom) {
        firstAsked = whom;
    }

    private static ServerStatus.Upstream upstream(String address) {
        return upstream(address, true, "in use");
    }

    private static ServerStatus.Upstream upstream(String address, boolean healthy, String state) {
        return upstream(address, healthy, state, List.of());
    }

    private static ServerStatus.Upstream upstream(String address, boolean healthy, String state, List<String> domains) {
        return new ServerStatus.Upstream(
                new InetSocketAddress(InetAddress.ofLiteral(address), 53),
                healthy,
                Optional.of(Duration.ofMillis(12)),
                domains,
                "",
                state,
                START,
                new ServerStatus.Counts(5, 4, 1, 0),
                Optional.of(new ServerStatus.Percentiles(
                        Duration.ofMillis(11), Duration.ofMillis(30), Duration.ofMillis(45))));
    }

    void flags(Claim... claims) {
        registry.update(SourceId.FLAGS, Contribution.of(List.of(claims)), new SourceState.Following(START));
    }

    void files(Claim... claims) {
        registry.update(FILES, Contribution.of(List.of(claims)), new SourceState.Following(START));
    }

    void podman(SourceState state, Claim... claims) {
        registry.update(SourceId.PODMAN, Contribution.of(List.of(claims)), state);
    }

    @Override
    public Optional<String> reservation() {
        return reservation;
    }

    @Override
    public String firstAsked() {
        return firstAsked;
    }

    @Override
    public View view() {
        return registry.view();
    }

    @Override
    public List<InetSocketAddress> nameservers(Name name) {
        return (domain.filter(name::subdomain).isPresent() ? ofDomain : upstreams)
                .stream().map(ServerStatus.Upstream::address).toList();
    }

    @Override
    public Optional<Unasked> unasked(Name name, int type) {
        if (name.toString().equals("mask.icloud.com.")) {
            return Optional.of(new Unasked.Denied(true));
        }
        if (type == Type.SRV) {
            return Optional.of(new Unasked.Filtered());
        }
        if (name.labels() != 2 || type == Type.TXT) {
            return Optional.empty();
        }
        if (!name.toString().equals("nas.")) {
            return Optional.of(new Unasked.Denied(false));
        }
        return Optional.of(new Unasked.Addresses(
                type == Type.A
                        ? List.of(new ARecord(name, DClass.IN, 1, InetAddress.ofLiteral("10.0.0.1")))
                        : List.of()));
    }

    @Override
    public ServerStatus status() {
        InetSocketAddress bound = new InetSocketAddress(InetAddress.ofLiteral("10.163.0.3"), 53);
        InetSocketAddress pending = new InetSocketAddress(InetAddress.ofLiteral("10.164.0.2"), 53);
        return new ServerStatus(
                "0.1.0",
                START,
                List.of(
                        new ServerStatus.Listener(bound, Optional.empty()),
                        new ServerStatus.Listener(pending, Optional.of("no such address yet"))),
                Stream.concat(upstreams.stream(), ofDomain.stream()).toList(),
                List.of(new ServerStatus.SkippedContainer(
                        "f".repeat(64), "mpd-service-mail", "no address on network mpd-internal")),
                List.of("resolv.conf is older than its directory"),
                Map.of("queries", 42L));
    }

    static Claim address(String owner, String address, Precedence precedence, Origin origin) {
        Name name = Name.fromConstantString(owner);
        InetAddress ip = InetAddress.ofLiteral(address);
        Record record = ip.getAddress().length == 4
                ? new ARecord(name, DClass.IN, 1, ip)
                : new AAAARecord(name, DClass.IN, 1, ip);
        return new Claim(record, precedence, origin, !name.isWild());
    }

    static Claim wildcard(String owner, String address) {
        return address(owner, address, Precedence.FLAG, new Origin.Flag("--record"));
    }

    private static Claim alias(String owner, String target, int line) {
        Record record = new CNAMERecord(Name.fromConstantString(owner), DClass.IN, 1, Name.fromConstantString(target));
        return new Claim(record, Precedence.FILE, line(line), false);
    }

    private static Origin line(int line) {
        return new Origin.File(Path.of("/etc/dnsmasq.d/x.conf"), line);
    }
}
