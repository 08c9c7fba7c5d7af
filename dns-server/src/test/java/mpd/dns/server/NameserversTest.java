package mpd.dns.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import mpd.dns.conf.ConfReader;
import mpd.dns.conf.Configuration;
import mpd.dns.conf.DiskFiles;
import mpd.dns.forward.ForwardPlan;
import mpd.dns.forward.Nameserver;
import mpd.dns.forward.Route;
import mpd.dns.watch.FileWatcher;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.Name;

class NameserversTest {

    private static final InetSocketAddress OWN = server("10.163.0.3");

    @TempDir
    private Path temp;

    private final FileWatcher watcher = new FileWatcher();
    private final AtomicReference<ForwardPlan> plan = new AtomicReference<>();
    private final AtomicInteger plans = new AtomicInteger();
    private final AtomicInteger linksChanged = new AtomicInteger();
    private final AtomicBoolean usable = new AtomicBoolean(true);
    private Optional<Nameservers> nameservers = Optional.empty();

    @AfterEach
    void stop() {
        nameservers.ifPresent(Nameservers::close);
        watcher.close();
    }

    private static InetSocketAddress server(String address) {
        return new InetSocketAddress(InetAddress.ofLiteral(address), 53);
    }

    private void use(ForwardPlan next) {
        if (!usable.get()) {
            throw new IllegalStateException("not now");
        }
        plan.set(next);
        plans.incrementAndGet();
    }

    private void start(Optional<Path> flag) {
        nameservers = Optional.of(new Nameservers(
                flag,
                temp.resolve("live"),
                OWN::equals,
                InstantSource.system(),
                watcher,
                new Nameservers.Listener(this::use, linksChanged::incrementAndGet)));
    }

    private void configure(String conf) throws IOException {
        Path file = Files.writeString(temp.resolve("dnsmasq.conf"), "no-hosts\n" + conf);
        ConfReader.Places places = new ConfReader.Places(Optional.of(file), List.of(), temp.resolve("hosts"), Set.of());
        Configuration read =
                DiskFiles.read(new ConfReader(places, List.of(Name.fromConstantString("mpd.test.")), List.of()));
        assertThat(read.problems()).isEmpty();
        nameservers.orElseThrow().configure(read).join();
    }

    private Path resolv(String name, String nameserver) throws IOException {
        Path written = Files.writeString(temp.resolve(name + ".new"), "nameserver " + nameserver + "\n");
        return Files.move(
                written, temp.resolve(name), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private List<InetSocketAddress> standard() {
        return plan.get().standard().stream().map(Nameserver::address).toList();
    }

    @Test
    void serversOfLinesComeBeforeThoseOfTheFileAndOurselvesNever() throws IOException {
        resolv("one", "192.0.2.9");
        start(Optional.empty());
        configure("server=192.0.2.1\nserver=10.163.0.3\nresolv-file=" + temp.resolve("one")
                + "\nserver=/corp.example/192.0.2.2\nserver=/own.example/10.163.0.3\nserver=/up.example/#\n"
                + "server=/stub.example/127.0.0.53\nserver=/both.example/10.163.0.3\nserver=/both.example/192.0.2.3\n");
        assertThat(standard()).containsExactly(server("192.0.2.1"), server("192.0.2.9"));
        assertThat(plan.get().routes())
                .containsExactly(
                        new Route(
                                Name.fromConstantString("corp.example."),
                                false,
                                Nameserver.of(List.of(server("192.0.2.2")))),
                        new Route(Name.fromConstantString("up.example."), false, List.of()),
                        new Route(
                                Name.fromConstantString("both.example."),
                                false,
                                Nameserver.of(List.of(server("192.0.2.3")))));
        assertThat(nameservers.orElseThrow().notes())
                .filteredOn(note -> note.contains("is not asked"))
                .containsExactly(
                        temp.resolve("dnsmasq.conf") + ":3: 10.163.0.3:53 is this server itself, and is not asked",
                        temp.resolve("dnsmasq.conf") + ":6: 10.163.0.3:53 is this server itself, and is not asked",
                        temp.resolve("dnsmasq.conf") + ":8: 127.0.0.53:53 is a stub of systemd-resolved, and is not "
                                + "asked",
                        temp.resolve("dnsmasq.conf") + ":9: 10.163.0.3:53 is this server itself, and is not asked");
    }

    @Test
    void anotherInterfaceIsAnotherNameserver() throws IOException {
        resolv("one", "fe80::53");
        start(Optional.empty());
        configure("resolv-file=" + temp.resolve("one"));
        assertThat(plan.get().standard()).extracting(Nameserver::scope).containsExactly(0);
        resolv("one", "fe80::53%lo");
        await().untilAsserted(() ->
                assertThat(plan.get().standard()).extracting(Nameserver::scope).containsExactly(1));
        resolv("one", "fe80::53\nnameserver fe80::53%lo");
        await().untilAsserted(() ->
                assertThat(plan.get().standard()).extracting(Nameserver::scope).containsExactly(0, 1));
    }

    @Test
    void theFileIsFollowedAndMayBeChangedForAnother() throws IOException {
        resolv("one", "192.0.2.1");
        resolv("two", "192.0.2.2");
        start(Optional.empty());
        configure("resolv-file=" + temp.resolve("one"));
        assertThat(standard()).containsExactly(server("192.0.2.1"));
        resolv("one", "192.0.2.11");
        await().untilAsserted(() -> assertThat(standard()).containsExactly(server("192.0.2.11")));
        configure("resolv-file=" + temp.resolve("two"));
        assertThat(standard()).containsExactly(server("192.0.2.2"));
        configure("resolv-file=" + temp.resolve("two") + "\nno-resolv");
        assertThat(standard()).isEmpty();
    }

    @Test
    void ofSeveralFilesTheOneThatChangedLastCounts() throws IOException {
        Files.setLastModifiedTime(resolv("one", "192.0.2.1"), FileTime.fromMillis(1_000_000));
        Files.setLastModifiedTime(resolv("two", "192.0.2.2"), FileTime.fromMillis(2_000_000));
        start(Optional.empty());
        configure("resolv-file=" + temp.resolve("one") + "\nresolv-file=" + temp.resolve("two"));
        assertThat(standard()).containsExactly(server("192.0.2.2"));
        resolv("one", "192.0.2.3");
        await().untilAsserted(() -> assertThat(standard()).containsExactly(server("192.0.2.3")));
        Files.delete(temp.resolve("one"));
        await().untilAsserted(() -> assertThat(standard()).containsExactly(server("192.0.2.2")));
    }

    @Test
    void fileThatIsWrittenAnewAsItWasIsTheOneThatChangedLast() throws IOException {
        Files.setLastModifiedTime(resolv("one", "192.0.2.1"), FileTime.fromMillis(1_000_000));
        Files.setLastModifiedTime(resolv("two", "192.0.2.2"), FileTime.fromMillis(2_000_000));
        start(Optional.empty());
        configure("resolv-file=" + temp.resolve("one") + "\nresolv-file=" + temp.resolve("two"));
        resolv("one", "192.0.2.1");
        await().untilAsserted(() -> assertThat(standard()).containsExactly(server("192.0.2.1")));
    }

    @Test
    void fileThatIsWrittenAnewAsItWasTellsOfLinks() throws IOException {
        Files.setLastModifiedTime(resolv("live", "192.0.2.1"), FileTime.fromMillis(1_000_000));
        start(Optional.empty());
        configure("");
        int before = linksChanged.get();
        configure("");
        assertThat(linksChanged).as("nothing was written").hasValue(before);
        resolv("live", "192.0.2.1");
        await().untilAsserted(() -> assertThat(linksChanged).hasValueGreaterThan(before));
        assertThat(plans).as("told once").hasValue(1);
    }

    @Test
    void planThatCouldNotBeUsedIsUsedTheNextTime() throws IOException {
        usable.set(false);
        start(Optional.of(resolv("flag", "192.0.2.8")));
        assertThatThrownBy(() -> configure("")).hasRootCauseMessage("not now");
        usable.set(true);
        configure("");
        assertThat(standard()).containsExactly(server("192.0.2.8"));
    }

    @Test
    void theFlagBeatsTheFilesAndWithoutEitherTheMachinesOwnCounts() throws IOException {
        resolv("live", "192.0.2.7");
        resolv("flag", "192.0.2.8");
        resolv("one", "192.0.2.1");
        start(Optional.empty());
        configure("");
        assertThat(standard()).containsExactly(server("192.0.2.7"));
        nameservers.ifPresent(Nameservers::close);
        start(Optional.of(temp.resolve("flag")));
        configure("resolv-file=" + temp.resolve("one"));
        assertThat(standard()).containsExactly(server("192.0.2.8"));
    }

    @Test
    void waysOfAskingComeFromTheFiles() throws IOException {
        start(Optional.empty());
        configure("all-servers\ndns-forward-max=7\n");
        assertThat(plan.get().mode()).isEqualTo(ForwardPlan.Mode.ALL);
        assertThat(plan.get().mostInFlight()).hasValue(7);
        configure("strict-order\n");
        assertThat(plan.get().mode()).isEqualTo(ForwardPlan.Mode.STRICT);
    }
}
