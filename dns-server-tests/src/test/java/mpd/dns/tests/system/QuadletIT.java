package mpd.dns.tests.system;

import static mpd.dns.tests.lab.MpdHost.DNS_CONTAINER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import mpd.dns.tests.lab.Diagnosis;
import mpd.dns.tests.lab.LabRoot;
import mpd.dns.tests.lab.MpdHost;
import mpd.dns.tests.lab.Outcome;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// `container/mpd-service-dnsmasq.container`, and the service that the generator of Podman 5.4.2 makes of it.
@ExtendWith(Diagnosis.class)
@Tag("system")
class QuadletIT {

    private static final Path REPOSITORY = Path.of(System.getProperty("mpd.dns.root"));
    private static final String FILE = "mpd-service-dnsmasq.container";

    /// What the generator adds so that systemd can follow the container, and what only it or only a person
    /// needs.
    private static final List<String> OF_SYSTEMD = List.of(
            "--cidfile", "--replace", "--rm", "--cgroups", "--sdnotify", "-d", "--pull", "--detach", "--restart");

    private static final Set<String> FLAGS = Set.of("--replace", "--rm", "-d", "--detach", "--read-only");

    private static MpdHost host;
    private static String unit;

    @BeforeAll
    static void generate() throws IOException {
        host = MpdHost.start(LabRoot.TRIXIE);
        host.machine()
                .replaceFile(
                        "/etc/containers/systemd/" + FILE, Files.readString(REPOSITORY.resolve("container/" + FILE)));
        unit = host.machine()
                .run("/usr/lib/systemd/system-generators/podman-system-generator", "--dryrun")
                .output();
    }

    @AfterAll
    static void stop() {
        host.close();
    }

    private static List<String> values(final String key) {
        return unit.lines()
                .filter(line -> line.startsWith(key + "="))
                .map(line -> line.substring(key.length() + 1))
                .toList();
    }

    private static List<String> words(final String command) {
        return Arrays.asList(command.strip().split("\\s+", -1));
    }

    /// The options of a `podman run` with their values, without those of systemd.
    private static Set<String> options(final List<String> words) {
        final Set<String> options = new TreeSet<>();
        for (int at = 0; at < words.size(); at++) {
            final String word = words.get(at);
            if (word.startsWith("-")) {
                final boolean whole = word.contains("=") || FLAGS.contains(word);
                final String option = whole ? word.replaceFirst("=", " ") : word + " " + words.get(++at);
                if (OF_SYSTEMD.stream().noneMatch(own -> option.equals(own) || option.startsWith(own + " "))) {
                    options.add(option.replaceFirst("^-v ", "--volume ").toLowerCase(Locale.ROOT));
                }
            }
        }
        return options;
    }

    /// The command of the section *Run*, and what the page adds to it to take root's powers away.
    private static Set<String> documented() throws IOException {
        final String page = Files.readString(REPOSITORY.resolve("docs/CONTAINER.md"));
        final Set<String> options = new TreeSet<>();
        final Matcher run = Pattern.compile("## Run\n\n((?: {4}.*\n)+)").matcher(page);
        assertThat(run.find()).isTrue();
        options.addAll(options(words(run.group(1).replace("\\", ""))));
        final Matcher hardening = Pattern.compile("(?m)^ {4}(--read-only .*)$").matcher(page);
        while (hardening.find()) {
            options.addAll(options(words(hardening.group(1).replace("\\", ""))));
        }
        return options;
    }

    @Test
    void itRunsTheDocumentedCommandAndNothingElse() throws IOException {
        assertThat(values("ExecStart")).hasSize(1);
        assertThat(options(words(values("ExecStart").getFirst())))
                .contains("--cap-drop all", "--read-only", "--security-opt no-new-privileges")
                .isEqualTo(documented());
        assertThat(values("ExecStart").getFirst()).endsWith(" localhost/mpd-dns");
    }

    @Test
    void itStartsAtBootBeforeItsClientsAndAgainWheneverItEnds() {
        assertThat(values("WantedBy")).containsExactly("multi-user.target");
        assertThat(values("Restart")).containsExactly("always");
        assertThat(values("StartLimitIntervalSec")).containsExactly("0");
        assertThat(values("Before")).containsExactly("nss-lookup.target podman-restart.service");
        assertThat(values("After")).containsExactly("network.target podman.socket systemd-resolved.service");
    }

    @Test
    void theCommandOfTheServiceServes() {
        final List<String> command = new ArrayList<>(words(values("ExecStart").getFirst()));
        // These are for systemd, which does not run here.
        command.removeIf(word -> word.matches("--(cidfile|cgroups|sdnotify)=.*"));
        host.machine().run(command.toArray(String[]::new)).output();
        await("readiness")
                .atMost(Duration.ofSeconds(30))
                .untilAsserted(
                        () -> assertThat(host.machine().run("podman", "exec", DNS_CONTAINER, "mpd-dns", "health"))
                                .returns(0, Outcome::status));
        host.dig().awaitAddresses("dnsmasq.service.mpd.test", MpdHost.DNS_ADDRESS);
    }
}
