package mpd.dns.tests.program;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import mpd.dns.tests.lab.Program;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Whether Netty follows buffers, to see who does not release one.
class LeakDetectionIT {

    private static final String TOLD = "-Dorg.slf4j.simpleLogger.log.io.netty.util.ResourceLeakDetector=debug";

    @TempDir
    private Path directory;

    private final InetSocketAddress address = Program.freeAddress("127.0.0.1");

    @Test
    void noQueryIsHeldUpByIt() {
        assertThat(outputWith(TOLD)).contains("leakDetection.level: disabled");
    }

    @Test
    void testsCanHaveItForEachBuffer() {
        assertThat(outputWith(TOLD + " -Dio.netty.leakDetection.level=paranoid"))
                .contains("leakDetection.level: paranoid");
    }

    private String outputWith(final String options) {
        try (Program program = Program.serveWithJavaOptions(directory, address, options)) {
            return program.output();
        }
    }
}
