package mpd.dns.tests.differential;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import mpd.dns.tests.lab.LabRoot;
import mpd.dns.tests.lab.Machine;
import mpd.dns.tests.lab.Program;
import org.xbill.DNS.Type;

/// Both servers on the loopback of one machine, over the same files. dnsmasq is started anew for each
/// configuration; the program goes on running and has to notice.
final class Contest implements AutoCloseable {

    private static final String THEIRS = "127.0.0.5";
    private static final String OURS = "127.0.0.6";

    private final Path directory;
    private final Path mainFile;
    private final Machine machine;
    private final Interrogation interrogation;
    private final Dnsmasq dnsmasq;
    private final Program program;
    private int generation;

    private Contest(final Path directory, final Machine machine) {
        this.directory = directory;
        this.machine = machine;
        mainFile = directory.resolve("dnsmasq.conf");
        final List<String> addresses = new ArrayList<>(List.of(THEIRS, OURS, Grammar.DEFAULT_UPSTREAM));
        addresses.addAll(Grammar.DOMAIN_UPSTREAMS);
        interrogation = Interrogation.start(machine, addresses);
        dnsmasq = Dnsmasq.in(machine, THEIRS, directory);
        program = program();
    }

    /// Starts what stays.
    ///
    /// @param directory for all files, seen at the same path by both
    static Contest start(final Path directory) {
        return new Contest(
                directory,
                Machine.start(
                        LabRoot.BOOKWORM, directory + ":" + directory.toString().substring(1)));
    }

    private Program program() {
        final String hosts = Facts.ETC_HOSTS.stream().map(Statement::line).collect(Collectors.joining("\n", "", "\n"));
        final Path hostsFile = directory.resolve("etc-hosts");
        try {
            Files.writeString(hostsFile, hosts);
            Files.writeString(mainFile, "no-resolv\n");
            Files.createDirectories(directory.resolve("dnsmasq.d"));
        } catch (final IOException failure) {
            throw new UncheckedIOException(failure);
        }
        machine.replaceFile("/etc/hosts", hosts);
        // The host's Java and the machine's network; /etc/hosts is that of dnsmasq's root as well.
        final List<String> prefix = new ArrayList<>(machine.onItsNetwork());
        prefix.addAll(List.of("unshare", "--mount", "--propagation", "private", "--"));
        prefix.addAll(List.of("sh", "-c", "mount --bind \"$0\" /etc/hosts && exec \"$@\"", hostsFile.toString()));
        return Program.start(
                directory,
                prefix,
                List.of(
                        "serve",
                        "--conf-file",
                        mainFile.toString(),
                        "--records-dir",
                        directory.resolve("dnsmasq.d").toString(),
                        "--listen",
                        OURS,
                        "--podman-socket",
                        "none",
                        "--platform-env",
                        directory.resolve("platform.env").toString(),
                        "--control",
                        directory.resolve("control.sock").toString()));
    }

    /// Puts the questions to both under the scenario's configuration.
    List<Case> compare(final Scenario scenario, final List<Question> questions) {
        generation++;
        final Path place = directory.resolve("g" + generation);
        final Layout layout = Layout.of(scenario, place, generation);
        layout.write(place, mainFile);
        dnsmasq.restart(mainFile);
        layout.probes().forEach(this::awaitBoth);
        final Facts facts = Facts.of(scenario);
        final List<Case> cases = new ArrayList<>();
        final List<Interrogation.Answers> answers = interrogation.ask(questions);
        for (int count = 0; count < questions.size(); count++) {
            cases.add(new Case(
                    facts,
                    questions.get(count),
                    answers.get(count).theirs(),
                    answers.get(count).ours()));
        }
        return cases;
    }

    /// Awaits that both know the probe; the first time, that the program has been built and started.
    private void awaitBoth(final Layout.Probe probe) {
        final AtomicInteger attempt = new AtomicInteger();
        await(probe.name())
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(5))
                .atMost(generation == 1 ? 180 : 20, SECONDS)
                .untilAsserted(() -> {
                    // An answer from elsewhere would be kept: every attempt has a name of its own.
                    final String name = probe.name().replace("*", "attempt" + attempt.incrementAndGet());
                    final Interrogation.Answers answers =
                            interrogation.probe(Question.of(name, probe.text() ? Type.TXT : Type.A));
                    assertThat(answers.theirs().toString())
                            .as("%s %s", answers, dnsmasq.output())
                            .contains(probe.value());
                    assertThat(answers.ours().toString())
                            .as("%s %s", answers, program.output())
                            .contains(probe.value());
                });
    }

    @Override
    public void close() {
        program.close();
        dnsmasq.close();
        interrogation.close();
        machine.close();
    }
}
