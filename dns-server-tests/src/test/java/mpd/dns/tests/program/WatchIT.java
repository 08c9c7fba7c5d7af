package mpd.dns.tests.program;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import mpd.dns.tests.lab.Commands;
import mpd.dns.tests.lab.DnsClient;
import mpd.dns.tests.lab.Packets;
import mpd.dns.tests.lab.Program;
import mpd.dns.tests.lab.ScriptedPodman;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.ExtendedErrorCodeOption;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/// `watch` and `serve` as two processes, with a Podman that does as it is told.
class WatchIT {

    private static final String PORTAL = "portal.service.mpd.test";
    private static final String EXTRA = "extra.service.mpd.test";

    @TempDir
    private Path directory;

    private final InetSocketAddress address = Program.freeAddress("127.0.0.1");
    private final DnsClient client = new DnsClient(address);
    private ScriptedPodman podman;
    private Program watch;
    private Program serve;

    @BeforeEach
    void start() {
        podman = ScriptedPodman.start(directory.resolve("podman.sock"));
        podman.run("mpd-service-portal", "10.163.0.4");
        watch = watch();
        final List<String> arguments = new ArrayList<>(Program.serveArguments(directory, address));
        arguments.set(arguments.indexOf("none"), feed().toString());
        serve = Program.start(directory, arguments);
        serve.awaitAnswers(address);
        awaitAddresses(PORTAL, "10.163.0.4");
    }

    @AfterEach
    void stop() {
        serve.close();
        watch.close();
        podman.close();
    }

    private Path feed() {
        return directory.resolve("feed/podman.sock");
    }

    private Program watch() {
        return Program.start(directory, watchArguments());
    }

    private List<String> watchArguments() {
        return List.of(
                "watch", "--podman-socket", directory.resolve("podman.sock").toString(), "--feed", feed().toString());
    }

    private Message ask(final String name) {
        return client.udp(
                Packets.message(Packets.RD, 1, 1, Packets.question(name, Type.A, 1), Packets.opt(1232, 0, 0)));
    }

    private static List<String> addresses(final Message answer) {
        return answer.getSection(Section.ANSWER).stream()
                .map(Record::rdataToString)
                .toList();
    }

    private void awaitAddresses(final String name, final String... expected) {
        await(name)
                .atMost(60, SECONDS)
                .untilAsserted(() -> assertThat(addresses(ask(name))).containsExactly(expected));
    }

    @Test
    void namesComeAndGoWithPodmansEvents() {
        for (int round = 0; round < 5; round++) {
            podman.run("mpd-service-extra", "10.163.0.20");
            awaitAddresses(EXTRA, "10.163.0.20");
            podman.remove("mpd-service-extra");
            await().untilAsserted(() -> assertThat(ask(EXTRA).getRcode()).isEqualTo(Rcode.NXDOMAIN));
        }
    }

    @Test
    void hangUpEndsNeither() {
        for (final Program program : List.of(watch, serve)) {
            Commands.run(List.of("kill", "-HUP", Long.toString(program.process().pid())), "")
                    .output();
        }
        await().untilAsserted(() -> {
            assertThat(watch.output()).contains("nothing to read again");
            assertThat(serve.output()).contains("everything has been read again");
        });
        podman.run("mpd-service-extra", "10.163.0.20");
        awaitAddresses(EXTRA, "10.163.0.20");
        assertThat(watch.process().isAlive()).isTrue();
    }

    @Test
    void nameOfAContainerThatNoEventToldOfIsNotDeniedAfterASecond() throws InterruptedException {
        for (int round = 0; round < 3; round++) {
            assertThat(ask(EXTRA).getRcode()).isEqualTo(Rcode.NXDOMAIN);
            podman.runInSilence("mpd-service-extra", "10.163.0.20");
            // The promise itself: a container that has existed for a second is known to the first query.
            SECONDS.sleep(1);
            assertThat(addresses(ask(EXTRA))).containsExactly("10.163.0.20");
            podman.remove("mpd-service-extra");
            await().untilAsserted(() -> assertThat(ask(EXTRA).getRcode()).isEqualTo(Rcode.NXDOMAIN));
        }
    }

    @Test
    void namesOutliveAWatchThatIsKilledAndFollowTheNextOne() {
        watch.close();
        awaitAddresses(PORTAL, "10.163.0.4");
        final Message denial = ask(EXTRA);
        assertThat(denial.getRcode()).isEqualTo(Rcode.NXDOMAIN);
        assertThat(denial.getOPT().getOptions(15))
                .singleElement()
                .extracting(option -> ((ExtendedErrorCodeOption) option).getText())
                .asString()
                .contains("Podman feed down since");
        assertThat(feed()).exists();
        podman.run("mpd-service-extra", "10.163.0.20");

        watch = watch();

        awaitAddresses(EXTRA, "10.163.0.20");
    }

    @Test
    void watchThatIsToldToStopTakesItsSocketAwayAndEndsWell() {
        watch.process().destroy();
        assertThat(watch.awaitExit()).as(watch.output()).isZero();
        assertThat(feed()).doesNotExist();
        awaitAddresses(PORTAL, "10.163.0.4");
    }

    @Test
    void secondWatchAtTheSamePathIsRefused() {
        final Program second = Program.run(directory, watchArguments().toArray(String[]::new));
        assertThat(second.process().exitValue()).isEqualTo(2);
        assertThat(second.output()).contains("serves on " + feed()).contains("--feed");
        awaitAddresses(PORTAL, "10.163.0.4");
    }

    @Test
    void wrongFlagsAreAllTold() {
        final String podmans = directory.resolve("podman.sock").toString();
        final Program program =
                Program.run(directory, "watch", "--podman-socket", podmans, "--feed", podmans, "--network", "no such");
        assertThat(program.process().exitValue()).isEqualTo(2);
        assertThat(program.output())
                .contains("--feed is the socket of Podman itself")
                .contains("--network no such: expected");
    }
}
