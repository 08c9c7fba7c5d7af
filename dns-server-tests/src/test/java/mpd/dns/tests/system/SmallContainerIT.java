package mpd.dns.tests.system;

import static java.util.concurrent.TimeUnit.SECONDS;
import static mpd.dns.tests.lab.MpdHost.DNS_ADDRESS;
import static mpd.dns.tests.lab.MpdHost.DNS_CONTAINER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.IntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import mpd.dns.tests.lab.Diagnosis;
import mpd.dns.tests.lab.LabRoot;
import mpd.dns.tests.lab.MpdHost;
import mpd.dns.tests.lab.Outcome;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.extension.ExtendWith;

/// The image in a container that may take 96 MiB, under all that clients can do to its memory.
@ExtendWith(Diagnosis.class)
@Tag("system")
class SmallContainerIT {

    private static final String LIMIT = "96m";
    private static final int NAMES = 60_000;
    // Nobody answers at this address, and nobody says so.
    private static final String SILENT = "192.0.2.77";
    private static final String BRIDGE = "10.163.0.1";
    // One client alone gets a quarter of all places.
    private static final List<String> CLIENTS =
            List.of("10.163.0.201", "10.163.0.202", "10.163.0.203", "10.163.0.204", "10.163.0.205");

    private static final Pattern COMPLETED = Pattern.compile("Queries completed: +([0-9]+)");

    private final ExecutorService clients = Executors.newCachedThreadPool();

    private static MpdHost host;

    @BeforeAll
    static void startMpd() {
        host = MpdHost.start(LabRoot.BOOKWORM);
        host.machine().run("ip", "route", "add", "blackhole", SILENT).output();
        host.machine()
                .replaceFile(
                        "/srv/conf/dnsmasq.conf",
                        "server=" + BRIDGE + "#5300\nserver=/silent.example/" + SILENT
                                + "\naddress=/wild.mpd.test/10.163.0.9\n");
        host.startDns("--memory", LIMIT, "--memory-swap", LIMIT, "--volume", "/srv/conf:/etc/dnsmasq.d:ro");
        CLIENTS.forEach(client -> host.machine()
                .run(
                        "sh",
                        "-ec",
                        "ip addr add " + client + "/24 dev $(ip -o addr show to " + BRIDGE + " | awk '{print $2}')")
                .output());
        host.machine()
                .launch(
                        "dnsmasq",
                        "--keep-in-foreground",
                        "--conf-file=/dev/null",
                        "--no-resolv",
                        "--no-hosts",
                        "--user=root",
                        "--bind-interfaces",
                        "--listen-address=" + BRIDGE,
                        "--port=5300",
                        "--address=/#/192.0.2.9",
                        "--local-ttl=600");
    }

    @AfterEach
    void stopClients() {
        clients.shutdownNow();
    }

    @AfterAll
    static void stopMpd() {
        host.close();
    }

    @Test
    void nothingThatClientsDoTakesMoreThanTheContainerHas(final TestReporter reporter) {
        final String process = process();
        host.dig().awaitAddresses("www.example.org", "192.0.2.9");
        // Names of the world, so that the cache is full; of the zone, each in a packet of its own; and such as
        // wait for a nameserver, as many as there may be.
        questions("world", i -> "n" + i + ".example.org A");
        questions("zone", i -> "n" + i + ".wild.mpd.test A");
        questions("silent", i -> "n" + i + ".silent.example A");
        assertThat(completed(load("world", BRIDGE).output())).isGreaterThan(NAMES);
        final CompletableFuture<Outcome> zone = CompletableFuture.supplyAsync(() -> load("zone", BRIDGE), clients);
        final List<CompletableFuture<Outcome>> silent = CLIENTS.stream()
                .map(client -> CompletableFuture.supplyAsync(() -> load("silent", client), clients))
                .toList();
        assertThat(completed(zone.join().output())).isPositive();
        assertThat(silent.stream().map(load -> load.join().output()))
                .allSatisfy(printed -> assertThat(printed).containsPattern("Response codes:.*SERVFAIL [0-9]+"));
        assertThat(host.podman("inspect", "--format", "{{.State.Running}} {{.State.OOMKilled}}", DNS_CONTAINER))
                .isEqualTo("true false");
        assertThat(process()).as("the process, its own end included").isEqualTo(process);
        await("answers as before")
                .atMost(20, SECONDS)
                .untilAsserted(
                        () -> assertThat(host.dig().ask("new.example.org", "A").records())
                                .containsExactly("A 192.0.2.9"));
        assertThat(host.podman("exec", DNS_CONTAINER, "mpd-dns", "health")).startsWith("ready");
        reporter.publishEntry(
                "resident at most",
                host.machine()
                        .run("grep", "VmHWM", "/proc/" + process + "/status")
                        .output());
    }

    @Test
    void objectsMayTakeThreeTenthsAndTheThoroughCompilerNothing() {
        assertThat(host.podman("exec", DNS_CONTAINER, "sh", "-c", "tr '\\0' ' ' < /proc/1/cmdline"))
                .contains(" -Xmx28m ", " -XX:TieredStopAtLevel=1 ");
    }

    private static String process() {
        return host.podman("inspect", "--format", "{{.State.Pid}}", DNS_CONTAINER);
    }

    private static void questions(final String kind, final IntFunction<String> question) {
        host.machine()
                .replaceFile(
                        "/srv/questions/" + kind,
                        IntStream.range(0, NAMES).mapToObj(question).collect(Collectors.joining("\n", "", "\n")));
    }

    private static long completed(final String printed) {
        final Matcher completed = COMPLETED.matcher(printed);
        assertThat(completed.find()).as(printed).isTrue();
        return Long.parseLong(completed.group(1));
    }

    private static Outcome load(final String kind, final String client) {
        return host.machine()
                .run(
                        "dnsperf",
                        "-s",
                        DNS_ADDRESS,
                        "-a",
                        client,
                        "-d",
                        "/srv/questions/" + kind,
                        "-n",
                        "3",
                        "-l",
                        "20",
                        "-q",
                        "12000",
                        "-c",
                        "4");
    }
}
