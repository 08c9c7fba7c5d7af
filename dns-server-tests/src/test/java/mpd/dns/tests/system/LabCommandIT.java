package mpd.dns.tests.system;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import mpd.dns.tests.lab.Commands;
import mpd.dns.tests.lab.Outcome;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/// The command `dns-server-tests/lab`, two labs at a time, through everything that may happen to them.
@Tag("system")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class LabCommandIT {

    private static final Path ROOT = Path.of(System.getProperty("mpd.dns.root"));
    private static final Path CACHE =
            Path.of(System.getProperty("mpd.dns.lab")).getParent().getParent();
    private static final Path STATES = Path.of("/run/mpd-dns-lab");
    private static final String FIRST = "test-first-" + ProcessHandle.current().pid();
    private static final String SECOND =
            "test-second-" + ProcessHandle.current().pid();

    @TempDir
    Path temp;

    @AfterAll
    static void takeBothDown() {
        lab(FIRST, "down");
        lab(SECOND, "down");
    }

    @Test
    @Order(1)
    void twoComeUpAtTheSameTime() {
        final List<Outcome> outcomes =
                Stream.of(FIRST, SECOND)
                        .map(name -> CompletableFuture.supplyAsync(() -> lab(name, "up")))
                        .toList()
                        .stream()
                        .map(CompletableFuture::join)
                        .toList();
        assertThat(outcomes)
                .allSatisfy(outcome ->
                        assertThat(outcome.output()).contains("is up", "Try next:", "dig php.runtime.mpd.test"));
    }

    @Test
    @Order(2)
    void theNameOfTheMachineTellsWhichOneAnswers() {
        final String first = lab(FIRST, "dig", "+short", "vm.service.mpd.test").output();
        final String second =
                lab(SECOND, "dig", "+short", "vm.service.mpd.test").output();
        assertThat(first).startsWith("192.168.64.").isNotEqualTo(second);
        assertThat(lab(FIRST, "status").output()).contains("its virtual machine is " + first + ",");
        assertThat(lab(SECOND, "status").output()).contains("its virtual machine is " + second + ",");
        assertThat(lab(FIRST, "shell", "vm", "cat", "/var/lib/mpd/conf/platform.env")
                        .output())
                .isEqualTo("MPD_VM_IP=" + first);
    }

    @Test
    @Order(3)
    void upOnceMoreChangesNothing() {
        final String machine = lab(FIRST, "shell", "vm", "hostname").output();
        assertThat(lab(FIRST, "up").output()).contains("is up already");
        assertThat(lab(FIRST, "up", "--with-dnsmasq").status()).isEqualTo(2);
        assertThat(lab(FIRST, "shell", "vm", "hostname").output()).isEqualTo(machine);
    }

    @Test
    @Order(4)
    void theMachineSwitchesNetworksThereAndBack() {
        assertThat(lab(FIRST, "switch-network").output()).contains("'home'");
        awaitAnswer("192.0.2.20");
        assertThat(lab(FIRST, "switch-network").output()).contains("'office'");
        awaitAnswer("192.0.2.10");
        assertThat(lab(FIRST, "switch-network", "beach"))
                .returns(2, Outcome::status)
                .satisfies(outcome -> assertThat(outcome.err()).contains("home office"));
    }

    private static void awaitAnswer(final String address) {
        await("www.example.org")
                .atMost(10, SECONDS)
                .untilAsserted(() -> assertThat(
                                lab(FIRST, "dig", "+short", "www.example.org").output())
                        .isEqualTo(address));
    }

    @Test
    @Order(5)
    void whatDiedIsToldAndTheLabMadeAnew() {
        lab(SECOND, "shell", "vm", "pkill", "-KILL", "wireguard-go").output();
        lab(SECOND, "shell", "vm", "podman", "kill", "mpd-service-portal").output();
        final Outcome status = lab(SECOND, "status");
        assertThat(status.status()).isEqualTo(1);
        assertThat(status.out())
                .contains(
                        "the container mpd-service-portal does not run",
                        "the virtual machine's end of the tunnel is down");
        assertThat(lab(SECOND, "up").output()).contains("is made anew", "mpd-service-portal", "is up");
        assertThat(lab(SECOND, "dig", "+short", "portal.service.mpd.test").output())
                .isEqualTo("10.163.0.4");
    }

    @Test
    @Order(6)
    void nothingOutlivesItsFirstProcess() throws IOException {
        final String machine = lab(FIRST, "shell", "vm", "hostname").output();
        assertThat(groupsNamed(machine)).isNotEmpty();
        final long keeper = Long.parseLong(
                Files.readString(STATES.resolve(FIRST).resolve("keeper")).strip());
        ProcessHandle.of(keeper).orElseThrow().destroyForcibly();
        await("its end")
                .atMost(30, SECONDS)
                .until(() -> lab(FIRST, "dig", "mpd.test").status() == 1);
        assertThat(lab(FIRST, "dig", "mpd.test").err()).contains("is not up", "up' brings it up");
        assertThat(lab(FIRST, "down").output()).contains("was not up");
        assertNothingLeft(FIRST, machine);
    }

    @Test
    @Order(7)
    void oneThatWasNeverCompleteGoesAsWell() throws IOException {
        final Process up = new ProcessBuilder(command(FIRST, "up"))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        final BufferedReader out = up.inputReader(StandardCharsets.UTF_8);
        await("a beginning").atMost(60, SECONDS).until(() -> out.readLine().contains("the networks outside"));
        up.destroyForcibly();
        assertThat(lab(FIRST, "dig", "mpd.test").err()).contains("is not up");
        assertThat(lab(FIRST, "down").output()).contains("is down; nothing of it is left");
        assertThat(STATES.resolve(FIRST)).doesNotExist();
    }

    @Test
    @Order(8)
    void downLeavesNothing() throws IOException {
        final String machine = lab(SECOND, "shell", "vm", "hostname").output();
        final List<String> down = command(SECOND, "down");
        down.add(1, "PATH=" + pathWithFindThatFails() + ":" + System.getenv("PATH"));
        assertThat(Commands.run(down, "").output()).contains("is down; nothing of it is left");
        assertNothingLeft(SECOND, machine);
        assertThat(lab(SECOND, "down").output()).contains("was not up");
    }

    /// A `find` that does its work and fails, as it does where somebody else's control group goes meanwhile.
    private Path pathWithFindThatFails() throws IOException {
        final Path find = Files.writeString(temp.resolve("find"), "#!/bin/sh\n/usr/bin/find \"$@\"\nexit 1\n");
        assertThat(find.toFile().setExecutable(true)).isTrue();
        return temp;
    }

    private static void assertNothingLeft(final String name, final String machine) {
        assertThat(STATES.resolve(name)).doesNotExist();
        assertThat(groupsNamed(machine)).isEmpty();
        assertThat(ProcessHandle.allProcesses()
                        .map(process -> process.info().commandLine().orElse(""))
                        .filter(line -> line.contains(machine)))
                .isEmpty();
    }

    // Others' groups come and go meanwhile, and where one went find fails; what it found counts all the same.
    private static String groupsNamed(final String machine) {
        return Commands.run(List.of("find", "/sys/fs/cgroup", "-name", machine), "")
                .out();
    }

    private static Outcome lab(final String name, final String... words) {
        return Commands.run(command(name, words), "");
    }

    private static List<String> command(final String name, final String... words) {
        final List<String> command = new ArrayList<>(List.of("env", "XDG_CACHE_HOME=" + CACHE));
        // The classes that run here are those that it would compile.
        command.add("MPD_DNS_LAB_CLASSPATH=" + System.getProperty("java.class.path"));
        command.addAll(List.of(ROOT.resolve("dns-server-tests/lab").toString(), "--name", name));
        command.addAll(List.of(words));
        return command;
    }
}
