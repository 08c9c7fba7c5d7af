package mpd.dns.tests.system;

import mpd.dns.tests.lab.Diagnosis;
import mpd.dns.tests.lab.Dig;
import mpd.dns.tests.lab.LabRoot;
import mpd.dns.tests.lab.MpdHost;
import mpd.dns.tests.topology.Laptop;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// The way of every query in daily use: laptop, WireGuard tunnel, virtual machine, container; with the oldest
/// Podman.
@ExtendWith(Diagnosis.class)
@Tag("system")
class WireGuardIT {

    @Test
    void laptopReachesEveryNameThroughTheTunnel() {
        try (MpdHost host = MpdHost.start(LabRoot.BOOKWORM)) {
            host.startDns();
            host.startContainer("mpd-service-portal", "10.163.0.4");
            try (Laptop laptop = Laptop.of(host, LabRoot.BOOKWORM, "192.168.64.7")) {
                final Dig dig = laptop.dig();
                dig.awaitAddresses("mpd.test", "10.163.0.4");
                dig.awaitAddresses("portal.service.mpd.test", "10.163.0.4");
                dig.awaitPointer("10.163.0.4", "portal.service.mpd.test");
                dig.awaitNoSuchName("nothing.mpd.test");
            }
        }
    }
}
