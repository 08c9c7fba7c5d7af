package mpd.dns.tests.load;

import static mpd.dns.tests.lab.MpdHost.DNS_ADDRESS;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import mpd.dns.tests.lab.Diagnosis;
import mpd.dns.tests.lab.LabRoot;
import mpd.dns.tests.lab.Machine;
import mpd.dns.tests.lab.MpdHost;
import mpd.dns.tests.lab.Outcome;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Records change all the time while many clients ask; no query is lost and none is answered wrongly.
@ExtendWith(Diagnosis.class)
@Tag("load")
class ChangesUnderLoadIT {

    private static final int SECONDS = Integer.getInteger("mpd.dns.load.seconds", 30);

    private static final String QUESTIONS = """
            mpd.test A
            portal.service.mpd.test A
            portal.service.mpd.test AAAA
            dnsmasq.service.mpd.test A
            vm.service.mpd.test A
            4.0.163.10.in-addr.arpa PTR
            """;

    @Test
    void noQueryIsLostOrWrongWhileRecordsChange() {
        try (MpdHost host = MpdHost.start(LabRoot.TRIXIE)) {
            final Machine machine = host.machine();
            machine.replaceFile("/var/lib/mpd/conf/platform.env", "MPD_VM_IP=10.0.0.1\n");
            host.startDns();
            host.startContainer("mpd-service-portal", "10.163.0.4");
            host.dig().awaitAddresses("mpd.test", "10.163.0.4");
            host.dig().awaitAddresses("vm.service.mpd.test", "10.0.0.1");
            machine.replaceFile("/tmp/questions", QUESTIONS);
            final CompletableFuture<Outcome> load = CompletableFuture.supplyAsync(() -> machine.run(
                    "dnsperf",
                    "-s",
                    DNS_ADDRESS,
                    "-d",
                    "/tmp/questions",
                    "-c",
                    "8",
                    "-q",
                    "100",
                    "-Q",
                    "5000",
                    "-l",
                    Integer.toString(SECONDS)));
            int changes = 0;
            while (!load.isDone()) {
                changes++;
                machine.replaceFile("/var/lib/mpd/conf/platform.env", "MPD_VM_IP=10.0.0." + (1 + changes % 250) + "\n");
                if (changes % 50 == 0) {
                    host.startContainer("mpd-service-passing", "10.163.0.20");
                    host.podman("rm", "--force", "mpd-service-passing");
                }
            }
            final String result = load.join().output();
            assertThat(result).contains("Queries lost:         0 ");
            assertThat(result).containsPattern("Response codes: +NOERROR [0-9]+ \\(100.00%\\)");
            assertThat(changes).as("changes under load").isGreaterThan(SECONDS);
            host.dig().awaitAddresses("vm.service.mpd.test", "10.0.0." + (1 + changes % 250));
        }
    }
}
