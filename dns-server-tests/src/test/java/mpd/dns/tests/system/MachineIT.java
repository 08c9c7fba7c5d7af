package mpd.dns.tests.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import mpd.dns.tests.lab.LabRoot;
import mpd.dns.tests.lab.Machine;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// What a machine of the lab has to itself.
@Tag("system")
class MachineIT {

    @Test
    void sharedMemoryIsTheMachinesOwn() {
        final Path file =
                Path.of("/dev/shm/mpd-dns-machine-" + ProcessHandle.current().pid());
        try (Machine machine = Machine.start(LabRoot.BOOKWORM)) {
            machine.run("touch", file.toString()).output();
            assertThat(file).doesNotExist();
        }
    }
}
