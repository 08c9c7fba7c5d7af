package mpd.dns.tests.lab;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;

/// Adds to a failure what the machine had to say when it happened.
public final class Diagnosis implements TestExecutionExceptionHandler {

    private static final String COMMANDS = """
            podman ps --all
            podman logs --tail 40 mpd-service-dnsmasq 2>&1
            podman logs --tail 40 mpd-dns-watch 2>&1
            podman exec mpd-service-dnsmasq mpd-dns status 2>&1
            nsenter --target "$(podman inspect --format '{{.State.Pid}}' mpd-service-dnsmasq)" --net ip address
            ip address
            """;

    @Override
    public void handleTestExecutionException(final ExtensionContext context, final Throwable failure) throws Throwable {
        MpdHost.latest()
                .ifPresent(host -> failure.addSuppressed(new AssertionError(
                        host.machine().run("sh", "-xc", COMMANDS).out())));
        throw failure;
    }
}
